from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class TrainingConfig(AppConfig):
    name = "lienthu.training"
    label = "training"
    evidence = {
        "training.course": Evidence(
            _("training course"), "training:course", "training.read", library="organiser", keeps_count=True
        ),
    }
    today = "lienthu.training.today.items"
    staff_links = (
        StaffLink(
            _("Training courses"),
            _("Plans, registration, attendance, quiz, certificates."),
            "training:courses",
            "training.read",
            60,
            Group.FEDERATION,
        ),
        StaffLink(
            _("Staff and their training"),
            _("Who was trained when, and how many of the staff are."),
            "training:staff",
            "training.read",
            61,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "course.planned": _("course written down"),
        "course.changed": _("course changed"),
        "course.opened": _("course opened"),
        "course.numbered": _("plan numbered"),
        "course.lecturer_changed": _("lecturer changed"),
        "course.lecturer_removed": _("lecturer removed"),
        "course.question_changed": _("question changed"),
        "course.cancelled": _("course called off"),
        "course.closed": _("course closed"),
        "course.reopened": _("course opened again"),
        "course.session_added": _("session added"),
        "course.session_changed": _("session changed"),
        "course.session_removed": _("session taken off"),
        "course.lecturer_added": _("lecturer added"),
        "course.unit_added": _("unit added"),
        "course.unit_removed": _("unit taken off"),
        "course.places_changed": _("places changed"),
        "course.registered": _("people registered"),
        "course.withdrawn": _("somebody does not come"),
        "course.material_added": _("material added"),
        "course.material_removed": _("material taken away"),
        "course.question_added": _("question added"),
        "course.question_removed": _("question taken away"),
        "course.sheet_typed": _("attendance typed in"),
        "course.certificates_given": _("certificates given"),
        "course.certificate_taken_back": _("certificate taken back"),
        "staff_member.written_down": _("put on the list of staff"),
        "staff_member.left": _("no longer works here, or does again"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.training.models import Course

        return Course.State(value).label if fact == "state" and value in Course.State.values else None
