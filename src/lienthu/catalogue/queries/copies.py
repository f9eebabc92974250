"""Copies by what is written on them."""

from collections.abc import Iterable

from lienthu.catalogue.models import Copy


def numbered(codes: Iterable[str]) -> list[int]:
    """Primary keys of the copies with one of these barcodes or accession numbers; "" is none. One query.

    Each kind from its own index, and without the records: where few copies have an accession number, SQLite expects a
    million rows of that index for any number, and would rather read all copies with their records.
    """
    wanted = set(codes) - {""}
    bare = Copy.objects.order_by().values_list("pk", flat=True)
    return list(bare.filter(barcode__in=wanted).union(bare.filter(accession_number__in=wanted)))
