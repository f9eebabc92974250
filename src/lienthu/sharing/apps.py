from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class SharingConfig(AppConfig):
    name = "lienthu.sharing"
    label = "sharing"
    evidence = {
        "sharing.gift": Evidence(_("gift or shipment of books"), "sharing:gift", "sharing.read", keeps_count=True),
    }
    today = "lienthu.sharing.today.items"
    staff_links = (
        StaffLink(
            _("Books we give"),
            _("Give copies to another library or body: list, decision, hand-over, counted on both sides."),
            "sharing:gifts",
            "sharing.read",
            83,
            Group.STOCK,
        ),
        StaffLink(
            _("Exchange of books"),
            _("Local-studies books among members: offer, ask, a fair proposal, shipments, balance."),
            "sharing:rounds",
            "sharing.read",
            84,
            Group.STOCK,
        ),
    )
    audit_actions = {
        "gift_given.begun": _("gift to others begun"),
        "gift_given.listed": _("books put on the list of a gift"),
        "gift_given.unlisted": _("book taken off the list of a gift"),
        "gift_given.called_off": _("gift to others called off"),
        "gift_given.sent": _("shipment sent"),
        "gift_given.handed_over": _("books handed over"),
        "gift_given.settled": _("question of a shipment answered"),
        "gift_given.taken_back": _("gift taken back"),
        "copy.handed_over": _("owner changed"),
        "copy.taken_back": _("change of owner undone"),
        "exchange.opened": _("exchange opened"),
        "exchange.offered": _("title offered"),
        "exchange.asked": _("title asked for"),
        "exchange.offer_dropped": _("offer taken back"),
        "exchange.wish_dropped": _("wish taken back"),
        "exchange.proposed": _("exchange proposed"),
        "exchange.decided": _("proposal changed by a person"),
        "exchange.confirmed": _("exchange confirmed"),
        "exchange.called_off": _("exchange called off"),
        "exchange.gathering": _("offers and wishes gathered again"),
    }
