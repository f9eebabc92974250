"""Courses: planned, announced, given their programme and units, closed into the ledger, opened again, called off."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, signed_links
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Channel, Kind
from lienthu.training.errors import TrainingRefused
from lienthu.training.models import Attendance, Course, Lecturer, Participant, Quota, Session
from lienthu.training.queries.courses import given, moment

State = Course.State
FACTS = (
    "name", "planned_on", "purpose", "grounds", "costs", "signer", "signer_position", "register_until",
    "public", "sessions_needed", "marks_needed", "tries",
)  # fmt: skip
MOST_SESSIONS, MOST_UNITS = 200, 500


@transaction.atomic
def plan(*, organiser: Organisation, actor: User | None, at: datetime, **facts: Any) -> Course:
    """A course on paper. `facts`: FACTS, and `plan_number` of one whose plan was numbered before the register was kept
    here; `numbering.give` draws it. Nobody can register before it is opened."""
    made = Course(organiser=organiser, made_at=at, made_by=actor, **facts)
    made.name = made.name.strip()
    made.save(force_insert=True)
    after = {"name": made.name, "number": made.plan_number}
    audit.record(actor=actor, at=at, action="course.planned", thing=made, before=None, after=after)
    return made


@transaction.atomic
def change(*, course: Course, actor: User | None, at: datetime, **facts: Any) -> Course:
    """Say it otherwise, until it is closed."""
    row = held(course, *OPEN)
    before = {name: getattr(row, name) for name in FACTS if name in facts}
    for name in before:
        setattr(row, name, facts[name])
    after = {name: getattr(row, name) for name in before}
    if before != after:
        row.save(update_fields=list(before))
        changed = {name for name in before if before[name] != after[name]}
        audit.record(
            actor=actor, at=at, action="course.changed", thing=row,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
    return row


@transaction.atomic
def open_(*, course: Course, actor: User | None, at: datetime) -> Course:
    """Units may register from now on. Raises TrainingRefused without a session or a unit."""
    row = held(course, State.DRAFT)
    if not row.sessions.exists():
        raise TrainingRefused("no_session", _("Write down at least one session before you open the course."))
    if not row.quotas.exists():
        raise TrainingRefused("no_unit", _("Write down who may send people before you open the course."))
    return _step(row, State.OPEN, "course.opened", actor, at)


@transaction.atomic
def cancel(*, course: Course, reason: str, actor: User | None, at: datetime) -> Course:
    """Call it off. What was registered stays to be read."""
    row = held(course, *OPEN)
    if not reason.strip():
        raise TrainingRefused("no_reason", _("Say why the course is called off."), field="reason")
    row.reason = reason.strip()[:200]
    return _step(row, State.CANCELLED, "course.cancelled", actor, at, {"reason": row.reason})


@dataclass(frozen=True, kw_only=True)
class Slot:
    """What is said of a session."""

    on: date
    begins: time
    ends: time
    topic: str
    lecturer: Lecturer | None
    room: str
    online: str


@transaction.atomic
def add_session(*, course: Course, slot: Slot, actor: User | None, at: datetime) -> Session:
    """Raises TrainingRefused for a time that is none, no place, or a lecturer who teaches elsewhere just then."""
    row = held(course, *OPEN)
    if row.sessions.count() >= MOST_SESSIONS:
        raise TrainingRefused("too_many", _("A course has at most %(most)d sessions.") % {"most": MOST_SESSIONS})
    _demand_possible(slot, row.sessions.all())
    made = Session(course=row, code=get_random_string(6, "0123456789"))
    _put(made, slot)
    audit.record(
        actor=actor, at=at, action="course.session_added", thing=row, before=None, after={"session": str(made)}
    )
    return made


@transaction.atomic
def change_session(*, session: Session, slot: Slot, actor: User | None, at: datetime) -> None:
    """Another day, time, topic, lecturer or place. Raises TrainingRefused as `add_session` does."""
    row = held(session.course, *OPEN)
    kept = row.sessions.select_for_update(of=("self",)).get(pk=session.pk)
    _demand_possible(slot, row.sessions.exclude(pk=kept.pk))
    before = _told(kept)
    _put(kept, slot)
    audit.record(actor=actor, at=at, action="course.session_changed", thing=row, before=before, after=_told(kept))


def _put(session: Session, slot: Slot) -> None:
    facts = {name: value.strip() if isinstance(value, str) else value for name, value in vars(slot).items()}
    for name, value in facts.items():
        setattr(session, name, value)
    session.save()


def _told(session: Session) -> dict[str, object]:
    return {"session": str(session), "lecturer": str(session.lecturer or ""), "room": session.room or session.online}


def _demand_possible(slot: Slot, others: QuerySet[Session]) -> None:
    if slot.ends <= slot.begins:
        raise TrainingRefused("no_time", _("The session ends before it begins."), field="ends")
    if not slot.room.strip() and not slot.online.strip():
        raise TrainingRefused("nowhere", _("Write a room, or an address online."), field="room")
    if slot.lecturer is None:
        return
    at_once = others.filter(on=slot.on, begins__lt=slot.ends, ends__gt=slot.begins)
    same = at_once.filter(lecturer=slot.lecturer).first()
    if same is not None:
        message = _("%(who)s teaches at that time already: %(session)s.")
        raise TrainingRefused("lecturer_busy", message % {"who": slot.lecturer, "session": same}, field="lecturer")


@transaction.atomic
def remove_session(*, session: Session, actor: User | None, at: datetime) -> None:
    """Raises TrainingRefused once somebody was there."""
    row = held(session.course, *OPEN)
    if session.attendances.exists():
        raise TrainingRefused("attended", _("Somebody was at this session: it stays."))
    before = {"session": str(session)}
    session.delete()
    audit.record(actor=actor, at=at, action="course.session_removed", thing=row, before=before, after=None)


@transaction.atomic
def add_unit(
    *, course: Course, library: Organisation | None, unit: str, places: int, actor: User | None, at: datetime
) -> Quota:
    """Who may send how many. Raises TrainingRefused for a unit that has its places already."""
    row = held(course, *OPEN)
    name = " ".join(unit.split())
    same = row.quotas.filter(unit=name) | (row.quotas.filter(library=library) if library else row.quotas.none())
    if same.exists():
        raise TrainingRefused("known", _("This unit has its places already."), field="unit")
    if row.quotas.count() >= MOST_UNITS:
        raise TrainingRefused("too_many", _("A course has at most %(most)d units.") % {"most": MOST_UNITS})
    made = Quota.objects.create(course=row, library=library, unit=name, places=places, key=signed_links.new_key())
    after = {"unit": made.unit, "places": places}
    audit.record(actor=actor, at=at, action="course.unit_added", thing=row, before=None, after=after)
    return made


@transaction.atomic
def change_places(*, quota: Quota, places: int, actor: User | None, at: datetime) -> None:
    """More or fewer places; nought takes the unit off the course. Raises TrainingRefused below those who registered."""
    row = held(quota.course, *OPEN)
    taken = quota.participants.filter(withdrawn_at=None).count()
    if places < taken:
        message = _("%(n)d people are registered for this unit already.")
        raise TrainingRefused("taken", message % {"n": taken}, field="places")
    before, after = {"unit": quota.unit, "places": quota.places}, {"unit": quota.unit, "places": places}
    if places == 0 and not quota.participants.exists():
        quota.delete()
        audit.record(actor=actor, at=at, action="course.unit_removed", thing=row, before=before, after=None)
        return
    quota.places = places
    quota.save(update_fields=["places"])
    audit.record(actor=actor, at=at, action="course.places_changed", thing=row, before=before, after=after)


@transaction.atomic
def close(*, course: Course, actor: User | None, at: datetime) -> Course:
    """The course was held: it and everybody who was there at least once go into the ledger, in this transaction.

    Raises TrainingRefused before its last session is over, and where nobody was there.
    """
    row = held(course, State.OPEN)
    sessions = list(row.sessions.all())
    ended = max(moment(each, end=True) for each in sessions)
    if ended > at:
        message = _("The last session ends on %(when)s. Close the course after that.")
        raise TrainingRefused("running", message % {"when": f"{timezone.localtime(ended):%d/%m/%Y %H:%M}"})
    people = Participant.objects.filter(course=row, withdrawn_at=None, attendances__isnull=False).distinct()
    libraries = list(people.order_by("pk").values_list("person__library", flat=True))
    if not libraries:
        raise TrainingRefused("nobody", _("Nobody was there. Write the attendance down, or call the course off."))
    channel = Channel.PHYSICAL if any(each.room for each in sessions) else Channel.ONLINE
    facts: Mapping[str, Any] = {"at": ended, "host": row.organiser_id, "channel": channel, "thing": row}
    booked = [ledger.Activity(kind=Kind.COURSE, owner=row.organiser_id, **facts)]
    owners = [library or row.organiser_id for library in libraries]  # of no library here: the organiser's guests
    booked += [ledger.Activity(kind=Kind.COURSE_PARTICIPANT, owner=owner, **facts) for owner in owners]
    ledger.append_all(booked, actor=actor)
    row.closed_at = at
    return _step(row, State.CLOSED, "course.closed", actor, at, {"participants": len(libraries)})


@transaction.atomic
def reopen(*, course: Course, reason: str, actor: User | None, at: datetime) -> Course:
    """Something was written down wrong: its entries are taken back by counter-entries, and it can be closed anew.

    Raises TrainingRefused while a certificate of it is valid.
    """
    row = held(course, State.CLOSED)
    if not reason.strip():
        raise TrainingRefused("no_reason", _("Say why the course is opened again."), field="reason")
    if any(each.revoked_at is None for each in given(row).values()):
        raise TrainingRefused("certificates", _("Certificates of this course are valid. Take them back first."))
    ledger.take_back(row, reason=reason.strip(), actor=actor, at=at)
    row.closed_at = None
    return _step(row, State.OPEN, "course.reopened", actor, at, {"reason": reason.strip()})


OPEN = (State.DRAFT, State.OPEN)


def held(course: Course, *states: str) -> Course:
    """The course, locked. Raises TrainingRefused unless it is in one of the states."""
    row = Course.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=course.pk)
    if states and row.state not in states:
        message = _("This course is now: %(state)s. Reload the page and look again.")
        raise TrainingRefused("state", message % {"state": row.get_state_display()})
    return row


def _step(
    row: Course, to: str, action: str, actor: User | None, at: datetime, facts: Mapping[str, object] | None = None
) -> Course:
    before, row.state = row.state, to
    row.save(update_fields=["state", "closed_at", "reason"])
    after = {"state": to, **(facts or {})}
    audit.record(actor=actor, at=at, action=action, thing=row, before={"state": before}, after=after)
    return row


def was_there(participant: Participant) -> bool:
    """Whether anything says that they came."""
    return Attendance.objects.filter(participant=participant).exists()
