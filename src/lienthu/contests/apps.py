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
        "contests.round": Evidence(_("round of a contest"), "contests:round", "contests.organise", keeps_count=True),
        "contests.prize": Evidence(  # the address leads a reader on to the sport or round in which it was given
            _("prize"), "contests:certificate", "contests.organise", library=("sport__day__library", "round__library"),
            keeps_count=True,
        ),
    }  # fmt: skip
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
        "contest.kept": _("contest written down or changed"),
        "round.kept": _("round written down or changed"),
        "round.begun": _("judging begun"),
        "round.reopened": _("one step back"),
        "round.closed": _("points added up"),
        "round.approved": _("results approved"),
        "round.unapproved": _("approval taken back"),
        "entry.kept": _("entry handed in or changed"),
        "entry.withdrawn": _("entry withdrawn"),
        "entry.handed_in": _("file handed in"),
        "entry.file_removed": _("file taken away"),
        "judge.appointed": _("judge appointed"),
        "judge.dismissed": _("judge dismissed"),
        "judge.handed_in": _("points handed in"),
        "performance.put_first": _("put before its equals"),
        "performance.decided": _("decided whether it goes on"),
        "team.entered": _("team entered or changed"),
        "athlete.agreed": _("somebody agreed to be named in public"),
        "athlete.not_agreed": _("somebody does not agree any more to be named in public"),
        "team.taken_out": _("team taken out"),
        "match.entered": _("result entered"),
        "match.taken_back": _("result taken back"),
    }
    audit_names = {"people": _("people"), "seed_number": _("number of the draw"), "matches": _("matches")}

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.contests.models import Sport

        return Sport.Shape(value).label if fact == "shape" and value in Sport.Shape.values else None
