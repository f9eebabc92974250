"""Several devices with partitions, lost acknowledgements, wrong clocks, replays and reordering, over the real views:
the same final state, one outcome for each event, none missing."""

import contextlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from conftest import Person
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from lienthu.catalogue.models import Copy
from lienthu.circulation.checks import problems as lending_problems
from lienthu.circulation.errors import Refused
from lienthu.circulation.models import Loan
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import policy
from lienthu.common import jobs
from lienthu.ledger.checks import problems as ledger_problems
from lienthu.ledger.models import DailySum
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron
from lienthu.sync import registry
from lienthu.sync.checks import problems
from lienthu.sync.models import DeviceEvent, Outcome, Question
from lienthu.sync.services.answering import answer
from lienthu.sync.services.folding import fold

from .builders import Phone, phone

pytestmark = [pytest.mark.django_db, pytest.mark.once]
DEVICES, COPIES, READERS = 3, 6, 3
SMALL = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}
acts = st.sampled_from(["check_out", "check_out", "check_out", "check_in", "check_in", "renew", "visit", "use", "card"])
which = st.integers(0, 5)


@contextlib.contextmanager
def rolled_back() -> Iterator[None]:
    """Whatever happens inside was never."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class World:
    """A library with its desk, copies and readers, and three phones on the road."""

    def __init__(self, person: Person, copies: list[Copy], readers: list[Patron]) -> None:
        self.person, self.copies, self.readers = person, copies, readers
        self.phones = [phone(person) for _ in range(DEVICES)]
        self.people: dict[str, list[str]] = {each.id: [] for each in self.phones}
        self.at = timezone.now() - timedelta(hours=20)

    def do(self, device: Phone, kind: str, copy: int, reader: int) -> None:
        """An act some minutes after the one before it, by whomever."""
        self.at += timedelta(minutes=3)
        scanned = {"barcode": self.copies[copy].barcode, "copy": self.copies[copy].pk}
        whom: dict[str, Any] = {"patron": self.readers[reader % READERS].pk}
        if self.people[device.id] and reader > READERS:
            whom = {"person": self.people[device.id][-1]}
        match kind:
            case "check_out":
                device.act(kind, at=self.at, **scanned, **whom)
            case "check_in" | "renew":
                device.act(kind, at=self.at, **scanned)
            case "use":
                device.act("in_house_use", at=self.at, **scanned)
            case "visit":
                device.act(kind, at=self.at, age_band="child", quantity=reader + 1)
            case "undo":
                device.act(kind, at=self.at, event=device.log[reader % len(device.log)]["id"]) if device.log else None
            case _:
                self.give_card(device)

    def give_card(self, device: Phone) -> None:
        number = len(device.log)
        temporary = f"00000000-0000-4000-8000-{number:06d}{device.id[:6]}"
        self.people[device.id].append(temporary)
        device.act(
            "new_card", at=self.at, person=temporary, full_name=f"Lò Thị {number}", category="adult",
            birth_date="1990-05-05", card="", consents={"self": True},
        )  # fmt: skip

    def come_home(self) -> None:
        """Everything is sent, and folded."""
        for device in self.phones:
            device.send()
        jobs.work_here()

    def state(self) -> tuple[object, ...]:
        """All that the acts brought about; without keys and the moment when it was done."""
        lent = Loan.objects.order_by("copy", "checked_out_at", "pk")
        rows = [
            (each.copy.barcode, each.patron and each.patron.full_name, each.state, each.renewals, each.due_at)
            for each in lent.select_related("copy", "patron")
        ]
        held = list(Copy.objects.order_by("pk").values_list("barcode", "status"))
        sums = sorted(DailySum.objects.exclude(quantity=0).values_list("kind", "booked_on", "quantity", "age_band"))
        told = [
            sorted(Outcome.objects.filter(device=each.id).values_list("event__seq", "kind", "code"))
            for each in self.phones
        ]
        return rows, held, sums, told


def broken() -> list[str]:
    return [*problems(), *lending_problems(), *ledger_problems()]


def nothing_is_missing(world: World) -> None:
    """Every event of every log is here as it was written, and has one outcome."""
    for device in world.phones:
        rows = DeviceEvent.objects.filter(device=device.id).order_by("seq")
        assert [event.raw for event in rows] == device.log
        assert Outcome.objects.filter(device=device.id).count() == len(device.log)
        assert set(device.outcomes()) == set(range(1, len(device.log) + 1))
    assert broken() == []


class Chaos:
    """How a log comes in when the network is what it is: in pieces, out of order, twice, without an answer."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311 no secret
        self.overheard: list[tuple[Phone, list[dict[str, Any]]]] = []

    def send(self, device: Phone) -> None:
        """A piece of the log, whose acknowledgement may be lost, so that it is sent again some time."""
        start = self.dice.randint(0, len(device.log))
        piece = device.log[start : start + self.dice.randint(1, 6)]
        self.dice.shuffle(piece)
        device.send(piece)
        self.overheard.append((device, piece))
        if self.dice.random() < 0.3:
            again, old = self.dice.choice(self.overheard)
            again.send(old)

    def fold(self, device: Phone) -> None:
        """To its end, or killed in the middle."""
        if self.dice.random() < 0.4:
            with rolled_back():
                fold(device.row.pk)
        else:
            fold(device.row.pk)


@given(
    script=st.lists(st.tuples(st.integers(0, DEVICES - 1), acts, which, which), max_size=15), seed=st.integers(0, 999)
)
@settings(max_examples=4, **SMALL)  # type: ignore[arg-type]
def test_whatever_the_network_does_the_final_state_is_that_of_a_clean_delivery(
    ours: Person, shelf: list[Copy], reader: Patron, script: list[tuple[int, str, int, int]], seed: int
) -> None:
    with rolled_back():
        policy(ours, max_loans=900, renewals=900)
        readers = [reader, patron(ours.library, "Giàng A Páo"), patron(ours.library, "Sùng Thị Máy")]
        world = World(ours, shelf, readers)
        chaos = Chaos(seed)
        for device in world.phones:
            device.skew = timedelta(days=chaos.dice.choice([0, 0, -3, 12]))
        for number, kind, copy, who in script:  # a copy is in one box at a time: each device has two of its own
            world.do(world.phones[number], kind, 2 * number + copy % 2, who)
        with rolled_back():
            world.come_home()
            nothing_is_missing(world)
            clean = world.state()
        for _ in range(3 * DEVICES):
            device = chaos.dice.choice(world.phones)
            chaos.send(device)
            chaos.fold(device)
        world.come_home()
        nothing_is_missing(world)
        assert world.state() == clean


class Road(RuleBasedStateMachine):
    """Devices that lend the same copies, a desk that does, too, and people who answer; step by step nothing breaks."""

    start: Any = None  # makes a World; set by the test

    def __init__(self) -> None:
        super().__init__()
        self.undone = rolled_back()
        self.undone.__enter__()
        self.world: World = type(self).start()
        self.chaos = Chaos(0)

    def teardown(self) -> None:
        try:
            self.world.come_home()
            nothing_is_missing(self.world)
        finally:
            self.undone.__exit__(None, None, None)

    @rule(device=st.integers(0, DEVICES - 1), kind=st.one_of(acts, st.just("undo")), copy=which, reader=which)
    def act(self, device: int, kind: str, copy: int, reader: int) -> None:
        self.world.do(self.world.phones[device], kind, copy, reader)

    @rule(device=st.integers(0, DEVICES - 1), seed=st.integers(0, 99))
    def send(self, device: int, seed: int) -> None:
        self.chaos.dice.seed(seed)
        self.chaos.send(self.world.phones[device])

    @rule(device=st.integers(0, DEVICES - 1), seed=st.integers(0, 99))
    def fold(self, device: int, seed: int) -> None:
        self.chaos.dice.seed(seed)
        self.chaos.fold(self.world.phones[device])

    @rule(device=st.integers(0, DEVICES - 1), days=st.sampled_from([-30, 0, 5]))
    def set_clock(self, device: int, days: int) -> None:
        self.world.phones[device].skew = timedelta(days=days)
        self.world.phones[device].boot = f"another {days}"

    @rule(copy=which, reader=which)
    def serve_at_the_desk(self, copy: int, reader: int) -> None:
        world = self.world
        words: dict[str, Any] = {
            "library": world.person.library,
            "site": None,
            "actor": world.person.user,
            "at": world.at,
        }
        world.at += timedelta(minutes=1)
        with contextlib.suppress(Refused):
            if reader % 2:
                loans.check_in(copy=world.copies[copy], **words)
            else:
                loans.check_out(copy=world.copies[copy], patron=world.readers[reader % READERS], **words)

    @precondition(lambda self: Question.objects.filter(answered_at=None).exists())
    @rule(number=st.integers(0, 9), choice=st.integers(0, 9))
    def answer(self, number: int, choice: int) -> None:
        asked = list(Question.objects.filter(answered_at=None).select_related("event", "device"))
        question = asked[number % len(asked)]
        remedies = registry.remedies_for(question.event.kind if question.event else "", question.code)
        remedy = remedies[choice % len(remedies)]
        given = {"copy": "B2", "patron": "R1", "card": f"N{number}{choice}", "day": f"{self.today():%d/%m/%Y}"}
        answer(
            question=question, remedy=remedy.key, given=given.get(remedy.key, "Quét nhầm"), alike=bool(number % 2),
            actor=self.world.person.user, at=timezone.now(),
        )  # fmt: skip

    def today(self) -> datetime:
        return timezone.localtime()

    @invariant()
    def nothing_is_broken(self) -> None:
        assert broken() == []


def test_nothing_breaks_when_devices_and_the_desk_lend_the_same_copies(
    ours: Person, shelf: list[Copy], reader: Patron
) -> None:
    readers = [reader, patron(ours.library, "Giàng A Páo"), patron(ours.library, "Sùng Thị Máy")]

    class Ours(Road):
        start = staticmethod(lambda: World(ours, shelf, readers))

    assert connection.in_atomic_block
    run_state_machine_as_test(Ours, settings=settings(max_examples=3, stateful_step_count=15, **SMALL))  # type: ignore[arg-type]
