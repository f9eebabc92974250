"""Random histories at two libraries' desks: at every step a copy serves one hold at most, and nobody is skipped
without a reason."""

import datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW, Person
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.accounts.models import Role
from lienthu.catalogue.errors import CopyChanged
from lienthu.catalogue.models import Copy
from lienthu.circulation.checks import problems
from lienthu.circulation.errors import Refused, UndoRefused
from lienthu.circulation.models import DeskAction, Hold
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.rules import holds as rules
from lienthu.circulation.services import holds, loans, marks
from lienthu.circulation.services.desk_log import Desk
from lienthu.circulation.services.sweeping import sweep
from lienthu.circulation.services.undo import undo
from lienthu.circulation.tests.builders import desk, policy, stock
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

pytestmark = [pytest.mark.django_db, pytest.mark.once]
READERS, COPIES = 4, 3
step = st.tuples(
    st.sampled_from(
        [
            "hold",
            "hold",
            "out",
            "out",
            "in",
            "in",
            "in",
            "cancel",
            "suspend",
            "missing",
            "lost",
            "damaged",
            "repaired",
            "undo",
            "day",
            "move",
        ]
    ),
    st.integers(0, READERS - 1),
    st.integers(0, COPIES - 1),
    st.booleans(),
)


class History:
    """Two libraries that lend to each other, their readers, three copies of one title, and the time."""

    def __init__(self, ours: Person, sister: Person, copies: list[Copy], readers: list[Patron]) -> None:
        self.people = (ours, sister)
        self.copies, self.readers = copies, readers
        self.at = NOW

    def do(self, verb: str, reader: int, copy: int, *, here: bool) -> None:
        who, what = self.readers[reader], Copy.objects.select_related("record").get(pk=self.copies[copy].pk)
        person = self.people[0 if here else 1]
        words: dict[str, Any] = desk(person, at=self.at)
        mine = Hold.objects.open().filter(patron=who).first()
        self.at += datetime.timedelta(minutes=1)
        if verb == "hold":
            home = self.people[reader % 2]
            asked = holds.Asked(patron=who, title=what.record.title_id, library=home.library)
            at_desk = Desk(home.library, None, home.user, self.at)
            holds.place(asked=asked, actor=home.user, at=self.at, desk=at_desk)
        elif verb == "out":
            loans.override_check_out(copy=what, patron=who, reason="xin", **words)
        elif verb == "in":
            loans.check_in(copy=what, **words)
        elif verb in ("lost", "damaged", "repaired"):
            getattr(marks, f"mark_{verb}")(copy=what, **words)
        elif verb == "undo":
            action = DeskAction.objects.filter(library=person.library, undone_at=None).first()
            if action:
                undo(action=action, library=person.library, actor=person.user, at=self.at)
        elif verb == "day":
            self.at += datetime.timedelta(days=3)
            sweep(at=self.at)
        elif mine is not None:
            self.of_hold(verb, mine, person, up=here)

    def of_hold(self, verb: str, mine: Hold, person: Person, *, up: bool) -> None:
        if verb == "cancel":
            holds.cancel(hold=mine, actor=person.user, at=self.at, reason="thôi")
        elif verb == "suspend":
            until = self.at.date() + datetime.timedelta(days=4)
            holds.suspend(hold=mine, until=until, actor=None, at=self.at)
        elif verb == "missing":
            holds.not_found(hold=mine, actor=person.user, at=self.at)
        elif verb == "move":
            holds.move(hold=mine, up=up, library=person.library, actor=person.user, at=self.at, reason="gấp")


def copies_held() -> dict[int, int | None]:
    return dict(Hold.objects.open().values_list("pk", "copy_id"))


def nobody_was_passed_by(before: dict[int, int | None], day: datetime.date) -> None:
    """Whoever got a copy just now stands in front of all whom it could have served, or they are named with why not."""
    waiting = [each for each in Hold.objects.open().select_related("title", "patron__category") if not each.copy_id]
    for served in Hold.objects.open().exclude(copy=None).select_related("copy__record"):
        if before.get(served.pk) == served.copy_id:
            continue
        fits = queries.offered([served.copy], day)[served.copy_id]
        for hold in waiting:
            if hold.rank < served.rank and before.get(hold.pk, 0) is None:
                named = served.choice["passed"].get(str(hold.pk))
                assert named or rules.against(queries.as_waiting(hold, day), fits), (hold, served)


@settings(max_examples=12)
@given(steps=st.lists(step, min_size=5, max_size=22))
def test_one_copy_serves_one_hold_and_nobody_is_skipped_without_a_reason(
    ours: Person, sister: Person, tmp_path: Path, steps: list[tuple[str, int, int, bool]]
) -> None:
    with transaction.atomic():
        policy(None, lends_to_others=True, max_loans=9)
        Role.objects.update(kind="director")
        copies = [*stock(tmp_path, ours, "H1", "H2"), *stock(tmp_path, sister, "H3")]
        readers = [patron((ours, sister)[number % 2].library) for number in range(READERS)]
        history = History(ours, sister, copies, readers)
        for verb, reader, copy, here in steps:
            before = copies_held()
            try:
                with transaction.atomic():
                    history.do(verb, reader, copy, here=here)
            except (Refused, UndoRefused, CopyChanged):
                continue
            assert list(problems()) == [], (verb, reader, copy, here)
            if verb != "undo":
                nobody_was_passed_by(before, history.at.date())
        sweep(at=history.at)
        for hold in Hold.objects.open().filter(state="waiting", copy=None).select_related("title", "patron__category"):
            assert queries.candidates(hold, history.at.date()) == [], hold
        transaction.set_rollback(True)
