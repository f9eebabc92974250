"""Folding: each stored event becomes an act at the library, in the order of its device's log, exactly once.

A stretch of events is one transaction under lock of the device's row: nobody else folds for the device meanwhile, on
SQLite as on PostgreSQL, and a folding that is killed leaves the stretch as it was. Stretches are short, so that desks
have their turn in between.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.accounts.models import User
from lienthu.circulation.queries.desk import libraries_of
from lienthu.common.access import allowed
from lienthu.common.errors import DomainError
from lienthu.common.stretches import Stretch
from lienthu.common.transactions import again_if_in_the_way, in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger.services import on_trip
from lienthu.sync import registry
from lienthu.sync.kinds.meant import Unclear
from lienthu.sync.models import Bundle, Device, DeviceEvent, Outcome, Question
from lienthu.sync.registry import Act, Applied, Asked, Dropped, Result
from lienthu.sync.rules import moment, uuid_of, whole
from lienthu.sync.services import outcomes

STRETCH_SECONDS: Final = 0.25
AT_ONCE: Final = 20
PATIENCE: Final = "500ms"  # for a row; less than PostgreSQL waits before it ends either of two that wait in a ring
UNDO: Final = "undo"
ARRIVAL, DAY = "arrival", "day"  # answers about a clock that was wrong
BACKWARDS: Final = timedelta(days=1)  # so far the log's order corrects a clock; further back a person is asked
Ahead = Callable[[Sequence[Mapping[str, Any]], datetime], None]
logger = logging.getLogger(__name__)


def fold(device: UUID, *, met: Callable[[int], None] | None = None) -> int:
    """Fold everything that waits; returns how many events that were. `met` is told after each stretch."""
    total = 0
    while done := again_if_in_the_way(partial(_stretch, device)):
        total += done
        if met:
            met(total)
    return total


def _stretch(number: UUID) -> int:
    """On PostgreSQL it locks row after row, and may meet a desk or another device that wants the same rows the other
    way round: then it gives way, for nobody waits for it, and is begun again."""
    with in_turn():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        folder = Folder.at_work(number)
        device, began = folder.device, time.monotonic()  # its turn may have been long in coming
        first = device.folded_to
        while True:
            rows = DeviceEvent.objects.filter(device=device, seq__gt=device.folded_to, seq__lte=device.stored_to)
            events = list(rows.order_by("seq")[:AT_ONCE])
            folder.read_ahead(events)
            for event in events:
                folder.decide(event)
                device.folded_to = event.seq
            if len(events) < AT_ONCE or time.monotonic() - began >= STRETCH_SECONDS:
                break
        count = device.folded_to - first
        folder.flush()
        if folder.freed:
            release(folder)
        folder.save()
    return count


class Folder:
    """One device's log at work, its row under lock; what holds for all its events is read once."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.now = timezone.now()
        self.freed = False  # whether an undo settled a question, for which others may have waited
        self._fresh: list[Outcome] = []
        self._stretch = Stretch()
        self._open: dict[str, set[int]] = {}  # what questions are about → the numbers of their events
        rows = DeviceEvent.objects.filter(device=device, outcome__kind=Outcome.Kind.QUESTION)
        for seq, raw in rows.values_list("seq", "raw"):
            self._note(seq, raw)
        self._bundles: dict[UUID, Bundle | None] = {}
        self._trips: dict[int, bool] = {}
        self._rights: dict[str, bool] = {}
        self._libraries: dict[int, tuple[int, ...]] = {}

    @classmethod
    def at_work(cls, number: UUID) -> "Folder":
        """Inside a transaction, which keeps every other folder of the device out."""
        rows = Device.objects.select_for_update(of=("self",)).select_related("person", "library", "site__organisation")
        return cls(rows.get(pk=number))

    def read_ahead(self, events: Sequence[DeviceEvent]) -> None:
        """What the handlers of these events will ask one by one is asked for all of them."""
        data: dict[Ahead, list[Mapping[str, Any]]] = {}
        for event in events:
            handler = registry.handlers().get(event.kind)
            if handler and handler.ahead:
                data.setdefault(handler.ahead, []).append(event.raw["data"])
        with self._stretch.ahead():
            for ahead, given in data.items():
                ahead(given, min(event.happened_at for event in events))

    def flush(self) -> None:
        """Save the outcomes that were found since, and what waits to be written."""
        self._stretch.write_out()
        Outcome.objects.bulk_create(self._fresh)
        self._fresh.clear()

    def save(self) -> None:
        """The outcomes, and what folding changed of the device's row."""
        self.flush()
        self.device.save(update_fields=("folded_to", "folded_at", "cursor"))

    def _note(self, seq: int, raw: Mapping[str, object]) -> None:
        for key in subjects(raw):
            self._open.setdefault(key, set()).add(seq)

    def settled(self, event: DeviceEvent) -> None:
        """The event is no question any more."""
        for key in subjects(event.raw):
            self._open.get(key, set()).discard(event.seq)

    @cached_property
    def person(self) -> User:
        return User.objects.prefetch_related("roles__organisation").get(pk=self.device.person_id)

    def decide(self, event: DeviceEvent) -> None:
        """Give a stored event its outcome."""
        result = self.result_of(event, {})
        self._fresh.append(outcomes.first(self.device, event, result, at=self.now))
        self._remember(event, result)

    def change(self, event: DeviceEvent, result: Result) -> None:
        """Give an event that was a question its new outcome."""
        self.flush()
        outcomes.change(self.device, event, result, at=self.now)
        self._remember(event, result)

    def _remember(self, event: DeviceEvent, result: Result) -> None:
        """What is a question from now on, and what is none any more."""
        if isinstance(result, Asked):
            self._note(event.seq, event.raw)
        else:
            self.settled(event)

    def result_of(self, event: DeviceEvent, answered: Mapping[str, Question], **answers: str) -> Result:
        """What comes of the event. `answered`: the questions about it that a person has answered, by code; `answers`:
        what they answer now. Its words are kept and read by others than who asks now: in Vietnamese, whoever folds."""
        with override("vi"):
            return self._result_of(event, answered, answers)

    def _result_of(self, event: DeviceEvent, answered: Mapping[str, Question], answers: Mapping[str, str]) -> Result:
        handler = registry.handlers().get(event.kind)
        if handler is None and event.kind != UNDO:
            message = _("This hub does not know events of the kind “%(kind)s”.")
            return Asked("unknown_kind", message % {"kind": event.kind})
        if event.cut_off and "cut_off" not in answered:
            return Asked("cut_off", _("This came after the device had been cut off. Book it only if you trust it."))
        if "clock" not in answered and (event.clock or self._runs_back(event)):
            return Asked("clock", self._about_the_clock(event))
        if handler is not None and "not_allowed" not in answered and not self._may(handler.action):
            message = _("%(who)s no longer has the right to do this at the library.") % {"who": self.person}
            return Asked("not_allowed", message)
        if event.kind != UNDO and (earlier := self.waits_for(event)):
            message = _("This waits for event %(seq)d of the same device, about which a person is asked.")
            return Asked("after", message % {"seq": earlier})
        return self._apply(event, self._act(event, answered, answers))

    def _runs_back(self, event: DeviceEvent) -> bool:
        last = self.device.folded_at
        return last is not None and last - event.happened_at >= BACKWARDS and event.seq > self.device.folded_to

    def _about_the_clock(self, event: DeviceEvent) -> str:
        said = moment(event.raw.get("at"))
        ahead = said is not None and said > event.received_at  # which is never kept as the time when it happened
        at = said if said and ahead else event.happened_at
        facts = {
            "device": f"{timezone.localtime(at):%H:%M %d/%m/%Y}",
            "arrived": f"{timezone.localtime(event.received_at):%H:%M %d/%m/%Y}",
        }
        return _("The device's clock was wrong: it says %(device)s, and the event came in at %(arrived)s.") % facts

    def _may(self, action: str) -> bool:
        if action not in self._rights:
            self._rights[action] = self.person.is_active and allowed(self.person, action, self.device.library)
        return self._rights[action]

    def waits_for(self, event: DeviceEvent) -> int:
        """The number of an earlier event that is a question about the same thing; 0 when there is none."""
        found = [seq for key in subjects(event.raw) for seq in self._open.get(key, ()) if seq < event.seq]
        return min(found, default=0)

    def _act(self, event: DeviceEvent, answered: Mapping[str, Question], answers: Mapping[str, str]) -> Act:
        """The event as its handler sees it."""
        bundle, data = self._bundle(event), event.raw["data"]
        at, trip = self._time(event, answered.get("clock")), self._trip(bundle, data.get("trip"))
        site: Site | None = bundle.site if bundle and bundle.site else self.device.site
        library = site.organisation if site else self.device.library
        if trip:  # a vehicle lends for its library wherever it stands
            site, library = registry.site_on(trip, at) or self.device.site, self.device.library
        earlier = {each.remedy: each.reason for each in answered.values()}
        return Act(
            device=self.device,
            library=library,
            site=site,
            actor=self.person,
            at=at,
            seq=event.seq,
            uuid=event.uuid,
            kind=event.kind,
            data=data,
            libraries=self._served(library),
            trip=trip,
            answers={**earlier, **answers},
        )

    def _time(self, event: DeviceEvent, answered: Question | None) -> datetime:
        """When it happened. The log's order is true: no act is earlier than the one before it."""
        when = event.happened_at
        if answered is not None and answered.remedy == ARRIVAL:
            return event.received_at
        if answered is not None and answered.remedy == DAY and (day := day_of(answered.reason)):
            noon = datetime.combine(day, timezone.localtime(when).time())
            return min(timezone.make_aware(noon), event.received_at)
        if answered is None and event.seq > self.device.folded_to:
            when = max(when, self.device.folded_at or when)
            self.device.folded_at = when
        return when

    def _bundle(self, event: DeviceEvent) -> Bundle | None:
        number = uuid_of(event.raw.get("bundle"))
        if number is None:
            return None
        if number not in self._bundles:
            rows = Bundle.objects.filter(device=self.device).select_related("site__organisation")
            self._bundles[number] = rows.filter(pk=number).first()
        return self._bundles[number]

    def _trip(self, bundle: Bundle | None, said: object) -> int:
        """The trip that the event names, if the device took it along; else its bundle's."""
        named = whole(said, most=2**53)
        if named and named not in self._trips:
            self._trips[named] = Bundle.objects.filter(device=self.device, trip=named).exists()
        return named if named and self._trips[named] else bundle.trip if bundle else 0

    def _served(self, library: Organisation) -> tuple[int, ...]:
        """Whose readers are served: those of the library, of the device's own, and of what stands below them."""
        if library.pk not in self._libraries:
            both = {library.pk: library, self.device.library_id: self.device.library}
            self._libraries[library.pk] = tuple({key for each in both.values() for key in libraries_of(each)})
        return self._libraries[library.pk]

    def _apply(self, event: DeviceEvent, act: Act) -> Result:
        """Let the handler book it; whatever it does not book is rolled back, and asked about."""
        handler = registry.handlers().get(event.kind)
        together = handler is not None and handler.together
        if not together:
            self._stretch.step_out()
            self.flush()  # it may read them; here, so that they stay when it is rolled back
        try:
            with transaction.atomic(), self._stretch.act() if together else nullcontext(), on_trip(act.trip):
                result = handler.fold(act) if handler else self._undo(event, act)
                if not isinstance(result, Applied):
                    raise _NotBooked(result)
                return result
        except _NotBooked as stop:
            return stop.result
        except Unclear as unclear:
            return unclear.asked
        except DomainError as refusal:
            return Asked(refusal.code[:40], str(refusal))
        except (OperationalError, InterfaceError):
            raise
        except Exception:  # one event must not stop the log: a person sees it, the log of the hub has the rest
            logger.exception("event %s of device %s (%s) could not be folded", event.seq, self.device.pk, event.kind)
            return Asked(
                "fault", _("A fault of the program kept this from being booked. The hub's log has the details.")
            )

    def _undo(self, event: DeviceEvent, act: Act) -> Result:
        """Take back an earlier event of the same device; one that is a question is dropped instead."""
        wanted = uuid_of(act.data.get("event"))
        rows = DeviceEvent.objects.filter(device=self.device, seq__lt=event.seq).exclude(kind=UNDO)
        target = rows.filter(uuid=wanted).select_related("outcome").first() if wanted else None
        if target is None:
            return Asked("cannot_undo", _("The event that is to be undone is not in this device's log."))
        known = target.outcome
        if known.kind == Outcome.Kind.DROPPED:
            return Applied()
        if known.kind == Outcome.Kind.QUESTION:
            words = _("Undone on the device before it was booked.")
            outcomes.close(target, remedy=UNDO, reason=words, actor=None, at=self.now)
            self.change(target, Dropped(words))
            self.freed = True
            return Applied()
        handler = registry.handlers().get(target.kind)
        if handler is None or handler.undo is None:
            return Asked("cannot_undo", _("What was booked for this event cannot be undone. Correct it by hand."))
        return handler.undo(act, thing_of(known))


class _NotBooked(Exception):
    """Rolls back what a handler began and did not book."""

    def __init__(self, result: Result) -> None:
        self.result = result


def subjects(raw: Mapping[str, object]) -> set[str]:
    """What an event is about, for the order of acts on one thing: the copy that was scanned, a card of the field."""
    data = raw.get("data")
    if not isinstance(data, dict):
        return set()
    return {f"{name} {data[name]}".upper() for name in ("barcode", "person") if data.get(name)}


def thing_of(outcome: Outcome) -> Model | None:
    """The row that an applied event brought about; None where there is none."""
    if not outcome.thing:
        return None
    rows: QuerySet[Model] = apps.get_model(outcome.thing)._default_manager.filter(pk=outcome.thing_id)
    return rows.first()


def day_of(text: str) -> date | None:
    """The day that a person wrote, as 25/11/2026."""
    try:
        return datetime.strptime(text.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 a day has no zone
    except ValueError:
        return None


def release(folder: Folder) -> None:
    """Fold what waited for a question that is settled now, in the order of the log."""
    rows = Question.objects.filter(device=folder.device, code="after", answered_at=None, event__isnull=False)
    for question in rows.select_related("event").order_by("event__seq"):
        event = question.event
        if event is None or folder.waits_for(event):
            continue
        result = folder.result_of(event, answered(event))
        if not isinstance(result, Asked):
            outcomes.close(event, remedy="again", reason="", actor=None, at=folder.now)
        folder.change(event, result)


def answered(event: DeviceEvent) -> dict[str, Question]:
    """What a person has answered about the event, by code of the question."""
    rows = Question.objects.filter(event=event, answered_by__isnull=False).order_by("pk")
    return {each.code: each for each in rows}
