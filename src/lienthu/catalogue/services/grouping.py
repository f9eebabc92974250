"""Finding the records that a new or changed one must be compared with, and deciding where it goes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import MatchKey, SourceRecord
from lienthu.catalogue.rules import FOUNDED, Known, Placement, place
from lienthu.lib import matching

# Records that share a key with more than matching.MAX_BLOCK others say nothing: "Báo cáo" without an author.
CROWD = matching.MAX_BLOCK


class Memory:
    """What was lately prepared, by the digest of the record's content, so that it is not prepared again.

    Facts are taken from nothing but the content that the digest stands for (lib.marc.canonical), so what is found
    here holds whoever changed the record meanwhile: then its digest is another one. Two generations: when the young
    one is full it becomes the old one, and what is asked for again stays. Some 450 bytes a record.
    """

    def __init__(self, limit: int) -> None:
        self._half = max(1, limit // 2)
        self._young: dict[bytes, matching.Packed] = {}
        self._old: dict[bytes, matching.Packed] = {}

    def get(self, digest: bytes) -> matching.Packed | None:
        found = self._young.get(digest)
        if found is None and (found := self._old.get(digest)) is not None:
            self.put(digest, found)
        return found

    def put(self, digest: bytes, packed: matching.Packed) -> None:
        if len(self._young) >= self._half:
            self._old, self._young = self._young, {}
        self._young[digest] = packed


# Kept from file to file in the process that imports, which is one of its own (a command or a job): 110 MB at most.
remembered = Memory(limit=250_000)


class Neighbourhood:
    """Every stored record that shares a key with one of a batch, in few queries; new ones are added as they come."""

    def __init__(self, keys: Iterable[Sequence[int]], crowded: set[int]) -> None:
        self._crowded = crowded
        wanted = {key for of_one in keys for key in of_one} - crowded
        self._records: dict[int, list[int]] = defaultdict(list)
        for key, record in store.rows_where(MatchKey, "key, record_id", "key", sorted(wanted)):
            self._records[key].append(record)
        for key in [key for key, records in self._records.items() if len(records) > CROWD]:
            crowded.add(key)
            del self._records[key]
        needed = {record for records in self._records.values() for record in records}
        titles = store.rows_where(SourceRecord, "id, title_id, digest", "id", sorted(needed))
        self._titles: dict[int, int] = {record: title for record, title, _digest in titles}
        self._prepared = prepared({record: bytes(digest) for record, _title, digest in titles})

    def place(self, packed: matching.Packed, keys: Sequence[int], *, except_record: int | None = None) -> Placement:
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
        titles, others, unpack = self._titles, self._prepared, matching.unpack
        return place(unpack(packed), [Known(record, titles[record], unpack(others[record])) for record in found])

    def add(self, record: int, title: int, packed: matching.Packed, keys: Sequence[int]) -> None:
        """A record of the same batch, just placed, becomes a candidate for those after it."""
        self._titles[record] = title
        self._prepared[record] = packed
        for key in keys:
            if key in self._crowded:
                continue
            records = self._records[key]
            records.append(record)
            if len(records) > CROWD:
                self._crowded.add(key)
                del self._records[key]

    def forget(self, record: int, keys: Iterable[int]) -> None:
        """The record changed: what was known of it, under these keys, no longer holds."""
        for key in keys:
            if record in (records := self._records.get(key, [])):
                records.remove(record)
        self._titles.pop(record, None)
        self._prepared.pop(record, None)


def prepared(digests: Mapping[int, bytes]) -> dict[int, matching.Packed]:
    """Stored records (id → digest of the content) as a comparison wants them; the facts are read where they must be."""
    found: dict[int, matching.Packed] = {}
    missing: list[int] = []
    for record, digest in digests.items():
        packed = remembered.get(digest)
        if packed is None:
            missing.append(record)
        else:
            found[record] = packed
    for record, facts in store.rows_where(SourceRecord, "id, facts", "id", missing):
        found[record] = packed = matching.pack(matching.prepare(facts_from_json(facts)))
        remembered.put(digests[record], packed)
    return found
