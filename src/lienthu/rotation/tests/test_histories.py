"""Whatever happens to boxes, in any order: no owner changes, one custodian at every instant, the books always agree."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.catalogue.models import Copy, CopyMove
from lienthu.circulation import checks as circulation
from lienthu.common.errors import DomainError
from lienthu.ledger import checks as ledger
from lienthu.ledger.models import Event, Kind
from lienthu.rotation import checks
from lienthu.rotation.models import BookSet, DepositSite, Placement, PlacementLine, Question
from lienthu.rotation.rules.placing import ANSWERS
from lienthu.rotation.services import placements, questions, returning, sets
from lienthu.rotation.services.steps import Seen
from lienthu.rotation.tests.builders import KEEPER, SENDER, TODAY, box, shelved, site

pytestmark = [pytest.mark.django_db, pytest.mark.once]
Found = PlacementLine.Found
STEPS = ("pack", "unpack", "plan", "dispatch", "receive", "recall", "count", "bring_back", "move_on", "turn_back")
step = st.tuples(
    st.sampled_from((*STEPS, "answer")),
    st.integers(0, 1),  # which set, which site
    st.integers(0, 7),  # which copy
    st.sampled_from((Found.HERE, Found.MISSING, Found.DAMAGED, Found.ON_LOAN)),
)


class World:
    """Two boxes, two sites, eight copies of two titles; every step is tried, and refused where it may not be."""

    def __init__(self, person: Person, folder: Path) -> None:
        self.person = person
        self.copies = shelved(folder, person, 2, copies=4)
        self.boxes: list[BookSet] = [box(person, "LC-01"), box(person, "LC-02")]
        self.sites: list[DepositSite] = [site(person, "Bưu điện xã"), site(person, "Trường học", kind="school")]
        self.at = NOW

    def run(self, name: str, which: int, copy: int, found: PlacementLine.Found) -> bool:
        self.at += datetime.timedelta(hours=3)
        try:
            with transaction.atomic():
                return self._run(name, which, self.copies[copy], found)
        except DomainError:
            return False

    def _run(self, name: str, which: int, copy: Copy, found: PlacementLine.Found) -> bool:
        said: dict[str, Any] = {"actor": self.person.user, "at": self.at}
        book_set, deposit = self.boxes[which], self.sites[which]
        if name == "pack":
            return bool(sets.pack_all(book_set=book_set, numbers=[copy.pk], **said).rows)
        if name == "unpack":
            return bool(sets.unpack(book_set=book_set, numbers=[copy.pk], **said))
        if name == "plan":
            days = {"begins_on": TODAY, "ends_on": TODAY + datetime.timedelta(days=90)}
            placements.plan(book_set=book_set, deposit=deposit, staff=["Cường"], **days, **said)
            return True
        if name == "answer":
            asked = Question.objects.filter(answer="").order_by("pk").first()
            if asked is None:
                return False
            choices = ANSWERS[asked.kind]
            questions.answer(question=asked, answer=choices[copy.pk % len(choices)], **said)
            return True
        placement = book_set.placements.open().order_by("-pk" if name == "receive" else "pk").first()
        if placement is None:
            return False
        return self._step(name, placement, deposit, Seen({copy.pk: found}, (str(copy),) if which else ()), said)

    def _step(self, name: str, placement: Placement, deposit: DepositSite, seen: Seen, said: dict[str, Any]) -> bool:
        if name == "dispatch":
            placements.dispatch(placement=placement, word=SENDER, **said)
        elif name == "recall":
            placements.recall(placement=placement, on=TODAY + datetime.timedelta(days=99), **said)
        elif name == "turn_back":
            returning.turn_back(placement=placement, reason="Ngập đường", **said)
        elif name == "move_on":
            other = next(each for each in self.sites if each.pk != placement.deposit_id)
            until = TODAY + datetime.timedelta(days=80)
            returning.move_on(placement=placement, deposit=other, ends_on=until, staff=["Cường"], word=KEEPER, **said)
        else:
            verb = {"receive": placements.receive, "count": returning.count, "bring_back": returning.bring_back}[name]
            verb(placement=placement, seen=seen, word=KEEPER, **said)
        return True

    def agrees(self) -> None:
        """The owner is who it was; who has charge now is whom the last move says; each move begins where one ended."""
        for problems in (checks.problems, circulation.problems, ledger.problems):
            assert list(problems()) == []
        for copy in Copy.objects.filter(pk__in=[each.pk for each in self.copies]):
            assert copy.owner_id == self.person.library.pk
            custodian, place = self.person.library.pk, None
            for move in CopyMove.objects.filter(copy=copy).order_by("id"):
                assert (move.from_custodian_id, move.from_place_id) == (custodian, place)
                custodian, place = move.to_custodian_id, move.to_place_id
            assert (copy.custodian_id, copy.place_id) == (custodian, place)
        sent, came = (self._booked(kind) for kind in (Kind.ROTATION_SENT, Kind.ROTATION_RECEIVED))
        received = PlacementLine.objects.filter(received__in=("here", "damaged")).count()
        assert sent >= came == received

    @staticmethod
    def _booked(kind: Kind) -> int:
        return sum(Event.objects.filter(kind=kind).values_list("quantity", flat=True))


# Steps that lead far in, so that random ones begin in every state.
BEGINNINGS = st.sampled_from(
    (
        (),
        (("pack", 0, 0, Found.HERE), ("pack", 0, 1, Found.HERE), ("plan", 0, 0, Found.HERE)),
        (
            ("pack", 0, 0, Found.HERE), ("pack", 0, 1, Found.HERE), ("pack", 0, 2, Found.HERE),
            ("plan", 0, 0, Found.HERE),
            ("dispatch", 0, 0, Found.HERE), ("receive", 0, 1, Found.MISSING), ("count", 0, 2, Found.MISSING),
        ),
    )
)  # fmt: skip


@settings(max_examples=8)
@given(begin=BEGINNINGS, steps=st.lists(step, min_size=3, max_size=14))
def test_no_history_changes_an_owner_or_leaves_a_copy_without_one_custodian(
    begin: tuple[Any, ...], steps: list[Any], ours: Person, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with transaction.atomic():
        world = World(ours, tmp_path_factory.mktemp("books"))
        for each in begin:
            assert world.run(*each), each
        for each in steps:
            if world.run(*each):
                world.agrees()
        world.agrees()
        transaction.set_rollback(True)
