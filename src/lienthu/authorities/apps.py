from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class AuthoritiesConfig(AppConfig):
    name = "lienthu.authorities"
    label = "authorities"
    staff_links = (
        StaffLink(
            _("Headings"),
            _("Names, subjects and series in one form: find, correct, merge."),
            "authorities:headings",
            "authorities.edit",
            110,
            Group.CATALOGUING,
        ),
    )
    audit_actions = {
        "heading.corrected": _("heading corrected"),
        "heading.merged": _("headings merged"),
        "heading.correction_undone": _("correction of a heading undone"),
        "heading.merge_undone": _("merging of headings undone"),
        "record.heading_corrected": _("heading corrected in the record"),
        "record.heading_merged": _("heading merged in the record"),
        "record.heading_back": _("heading written back in the record"),
        "heading.reference_added": _("reference added"),
        "heading.reference_dropped": _("reference taken away"),
        "heading.related": _("relation added"),
        "heading.unrelated": _("relation taken away"),
        "authorities.taken": _("authority file taken in"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.authorities.models import Relation

        if fact == "relation" and value in Relation.Kind.values:
            return Relation.Kind(value).label
        return None
