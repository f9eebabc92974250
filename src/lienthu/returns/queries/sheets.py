"""A return as a page shows it: its figures in their sections, what stands beside each, what is asked about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.recipes import ByHand, Counted, FromLedger
from lienthu.returns.models import Entry, Return
from lienthu.returns.queries.lately import last_counts, of_others
from lienthu.returns.rules.checks import Fact, Kind, Question, other_meaning, questions
from lienthu.returns.rules.reading import aloud, exactly

How = Entry.State
_Kind = Indicator.Kind
Values = Mapping[str, Decimal]


@dataclass(frozen=True)
class Line:
    """One figure."""

    entry: Entry
    indicator: Indicator
    questions: tuple[Question, ...]
    last: Decimal | None = None  # what it is held against where nothing else is known (`rules.checks.Fact`)
    others: Decimal | None = None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def key(self) -> str:
        """The code as it may stand in an address of a page or an element's name."""
        return self.code.replace(".", "-").replace("_", "-")

    @property
    def unit(self) -> str:
        return self.indicator.shown_unit

    @property
    def is_ratio(self) -> bool:
        return self.indicator.kind == Indicator.Kind.RATIO

    @property
    def is_by_hand(self) -> bool:
        """Also of what the hub could count, where nothing of it was ever booked or counted."""
        recipe = recipes.of(self.indicator)
        could = isinstance(recipe, FromLedger | Counted)
        return isinstance(recipe, ByHand) or (could and self.entry.computed is None)

    @property
    def is_empty(self) -> bool:
        return self.entry.state == How.EMPTY

    @property
    def text(self) -> str:
        """What stands in its field."""
        if self.entry.state == How.NOT_AVAILABLE:
            return "-"
        return "" if self.entry.value is None else exactly(self.entry.value)

    @property
    def aloud(self) -> str:
        return aloud(self.entry.value) if self.entry.state == How.TYPED else ""

    @property
    def is_doubtful(self) -> bool:
        return any(each.kind == Kind.DOUBTFUL for each in self.questions)

    @property
    def other(self) -> Decimal | None:
        """What else a doubtful number may mean."""
        value = self.entry.value
        return other_meaning(value, self.indicator.decimals) if self.is_doubtful and value is not None else None

    @property
    def wants_reason(self) -> bool:
        """Whether it differs from the computed figure, and so asks why: its parts have said so where it follows."""
        return self.entry.differs and not self.is_ratio and self.entry.state != How.WORKED

    @property
    def wants_word(self) -> bool:
        return not self.is_ratio and any(each.kind != Kind.DOUBTFUL for each in self.questions)

    @property
    def is_open(self) -> bool:
        """Whether it lacks its answer, its reason or its word."""
        if self.is_ratio:
            return False
        entry = self.entry
        unsaid = (self.wants_reason and not entry.reason) or (self.wants_word and not (entry.word or entry.reason))
        return self.is_empty or self.is_doubtful or bool(unsaid)


@dataclass(frozen=True)
class Part:
    """A section of the form."""

    name: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Sheet:
    parts: tuple[Part, ...]

    @property
    def lines(self) -> list[Line]:
        return [line for part in self.parts for line in part.lines]

    @property
    def open_codes(self) -> list[str]:
        return [line.code for line in self.lines if line.is_open]

    @property
    def answered(self) -> int:
        return sum(not line.is_open for line in self.lines)


def sheet_of(row: Return) -> Sheet:
    """Four queries at most."""
    known = by_code(row.call.period.last)
    entries = {entry.indicator: entry for entry in row.entries.all() if entry.indicator in known}
    last, others = _lately(row, entries, known)
    asked = asked_about(entries.values(), known, last, others)
    language = "vi" if (get_language() or "vi").startswith("vi") else "en"
    parts = []
    for section in row.call.sections:
        lines = [
            Line(entries[code], known[code], asked.get(code, ()), last.get(code), others.get(code))
            for code in section["codes"]
            if code in entries
        ]
        if lines:
            parts.append(Part(section.get(language) or section["vi"], tuple(lines)))
    return Sheet(tuple(parts))


def _lately(row: Return, entries: Mapping[str, Entry], known: Mapping[str, Indicator]) -> tuple[Values, Values]:
    """By code, of figures that the ledger does not know: levels as they were reported last, and what all others of the
    round report of what is known of nowhere else."""
    new = [code for code, entry in entries.items() if entry.computed is None and known[code].kind != _Kind.RATIO]
    last = last_counts(row, [code for code in new if known[code].kind == _Kind.LEVEL])
    return last, of_others(row, [code for code in new if entries[code].before is None and code not in last])


def asked_about(
    entries: Iterable[Entry], known: Mapping[str, Indicator], last: Values, others: Values
) -> dict[str, tuple[Question, ...]]:
    """By code, the questions about the answered figures."""
    facts = {
        entry.indicator: _fact(entry, known[entry.indicator], last, others)
        for entry in entries
        if entry.state != How.EMPTY
    }
    found: dict[str, tuple[Question, ...]] = {}
    for question in questions(facts):
        found[question.code] = (*found.get(question.code, ()), question)
    return found


def _fact(entry: Entry, indicator: Indicator, last: Values, others: Values) -> Fact:
    return Fact(
        name=indicator.name, value=entry.value, is_level=indicator.kind == Indicator.Kind.LEVEL,
        decimals=indicator.decimals, parts=tuple(indicator.parts), before=entry.before, computed=entry.computed,
        last=last.get(indicator.code), others=others.get(indicator.code), is_doubtful=entry.is_doubtful,
    )  # fmt: skip
