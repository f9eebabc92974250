"""Copies by what is written on them."""

from collections.abc import Iterable
from typing import Final

from django.db.models import QuerySet

from lienthu.catalogue.models import Copy
from lienthu.common.prepared import Read


def numbered(codes: Iterable[str]) -> list[int]:
    """Primary keys of the copies with one of these barcodes or accession numbers; "" is none. One query.

    Each kind from its own index, and without the records: where few copies have an accession number, SQLite expects a
    million rows of that index for any number, and would rather read all copies with their records.
    """
    wanted = sorted(set(codes) - {""})
    return [number for (number,) in (_NUMBERED(wanted) if len(wanted) <= FEW else _numbered(wanted))]


def _numbered(wanted: list[str]) -> QuerySet[Copy, tuple[int]]:
    bare = Copy.objects.order_by().values_list("pk")
    return bare.filter(barcode__in=wanted).union(bare.filter(accession_number__in=wanted))


FEW: Final = 2  # what a desk scanned, and the same in capitals
_NUMBERED: Final = Read(_numbered, list[str])
