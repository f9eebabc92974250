"""Finding the records that a new or changed one must be compared with, and deciding where it goes."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import MatchKey, SourceRecord
from lienthu.catalogue.rules import FOUNDED, Known, Placement, place
from lienthu.lib import matching

# Records that share a key with more than matching.MAX_BLOCK others say nothing: "Báo cáo" without an author.
CROWD = matching.MAX_BLOCK


class Neighbourhood:
    """Every stored record that shares a key with one of a batch, in two queries; new ones are added as they come."""

    def __init__(self, keys: Iterable[Sequence[int]], crowded: set[int]) -> None:
        self._crowded = crowded
        wanted = {key for of_one in keys for key in of_one} - crowded
        self._records: dict[int, list[int]] = defaultdict(list)
        for key, record in store.rows_where(MatchKey, "key, record_id", "key", list(wanted)):
            self._records[key].append(record)
        for key in [key for key, records in self._records.items() if len(records) > CROWD]:
            crowded.add(key)
            del self._records[key]
        needed = {record for records in self._records.values() for record in records}
        self._known: dict[int, Known] = {
            record: Known(record, title, matching.prepare(facts_from_json(facts)))
            for record, title, facts in store.rows_where(SourceRecord, "id, title_id, facts", "id", list(needed))
        }

    def place(self, prepared: matching.Prepared, keys: Sequence[int], *, except_record: int | None = None) -> Placement:
        """Decide where a record with these keys goes (`rules.place`)."""
        found: set[int] = set()
        for key in keys:
            records = self._records.get(key)
            if records:
                found.update(records)
        if except_record is not None:
            found.discard(except_record)
        if not found:
            return FOUNDED
        known = self._known
        return place(prepared, [known[record] for record in found])

    def add(self, known: Known, keys: Sequence[int]) -> None:
        """A record of the same batch, just placed, becomes a candidate for those after it."""
        self._known[known.record] = known
        for key in keys:
            if key in self._crowded:
                continue
            records = self._records[key]
            records.append(known.record)
            if len(records) > CROWD:
                self._crowded.add(key)
                del self._records[key]

    def forget(self, record: int) -> None:
        """The record changed: what was known of it no longer holds."""
        for records in self._records.values():
            if record in records:
                records.remove(record)
        self._known.pop(record, None)
