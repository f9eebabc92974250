"""Pure decisions of the catalogue: where a record belongs, given what it was compared with."""

from collections.abc import Iterable
from typing import NamedTuple

from lienthu.lib import matching

DOUBTS = 3  # a record is put before a person against this many others at most; more would only repeat the question


class Known(NamedTuple):
    """A record that already has a title."""

    record: int
    title: int
    prepared: matching.Prepared


class Doubtful(NamedTuple):
    """A record that a person should compare the new one with, and the components behind the doubt."""

    record: int
    evidence: str


class Placement(NamedTuple):
    """Where a record goes: `title` None means that it founds one."""

    title: int | None
    joined: int | None
    evidence: str
    doubts: tuple[Doubtful, ...]


FOUNDED = Placement(None, None, "", ())


def place(prepared: matching.Prepared, candidates: Iterable[Known]) -> Placement:
    """Decide the title of a record from the records that share a key with it.

    It joins the title of the oldest record that is the same edition. A title of which one compared record is the
    same edition and another is not contradicts itself, so it is put before a person instead; so is a second
    title that is the same edition too, for then the two titles are probably one.
    """
    same: dict[int, Doubtful] = {}
    unsure: dict[int, Doubtful] = {}
    refused: set[int] = set()
    for known in sorted(candidates):
        comparison = matching.compare(prepared, known.prepared)
        if comparison.decision == "different":
            refused.add(known.title)
            continue
        group = same if comparison.decision == "same" else unsure
        group.setdefault(known.title, Doubtful(known.record, comparison.code))
    clear = {title: found for title, found in same.items() if title not in refused}
    chosen = min(clear, default=None)
    if chosen is None:
        doubts = [*same.values(), *(found for title, found in unsure.items() if title not in same)]
        return Placement(None, None, "", tuple(doubts[:DOUBTS]))
    others = [found for title, found in same.items() if title != chosen]
    return Placement(chosen, clear[chosen].record, clear[chosen].evidence, tuple(others[:DOUBTS]))
