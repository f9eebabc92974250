from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class StockConfig(AppConfig):
    name = "lienthu.stock"
    label = "stock"
    evidence = {
        "stock.weedingitem": Evidence(
            _("copy on a weeding list"),
            "stock:weeding",
            "stock.weed",
            library="weeding__library",
            number="weeding_id",
            keeps_count=True,
        ),
    }
    today = "lienthu.stock.today.items"
    staff_links = (
        StaffLink(
            _("Orders of books"),
            _("Order books, and take them in when they come."),
            "stock:orders",
            "stock.acquire",
            80,
            Group.STOCK,
        ),
        StaffLink(
            _("Gifts of books"),
            _("Take in books that were given, and thank the donor."),
            "stock:gifts",
            "stock.acquire",
            81,
            Group.STOCK,
        ),
        StaffLink(
            _("Book budget"), _("What is left of this year's money."), "stock:budgets", "stock.acquire", 82, Group.STOCK
        ),
        StaffLink(
            _("Stocktaking"),
            _("Count what stands on the shelves, alone or together, and write the minutes."),
            "stock:stocktakings",
            "stock.count",
            85,
            Group.STOCK,
        ),
        StaffLink(
            _("Weeding"),
            _("Take copies out of the stock: criteria, list, decision."),
            "stock:weeding_lists",
            "stock.weed",
            86,
            Group.STOCK,
        ),
    )
    audit_actions = {
        "partner.added": _("supplier or donor added"),
        "budget.set": _("budget line set"),
        "order.begun": _("order begun"),
        "gift.begun": _("gift begun"),
        "line.added": _("book put on the list"),
        "line.removed": _("book taken off the list"),
        "order.placed": _("order went out"),
        "gift.placed": _("gift expected"),
        "order.received": _("everything has come"),
        "gift.received": _("everything has come"),
        "order.cancelled": _("order called off"),
        "gift.cancelled": _("gift called off"),
        "order.came": _("books came in"),
        "gift.came": _("books came in"),
        "stocktaking.opened": _("stocktaking opened"),
        "stocktaking.closed": _("stocktaking closed"),
        "stocktaking.reopened": _("stocktaking opened again"),
        "finding.settled": _("finding settled"),
        "finding.unsettled": _("finding to be settled again"),
        "weeding.made": _("weeding list made"),
        "weeding.added": _("copy put on the weeding list"),
        "weeding.kept": _("copy kept"),
        "weeding.not_kept": _("copy to go after all"),
        "weeding.proposed": _("weeding proposed"),
        "weeding.cancelled": _("weeding given up"),
        "weeding.carried_out": _("weeding carried out"),
        "copy.withdrawn": _("withdrawn from the stock"),
        "copy.withdrawal_undone": _("withdrawal undone"),
    }

    audit_names = {
        "expected": pgettext_lazy("stocktaking", "to be counted"),
        "found": pgettext_lazy("stocktaking", "found"),
        "missing": _("missing"),
        "copies": _("number of copies"),
        "copy": _("copy"),
        "site": _("place"),
        "amount": _("sum in đồng"),
        "quantity": _("quantity"),
        "price": _("price in đồng"),
        "title": _("book"),
        "partner": _("supplier or donor"),
        "budget": _("budget line"),
        "document": _("document number"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.stock.models import Acquisition, Finding, WeedingList

        known = {
            "state": (Acquisition.State, WeedingList.State), "settled": (Finding.Action,), "kind": (Finding.Kind,),
        }  # fmt: skip
        for choices in known.get(fact, ()):
            if value in choices.values:
                return choices(value).label
        return None
