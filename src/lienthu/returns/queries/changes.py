"""What is other in a return than when it was last sent back: for who looks at it again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import takewhile

from lienthu.accounts.models import User
from lienthu.indicators.models import Indicator
from lienthu.returns.models import Entry, Return, Step
from lienthu.returns.queries.sheets import Line, Sheet

BACK = (Step.What.SENT_BACK, Step.What.TAKEN_BACK)
How = Entry.State


@dataclass(frozen=True)
class Change:
    """A figure before and now; None: not available, or not answered. `who`: "" where it follows from others."""

    line: Line
    was: Decimal | None
    who: str

    @property
    def indicator(self) -> Indicator:
        return self.line.indicator


@dataclass(frozen=True)
class Since:
    """The step by which it went back, and what was changed since then."""

    step: Step
    changes: tuple[Change, ...]


def since_sent_back(row: Return, sheet: Sheet, steps: Iterable[Step]) -> Since | None:
    """None where it was handed in once only, or lies with those who fill it in. `steps`: all, with `by`."""
    if row.state not in Return.TOLD:
        return None
    newest_first = sorted(steps, key=lambda each: -each.pk)
    last = list(takewhile(lambda each: each.what not in BACK, newest_first))
    if len(last) == len(newest_first):
        return None
    back = newest_first[len(last)]
    handed_in = next((each for each in last if each.what == Step.What.SUBMITTED), None)
    changed = [(line, was) for line in sheet.lines if (was := _kept(back, line.code)) != line.entry.value]
    people = User.objects.in_bulk({line.entry.saved_by_id for line, _was in changed if line.entry.saved_by_id})
    return Since(back, tuple(Change(line, was, _who(line.entry, back, handed_in, people)) for line, was in changed))


def _kept(step: Step, code: str) -> Decimal | None:
    text = step.figures.get(code)
    return None if text is None else Decimal(text)


def _who(entry: Entry, back: Step, handed_in: Step | None, people: Mapping[int, User]) -> str:
    """Who wrote it down since; somebody with an address of their own is named by the step that handed it in."""
    if entry.saved_at is None or entry.saved_at < back.at or entry.state == How.WORKED:
        return ""
    if entry.saved_by_id:
        return str(people[entry.saved_by_id])
    return handed_in.name if handed_in else ""
