from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class ContestsConfig(AppConfig):
    name = "lienthu.contests"
    label = "contests"
    evidence = {
        "contests.sportsday": Evidence(_("sports day"), "contests:day", "contests.organise", keeps_count=True),
    }
    today = "lienthu.contests.today.items"
    staff_links = (
        StaffLink(
            _("Contests and sports"),
            _("Sports days and contests: entries, draws, juries, results, prizes."),
            "contests:home",
            "contests.enter",
            40,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "sports_day.kept": _("sports day written down or changed"),
        "sports_day.laid_out": _("timetable made"),
        "sports_day.held": _("sports day counted"),
        "sports_day.undone": _("sports day not counted any more"),
        "sport.kept": _("sport written down or changed"),
        "sport.dropped": _("sport taken off the day"),
        "sport.seeded": _("strong teams set"),
        "sport.drawn": _("drawn"),
        "sport.undrawn": _("draw taken back"),
        "sport.awarded": _("prizes given"),
        "sport.unawarded": _("prizes taken back"),
        "court.kept": _("court set up or changed"),
        "court.dropped": _("court taken away"),
        "referee.appointed": _("referee appointed"),
        "referee.closed": _("referee's address closed"),
        "team.entered": _("team entered or changed"),
        "team.taken_out": _("team taken out"),
        "match.entered": _("result entered"),
        "match.taken_back": _("result taken back"),
    }
    audit_names = {"people": _("people"), "seed_number": _("number of the draw"), "matches": _("matches")}

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.contests.models import Sport

        return Sport.Shape(value).label if fact == "shape" and value in Sport.Shape.values else None
