from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink
from lienthu.conferences.kinds import NOTICE_KINDS


class ConferencesConfig(AppConfig):
    name = "lienthu.conferences"
    label = "conferences"
    today = "lienthu.conferences.today.items"
    notice_kinds = NOTICE_KINDS
    evidence = {
        "conferences.conference": Evidence(
            _("conference"), "conferences:page", "conferences.read", library="host", keeps_count=True
        )
    }
    staff_links = (
        StaffLink(
            _("Conferences"),
            _("Planned, invited to, held: delegates, seats, papers, minutes."),
            "conferences:home",
            "conferences.read",
            50,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "conference.planned": _("conference planned"),
        "conference.changed": _("conference changed"),
        "conference.invited": _("invitations sent"),
        "conference.held": _("conference begun"),
        "conference.closed": _("conference closed"),
        "conference.reopened": _("conference opened again"),
        "conference.cancelled": _("conference cancelled"),
        "conference.shown": _("public page opened or closed"),
        "conference.kind_kept": _("kind of conference kept"),
        "conference.programme_kept": _("line of the programme kept"),
        "conference.programme_moved": _("line of the programme moved"),
        "conference.programme_removed": _("line of the programme taken away"),
        "conference.cost_kept": _("cost kept"),
        "conference.cost_removed": _("cost taken away"),
        "conference.quotas_set": _("places of the members set"),
        "conference.link_made": _("address without an account made"),
        "conference.link_revoked": _("address without an account taken back"),
        "conference.list_handed_in": _("list of delegates handed in"),
        "conference.hall_set": _("size of the hall set"),
        "conference.seats_proposed": _("seats proposed"),
        "conference.speaker_added": _("speaker added"),
        "conference.speaker_called": _("speaker called"),
        "conference.gist_written": _("gist of a contribution written"),
        "conference.matters_picked": _("resolutions and elections chosen"),
        "conference.numbered": _("number given by the register"),
        "conference.minutes_written": _("minutes written"),
        "conference.photographed": _("photo added"),
        "conference.photo_changed": _("photo described otherwise"),
        "conference.photo_removed": _("photo taken away"),
        "delegate.registered": _("delegate registered"),
        "delegate.changed": _("delegate changed"),
        "delegate.withdrawn": _("delegate withdrawn"),
        "delegate.not_there": _("arrival taken back"),
        "delegate.seated": _("delegate put on a seat"),
        "conference.papers_called": _("papers called for"),
        "conference.papers_reminded": _("papers asked for again"),
        "paper.handed_in": _("paper handed in"),
        "paper.returned": _("paper returned with remarks"),
        "paper.accepted": _("paper accepted"),
        "paper.withdrawn": _("paper withdrawn"),
        "paper.published": _("paper published or taken off"),
    }
    audit_names = {
        "places": _("places"),
        "member": _("member"),
        "role": pgettext_lazy("of a person", "comes as"),
        "door": _("door"),
        "papers": _("papers"),
        "delegates": _("delegates"),
        "gist": _("what it is about"),
        "author": _("author"),
        "planned": _("planned, in đồng"),
        "spent": _("spent, in đồng"),
        "hours": _("hours"),
        "matters": _("resolutions and elections"),
        "order": pgettext_lazy("of the programme", "order"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.conferences.models import Conference, Delegate, Paper

        for name, words in (("state", Conference.State), ("state", Paper.State), ("role", Delegate.Role)):
            if fact == name and value in words.values:
                return words(value).label
        return None
