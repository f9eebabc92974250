"""People: the staff of a library as training knows it; registered for a course by their unit, and withdrawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import Role, User
from lienthu.common import audit, signed_links
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import marked, name_sort_key, nfc
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Course, Participant, Quota, StaffMember
from lienthu.training.services.courses import held

CODE = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is read wrong: 0 O, 1 I
MOST_AT_ONCE = 300


@dataclass(frozen=True)
class Named:
    """Somebody as they are written on a list."""

    full_name: str
    position: str = ""


def lines_of(text: str) -> list[Named]:
    """A list as it is typed or pasted: one person a line, the position after a comma, a semicolon or a tab."""
    found = []
    for line in text.splitlines():
        name, position = line, ""
        for mark in ("\t", ";", ","):
            if mark in line:
                name, _mark, position = line.partition(mark)
                break
        name = " ".join(name.split()).strip(".-– ")
        if name:
            found.append(Named(nfc(name)[:120], " ".join(position.split())[:120]))
    return found


@transaction.atomic
def write_down(
    *, library: Organisation, people: Sequence[Named], actor: User | None, at: datetime
) -> list[StaffMember]:
    """Put people on the list of the library's staff; who serves there under the same name is on it already."""
    return [_known_or_new(library, "", each, actor, at) for each in people[:MOST_AT_ONCE]]


@transaction.atomic
def take_accounts(*, library: Organisation, actor: User | None, at: datetime) -> int:
    """Put everybody with a role over the library itself on its list, or tie them to the one who is there; how many."""
    users = User.objects.filter(
        is_active=True, pk__in=Role.objects.filter(organisation=library).values("user"), training_record=None
    )
    count = 0
    for user in users.order_by("pk"):
        row = _known_or_new(library, "", Named(str(user)[:120]), actor, at)
        if row.user_id is None:
            row.user = user
            row.save(update_fields=["user"])
            count += 1
    return count


@transaction.atomic
def leave(*, person: StaffMember, on: date | None, actor: User | None, at: datetime) -> None:
    """They work there no longer from this day on; None: they do. The record stays."""
    row = StaffMember.objects.select_for_update(of=("self",)).get(pk=person.pk)
    before, row.left_on = row.left_on, on
    row.save(update_fields=["left_on"])
    after = {"left_on": on}
    audit.record(actor=actor, at=at, action="staff_member.left", thing=row, before={"left_on": before}, after=after)


@transaction.atomic
def register(
    *, quota: Quota, people: Sequence[Named], by: str = "", staff: bool = False, actor: User | None, at: datetime
) -> list[Participant]:
    """The unit sends these people. Who is registered already is not registered twice.

    Raises TrainingRefused past the last day (unless the organiser's own `staff` does it) and past the unit's places.
    """
    course = held(quota.course, Course.State.OPEN)
    last = course.register_until
    if not staff and last is not None and timezone.localdate(at) > last:
        message = _("Registration ended on %(day)s. Ask the organiser.")
        raise TrainingRefused("late", message % {"day": f"{last:%d/%m/%Y}"})
    if not people:
        raise TrainingRefused("nobody", _("Write at least one name."), field="people")
    unit = Quota.objects.select_for_update(of=("self",)).get(pk=quota.pk)
    made = []
    for each in people[:MOST_AT_ONCE]:
        row = _take_part(course, unit, _known_or_new(unit.library, unit.unit, each, actor, at), by, at)
        if row is not None:
            made.append(row)
    taken = unit.participants.filter(withdrawn_at=None).count()
    if taken > unit.places:
        message = _("%(unit)s has %(places)d places; with these people it would be %(taken)d.")
        values = {"unit": unit, "places": unit.places, "taken": taken}
        raise TrainingRefused("full", message % values, field="people")
    if made:
        after = {"unit": unit.unit, "people": ", ".join(str(row.person) for row in made), "by": by}
        audit.record(actor=actor, at=at, action="course.registered", thing=course, before=None, after=after)
    return made


def _take_part(course: Course, unit: Quota, person: StaffMember, by: str, at: datetime) -> Participant | None:
    known = course.participants.filter(person=person).first()
    if known is not None and known.withdrawn_at is None:
        return None
    if known is not None:
        known.withdrawn_at, known.quota, known.registered_at, known.registered_by = None, unit, at, by
        known.save(update_fields=["withdrawn_at", "quota", "registered_at", "registered_by"])
        return known
    return Participant.objects.create(
        course=course, quota=unit, person=person, key=signed_links.new_key(), code=get_random_string(8, CODE),
        registered_at=at, registered_by=by[:120],
    )  # fmt: skip


@transaction.atomic
def withdraw(*, participant: Participant, actor: User | None, at: datetime) -> None:
    """They do not come. Raises TrainingRefused for somebody who was there already."""
    course = held(participant.course, Course.State.OPEN)
    if participant.attendances.exists():
        raise TrainingRefused("was_there", _("They were at a session already: take that back first."))
    Participant.objects.filter(pk=participant.pk, withdrawn_at=None).update(withdrawn_at=at)
    before = {"who": str(participant)}
    audit.record(actor=actor, at=at, action="course.withdrawn", thing=course, before=before, after=None)


def _known_or_new(
    library: Organisation | None, unit: str, named: Named, actor: User | None, at: datetime
) -> StaffMember:
    """Whoever serves there under that name, else somebody new. Two of one name are told apart by their position."""
    own = (
        StaffMember.objects.filter(library=library) if library else StaffMember.objects.filter(library=None, unit=unit)
    )
    same = list(own.serving().filter(named=marked(named.full_name)).order_by("pk"))
    fitting = [row for row in same if not named.position or not row.position or row.position == named.position]
    if fitting:
        row = fitting[0]
        if named.position and not row.position:
            row.position = named.position
            row.save(update_fields=["position"])
        return row
    row = StaffMember.objects.create(
        library=library, unit="" if library else unit, full_name=named.full_name, named=marked(named.full_name),
        sort_key=name_sort_key(named.full_name)[:600], position=named.position,
    )  # fmt: skip
    after = {"name": row.full_name, "position": row.position}
    audit.record(actor=actor, at=at, action="staff_member.written_down", thing=row, before=None, after=after)
    return row
