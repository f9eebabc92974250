"""Who teaches in a course: named, renamed, taken off."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course, Lecturer
from lienthu.training.services.courses import OPEN, held


@transaction.atomic
def add(*, course: Course, name: str, position: str, actor: User | None, at: datetime) -> Lecturer:
    """Raises TrainingRefused for somebody who is named already."""
    row = held(course, *OPEN)
    made = Lecturer(course=row, name=" ".join(name.split()), position=position.strip())
    _demand_new(made)
    made.save()
    audit.record(
        actor=actor, at=at, action="course.lecturer_added", thing=row, before=None, after={"lecturer": made.name}
    )
    return made


@transaction.atomic
def change(*, lecturer: Lecturer, name: str, position: str, actor: User | None, at: datetime) -> Lecturer:
    """Another name or position: the programme and the plan say it at once. Raises TrainingRefused as `add` does."""
    row = held(lecturer.course, *OPEN)
    kept = row.lecturers.get(pk=lecturer.pk)
    before = {"lecturer": kept.name, "position": kept.position}
    kept.name, kept.position = " ".join(name.split()), position.strip()
    _demand_new(kept)
    kept.save(update_fields=["name", "position"])
    after = {"lecturer": kept.name, "position": kept.position}
    if before != after:
        audit.record(actor=actor, at=at, action="course.lecturer_changed", thing=row, before=before, after=after)
    return kept


@transaction.atomic
def remove(*, lecturer: Lecturer, actor: User | None, at: datetime) -> None:
    """Take somebody off who teaches nothing. Raises TrainingRefused otherwise."""
    row = held(lecturer.course, *OPEN)
    taught = lecturer.sessions.first()
    if taught is not None:
        message = _("%(who)s teaches %(session)s. Give that session to somebody else first.")
        raise TrainingRefused("teaches", message % {"who": lecturer, "session": taught})
    before = {"lecturer": lecturer.name}
    lecturer.delete()
    audit.record(actor=actor, at=at, action="course.lecturer_removed", thing=row, before=before, after=None)


def _demand_new(lecturer: Lecturer) -> None:
    if lecturer.course.lecturers.filter(name=lecturer.name).exclude(pk=lecturer.pk).exists():
        raise TrainingRefused("known", _("This lecturer is named already."), field="name")
