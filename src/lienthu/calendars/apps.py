from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class CalendarsConfig(AppConfig):
    name = "lienthu.calendars"
    label = "calendars"
    staff_links = (
        StaffLink(
            _("Opening hours and holidays"),
            _("When you are open, when not, and why; with the lunar calendar."),
            "calendars:month",
            "federation.read",
            57,
            Group.DESK,
        ),
    )
    audit_actions = {
        "timetable.kept": _("opening hours written down"),
        "timetable.removed": _("opening hours removed"),
        "special_day.kept": _("holiday or closing written down"),
        "special_day.removed": _("holiday or closing removed"),
    }
    audit_names = {
        "when": pgettext_lazy("calendar", "when"),
        "hours": pgettext_lazy("calendar", "hours"),
        "site": pgettext_lazy("calendar", "site"),
        "kept_from": pgettext_lazy("calendar", "kept from"),
        "kept_until": pgettext_lazy("calendar", "kept until"),
        "last_day": pgettext_lazy("calendar", "until"),
    }

    def ready(self) -> None:
        from lienthu.calendars import receivers  # noqa: F401 connects them
