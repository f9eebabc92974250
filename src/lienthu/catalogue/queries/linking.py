"""Which of a library's own records a line of a list means: by its number, its ISBN, or title with author and year."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import MatchKey, SourceRecord
from lienthu.lib import matching
from lienthu.lib.marc.facts import Facts


class Asked(NamedTuple):
    """What a line says of a book: the number of its record, "" for none, and what would be read out of its title."""

    number: str
    facts: Facts


def linked(asked: Sequence[Asked], *, libraries: Sequence[int]) -> list[list[int]]:
    """For each line the records that it means, of the first of the libraries that has any; none, one, or too many.

    Within one library's catalogue a line is taken for a record sooner than an import would join two libraries' records:
    title, author and year must not contradict, and only one record may be so. Withdrawn records are not found.
    """
    numbered = _by_number([each.number for each in asked if each.number], libraries)
    prepared = [matching.prepare(each.facts) for each in asked]
    keys = [matching.keys(each) if each.main or each.identifiers else () for each in prepared]
    sharing = _sharing({key for of_one in keys for key in of_one})
    near = {record for records in sharing.values() for record in records}
    rows = _rows(near, libraries)
    found = []
    for each, mine, of_one in zip(asked, prepared, keys, strict=True):
        if each.number and (direct := numbered.get(each.number)):
            found.append([direct])
            continue
        candidates = {record for key in of_one for record in sharing.get(key, ())} & rows.keys()
        found.append(_nearest(mine, candidates, rows, libraries))
    return found


class _Row(NamedTuple):
    library: int
    prepared: matching.Prepared


def _by_number(numbers: Collection[str], libraries: Sequence[int]) -> dict[str, int]:
    rows = store.rows_where(
        SourceRecord, "control_number, library_id, id", "control_number", sorted(set(numbers)),
        "AND withdrawn_at IS NULL",
    )  # fmt: skip
    rank = {library: at for at, library in enumerate(libraries)}
    mine = [row for row in rows if row[1] in rank]
    return {number: record for number, _library, record in sorted(mine, key=lambda row: -rank[row[1]])}


def _sharing(keys: Collection[int]) -> dict[int, list[int]]:
    """key → records that share it; one that too many share says nothing."""
    by: dict[int, list[int]] = {}
    for key, record in store.rows_where(MatchKey, "key, record_id", "key", sorted(keys)):
        by.setdefault(key, []).append(record)
    return {key: records for key, records in by.items() if len(records) <= matching.MAX_BLOCK}


def _rows(records: Collection[int], libraries: Sequence[int]) -> dict[int, _Row]:
    within = ", ".join(str(int(library)) for library in libraries)
    rows = store.rows_where(
        SourceRecord, "id, library_id, facts", "id", sorted(records),
        f"AND withdrawn_at IS NULL AND library_id IN ({within})",
    )  # fmt: skip
    return {record: _Row(library, matching.prepare(facts_from_json(facts))) for record, library, facts in rows}


def _nearest(
    mine: matching.Prepared, candidates: Collection[int], rows: dict[int, _Row], libraries: Sequence[int]
) -> list[int]:
    for library in libraries:
        same: list[int] = []
        likely: list[int] = []
        for record in sorted(candidates):
            if rows[record].library != library:
                continue
            comparison = matching.compare(mine, rows[record].prepared)
            said = comparison.components
            if comparison.decision == "same" or (not mine.main and said["identifier"] == "agree"):
                same.append(record)
            elif said["title"] == "agree" and "differ" not in (
                said["responsibility"], said["year"], said["parts"], said["identifier"], said["marks"],
            ):  # fmt: skip
                likely.append(record)
        if same or likely:
            return same or likely
    return []
