from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class StockConfig(AppConfig):
    name = "lienthu.stock"
    label = "stock"
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
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.stock.models import Acquisition

        if fact == "state" and value in Acquisition.State.values:
            return Acquisition.State(value).label
        return None
