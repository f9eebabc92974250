"""Titles that a record in the making may already be: the import's own rules, asked before anything is stored."""

from collections.abc import Iterable
from typing import NamedTuple

from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import MatchKey, SourceRecord
from lienthu.catalogue.queries.results import results
from lienthu.catalogue.queries.titles import titles_shown
from lienthu.catalogue.search.state import read_state
from lienthu.catalogue.shown import Shown
from lienthu.lib import matching
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.record import Record

DECISIONS: tuple[matching.Decision, ...] = ("same", "unsure")
SHOWN = 4
SHORTEST = 3  # letters of a title from which it is worth looking


class Likeness(NamedTuple):
    """A title that the record may belong to; `decision` is same or unsure."""

    shown: Shown
    decision: str
    reasons: tuple[str, ...]  # English sentences of matching.SENTENCES
    record: int  # the record that was compared
    libraries: tuple[int, ...]


def titles_like(record: Record, *, except_record: int | None = None) -> list[Likeness]:
    """The titles that the import would join the record to, then those that it would ask about; a few of them.

    A record half typed has few keys, so titles with the same words are compared as well.
    """
    facts = facts_of(record)
    if len(facts.title) < SHORTEST and not facts.isbns and not facts.issns:
        return []
    prepared = matching.prepare(facts)
    candidates = set(_sharing(matching.keys(prepared)))
    if len(facts.title) >= SHORTEST:
        hits = results(read_state({"q": [facts.title]}), facets=()).hits[:SHOWN]
        titles = [hit.shown.id for hit in hits]
        candidates.update(SourceRecord.objects.filter(title__in=titles).values_list("pk", flat=True))
    if except_record is not None:
        candidates.discard(except_record)
    return _compared(prepared, candidates)


def _sharing(keys: tuple[int, ...]) -> Iterable[int]:
    """Records that share a key with few enough others."""
    by: dict[int, list[int]] = {}
    for key, record in store.rows_where(MatchKey, "key, record_id", "key", list(keys)):
        by.setdefault(key, []).append(record)
    return (record for records in by.values() if len(records) <= matching.MAX_BLOCK for record in records)


def _compared(prepared: matching.Prepared, candidates: set[int]) -> list[Likeness]:
    rows = store.rows_where(
        SourceRecord, "id, title_id, library_id, facts", "id", sorted(candidates), "AND withdrawn_at IS NULL"
    )
    best: dict[int, tuple[int, int, tuple[str, ...]]] = {}
    libraries: dict[int, list[int]] = {}
    for record, title, library, facts in sorted(rows):
        libraries.setdefault(title, []).append(library)
        comparison = matching.compare(prepared, matching.prepare(facts_from_json(facts)))
        decision, reasons = comparison.decision, comparison.reasons
        if decision == "different" and comparison.components["identifier"] == "agree":
            # The title is yet to be typed, or the number is wrong: either is worth a look.
            decision, reasons = "unsure", reasons if prepared.main else ("identifier.agree",)
        if decision != "different" and (title not in best or DECISIONS.index(decision) < best[title][0]):
            best[title] = (DECISIONS.index(decision), record, reasons)
    chosen = sorted(best, key=lambda title: (best[title][0], title))[:SHOWN]
    shown = titles_shown(chosen)
    return [
        Likeness(
            shown[title],
            DECISIONS[best[title][0]],
            tuple(dict.fromkeys(matching.SENTENCES[code] for code in best[title][2])),
            best[title][1],
            tuple(dict.fromkeys(libraries[title])),
        )
        for title in chosen
        if title in shown
    ]
