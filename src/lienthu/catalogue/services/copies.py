"""Copies as members' records state them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lienthu.catalogue import store
from lienthu.catalogue.models import Copy
from lienthu.lib.marc.facts import CopyFacts

COLUMNS = (
    "record_id", "key", "owner_id", "custodian_id", "barcode", "accession_number", "call_number", "shelf", "status",
    "note",
)  # fmt: skip
GONE = Copy.Status.WITHDRAWN.value
FREE = Copy.Status.AVAILABLE.value


def sums(facts: Sequence[CopyFacts]) -> tuple[int, int]:
    """How many copies there are, and how many of them are available; withdrawn ones are not counted."""
    total = available = 0
    for copy in facts:
        if copy.status != GONE:
            total += 1
            available += copy.status == FREE
    return total, available


def add_new(of_records: Iterable[tuple[int, Sequence[CopyFacts]]], *, library: int, places: Mapping[str, int]) -> None:
    """Store the copies of records that have none yet."""
    rows: list[tuple[Any, ...]] = []
    for record, facts in of_records:
        for key, copy in keyed(facts):
            owner = _owner(copy.place, places, library)
            rows.append(
                (
                    record, key, owner, owner, copy.barcode, copy.accession_number, copy.call_number, copy.place,
                    copy.status, copy.note,
                )
            )  # fmt: skip
    store.insert(Copy, COLUMNS, rows)


def keyed(facts: Sequence[CopyFacts]) -> list[tuple[str, CopyFacts]]:
    """Each copy with what tells it from its sisters: its barcode, else its accession number, else its rank."""
    if len(facts) == 1:
        copy = facts[0]
        return [(copy.barcode or copy.accession_number or "#1", copy)]
    taken: dict[str, CopyFacts] = {}
    for rank, copy in enumerate(facts, 1):
        key = copy.barcode or copy.accession_number or f"#{rank}"
        taken[key if key not in taken else f"{key}#{rank}"] = copy
    return list(taken.items())


def replace(*, record: int, facts: Sequence[CopyFacts], library: int, places: Mapping[str, int]) -> tuple[int, int]:
    """Bring a record's copies in step with what its new version states; returns their sums.

    A copy that is no longer stated is withdrawn, not deleted: what happened to it stays true. Where a stated copy
    is now, and in whose charge, is ours to know once it circulates here, so only the descriptive facts change.
    """
    stored = {copy.key: copy for copy in Copy.objects.filter(record_id=record)}
    fresh: list[Copy] = []
    for key, stated in keyed(facts):
        copy = stored.pop(key, None)
        if copy is None:
            owner = _owner(stated.place, places, library)
            copy = Copy(record_id=record, key=key, owner_id=owner, custodian_id=owner)
            fresh.append(copy)
        copy.barcode, copy.accession_number = stated.barcode, stated.accession_number
        copy.call_number, copy.shelf = stated.call_number, stated.place
        copy.status, copy.note = stated.status, stated.note
        if copy.pk:
            copy.save()
    for gone in stored.values():
        gone.status = GONE
        gone.save(update_fields=["status"])
    Copy.objects.bulk_create(fresh)
    return sums(facts)


def _owner(place: str, places: Mapping[str, int], library: int) -> int:
    """The branch that a member's place code means; a code may have the shelf behind it ("H1 TN")."""
    if not places or not place:
        return library
    return places.get(place) or places.get(place.split()[0], library)
