"""What to ask about a figure, beside its field. A question asks for a word; an honest number is never refused."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import gettext_lazy

from lienthu.lib.vietnamese.numbers import written
from lienthu.returns.rules.reading import exactly

JUMP = Decimal(3)  # times last year's, or a third of it
SMALL = Decimal(30)  # below it on both sides a jump tells nothing
FAR = Decimal("0.2")  # of a level, from the last count


class Kind(StrEnum):
    DOUBTFUL = "doubtful"
    PARTS = "parts"
    MORE_THAN_ALL = "more_than_all"
    ZERO = "zero"
    UNKNOWN = "unknown"
    JUMP = "jump"
    LEVEL = "level"
    BEYOND = "beyond"

    @property
    def label(self) -> str:
        return str(NAMES[self])


NAMES = {
    Kind.DOUBTFUL: gettext_lazy("a number that may mean two things"),
    Kind.PARTS: gettext_lazy("parts that do not make up the total"),
    Kind.MORE_THAN_ALL: gettext_lazy("a part larger than the whole"),
    Kind.ZERO: gettext_lazy("nothing, where there was something"),
    Kind.UNKNOWN: gettext_lazy("not available, where it was known"),
    Kind.JUMP: gettext_lazy("far from last year's"),
    Kind.LEVEL: gettext_lazy("far from the last count"),
    Kind.BEYOND: gettext_lazy("more than all others together"),
}


# Also told to devices, which ask the same without a network (static/sync/edge/figures.js).
SENTENCES = {
    "unknown": gettext_lazy("Last year it was %(before)s. Is it not counted any more?"),
    "not_whole": gettext_lazy("%(value)s is no whole number. Is that meant?"),
    "doubtful": gettext_lazy("Is it %(value)s, or %(other)s?"),
    "parts": gettext_lazy("Its parts make up %(parts)s; here stands %(value)s."),
    "more_than_all": gettext_lazy("More than “%(whole)s”, of which it is a part: %(value)s of %(all)s."),
    "zero": gettext_lazy("0 means that there was nothing. Where nobody counted, choose “not available”."),
    "level": gettext_lazy("The last count has %(counted)s."),
    "jump": gettext_lazy("Last year it was %(before)s: a jump."),
    "beyond": gettext_lazy("More than all others of this round report together (%(others)s)."),
}


def _said(name: str, **facts: str) -> str:
    return str(SENTENCES[name]) % facts


@dataclass(frozen=True)
class Fact:
    """A figure of a return and what stands beside it. `value` None: said to be not available."""

    name: str
    value: Decimal | None
    is_level: bool = False
    decimals: int = 0
    parts: tuple[str, ...] = ()  # codes
    before: Decimal | None = None  # the same period of the year before
    computed: Decimal | None = None
    last: Decimal | None = None  # of a level that the ledger does not know: what was reported of it last
    others: Decimal | None = None  # together, in the same round
    is_doubtful: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked about the figure with this code, in a sentence."""

    code: str
    kind: Kind
    words: str


def questions(facts: Mapping[str, Fact]) -> list[Question]:
    """All that is to be asked about a return's answered figures, in their order."""
    wholes = {part: code for code, fact in facts.items() for part in fact.parts}
    found: list[Question] = []
    for code, fact in facts.items():
        found.extend(Question(code, kind, words) for kind, words in _of(code, fact, facts, wholes))
    return found


def _of(code: str, fact: Fact, facts: Mapping[str, Fact], wholes: Mapping[str, str]) -> Iterator[tuple[Kind, str]]:
    value = fact.value
    if value is None:
        if fact.before:
            yield Kind.UNKNOWN, _said("unknown", before=written(fact.before, fact.decimals))
        return
    if fact.is_doubtful:
        yield Kind.DOUBTFUL, _doubt(value, fact.decimals)
    yield from _parts(value, fact, facts)
    whole = facts.get(wholes.get(code, ""))
    if whole and whole.value is not None and value > whole.value:
        shown = {"whole": whole.name, "value": written(value), "all": written(whole.value)}
        yield Kind.MORE_THAN_ALL, _said("more_than_all", **shown)
    yield from _beside(value, fact)


def _doubt(value: Decimal, decimals: int) -> str:
    other = other_meaning(value, decimals)
    if other is None:
        return _said("not_whole", value=exactly(value))
    return _said("doubtful", value=exactly(value), other=exactly(other))


def other_meaning(value: Decimal, decimals: int) -> Decimal | None:
    """What else a doubtful number may be: a spreadsheet takes 1.234 for one and a little, and a person may too."""
    if decimals:
        return value / 1000
    thousands = value * 1000
    return thousands if thousands == thousands.to_integral_value() else None


def _parts(value: Decimal, fact: Fact, facts: Mapping[str, Fact]) -> Iterator[tuple[Kind, str]]:
    known = [facts[part].value for part in fact.parts if part in facts]
    numbers = [number for number in known if number is not None]
    if not fact.parts or len(numbers) != len(fact.parts):
        return
    total = sum(numbers, Decimal())
    if total != value:
        shown = {"parts": written(total, fact.decimals), "value": written(value, fact.decimals)}
        yield Kind.PARTS, _said("parts", **shown)


def _beside(value: Decimal, fact: Fact) -> Iterator[tuple[Kind, str]]:
    """Against last year's figure, of a level the last count, and of what is known of nowhere else all others'."""
    was, counted = fact.before, fact.last if fact.computed is None else fact.computed
    if value == 0:
        if was or counted:
            yield Kind.ZERO, _said("zero")
        return
    if fact.is_level and counted and abs(value - counted) > counted * FAR:
        yield Kind.LEVEL, _said("level", counted=written(counted, fact.decimals))
    if was and max(value, was) >= (SMALL if not fact.decimals else 0) and not was / JUMP <= value <= was * JUMP:
        yield Kind.JUMP, _said("jump", before=written(was, fact.decimals))
    is_new = was is None and counted is None
    if is_new and fact.others is not None and value > max(fact.others, SMALL):
        yield Kind.BEYOND, _said("beyond", others=written(fact.others, fact.decimals))
