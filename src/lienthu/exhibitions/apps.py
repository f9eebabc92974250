from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class ExhibitionsConfig(AppConfig):
    name = "lienthu.exhibitions"
    label = "exhibitions"
    evidence = {
        "exhibitions.exhibition": Evidence(
            _("exhibition or display of books"), "exhibitions:exhibition", "exhibitions.arrange", keeps_count=True
        ),
    }
    today = "lienthu.exhibitions.today.items"
    staff_links = (
        StaffLink(
            _("Exhibitions"),
            _("Displays by occasion: book lists, panels, visitors."),
            "exhibitions:home",
            "exhibitions.arrange",
            42,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "exhibition.kept": _("exhibition written down or changed"),
        "exhibition.book_added": _("book put on the list"),
        "exhibition.book_removed": _("book taken off the list"),
        "exhibition.counted": _("visitors counted"),
        "exhibition.held": _("exhibition counted"),
        "exhibition.undone": _("exhibition not counted any more"),
        "panel.kept": _("panel written down or changed"),
        "panel.moved": _("panel put elsewhere"),
        "panel.removed": _("panel taken away"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.exhibitions.models import Exhibition

        return Exhibition.Form(value).label if fact == "form" and value in Exhibition.Form.values else None
