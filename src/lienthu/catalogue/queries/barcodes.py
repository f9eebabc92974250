"""Barcodes that two copies of one library share. Real files have them; at a desk nobody could tell the two apart."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Count, QuerySet

from lienthu.catalogue.models import Copy, ImportRun


class SharedBarcode(NamedTuple):
    """A barcode of one library and the copies that carry it, oldest first, each with its record."""

    library: int
    code: str  # of the library
    barcode: str
    copies: tuple[Copy, ...]


def shared_barcodes(*, limit: int, run: ImportRun | None = None) -> tuple[list[SharedBarcode], int]:
    """The first `limit` barcodes that several copies of one library carry, and how many such barcodes there are.

    With `run` only those that a record of that import carries. Withdrawn copies do not count.
    """
    carried = _standing().exclude(barcode="")
    if run is not None:
        carried = carried.filter(record__library=run.library_id)
        own = _standing().filter(record__library=run.library_id, record__run=run).exclude(barcode="")
        carried = carried.filter(barcode__in=own.values("barcode"))
    twice = carried.values("record__library", "record__library__code", "barcode").annotate(n=Count("pk"))
    twice = twice.filter(n__gt=1).order_by("record__library__code", "barcode")
    found = [(row["record__library"], row["record__library__code"], row["barcode"]) for row in twice]
    shown = found[:limit]
    copies = _copies_of(shown)
    return [SharedBarcode(*key, tuple(copies[key[0], key[2]])) for key in shown], len(found)


def _standing() -> QuerySet[Copy]:
    return Copy.objects.exclude(status=Copy.Status.WITHDRAWN)


def _copies_of(shown: Sequence[tuple[int, str, str]]) -> dict[tuple[int, str], list[Copy]]:
    wanted: dict[tuple[int, str], list[Copy]] = {(library, barcode): [] for library, _code, barcode in shown}
    barcodes = [barcode for _library, barcode in wanted]
    for copy in _standing().filter(barcode__in=barcodes).select_related("record").order_by("pk"):
        if (key := (copy.record.library_id, copy.barcode)) in wanted:
            wanted[key].append(copy)
    return wanted
