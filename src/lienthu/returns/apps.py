from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class ReturnsConfig(AppConfig):
    name = "lienthu.returns"
    label = "returns"
    today = "lienthu.returns.today.items"
    reported_figures = "lienthu.returns.queries.reported.figures"
    sync_kinds = "lienthu.returns.offline"
    staff_links = (
        StaffLink(
            _("Returns"),
            _("What is to be reported, who has handed in, who is late."),
            "returns:home",
            "reports.read",
            20,
            Group.REPORTS,
        ),
    )
    audit_things = {"returns.return": pgettext_lazy("in the audit", "return %(id)s")}
    audit_actions = {
        "form.kept": _("form of figures kept"),
        "call.made": _("figures asked for"),
        "call.changed": _("day or words of the round changed"),
        "call.widened": _("asked of others too"),
        "call.reminded": _("reminded"),
        "call.locked": _("round locked"),
        "call.withdrawn": _("round withdrawn"),
        "return.phoned": _("reminded by telephone"),
        "return.computed": _("computed anew"),
        "return.submitted": _("handed in"),
        "return.sent_back": _("sent back with remarks"),
        "return.approved": pgettext_lazy("return", "approved"),
        "return.taken_back": _("approval taken back"),
        "return.link_made": _("address without an account made"),
        "return.link_revoked": _("address without an account taken back"),
        "return.paper_kept": _("paper kept"),
        "return.workbook_read": _("workbook read"),
    }

    audit_names = {
        "period": _("reporting period"),
        "call": _("round of returns"),
        "asked": _("libraries asked"),
        "locked": _("returns locked"),
        "missing": _("returns missing"),
        "letters": _("letters"),
        "file": _("file"),
        "said": _("what was said"),
        "taken": _("figures taken"),
        "left": _("rows not taken"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.indicators.errors import PeriodRefused
        from lienthu.indicators.rules import periods
        from lienthu.returns.models import Return

        if fact == "period":
            try:
                return periods.read(value).name
            except PeriodRefused:
                return None
        if fact == "state" and value in Return.State.values:
            return Return.State(value).label
        return None
