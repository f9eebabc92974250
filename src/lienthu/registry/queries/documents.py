"""The register as lists show it, and the number that comes next."""

from datetime import date

from django.db.models import QuerySet

from lienthu.registry.models import Document, Kind, Series
from lienthu.registry.queries.holders import Holder, documents_of, issuer_of
from lienthu.registry.rules import searching, symbols

INCOMING = "incoming"  # one series for all that comes in


def listed(
    holder: Holder, *, whole: bool, direction: str = "", kind: Kind | None = None, year: int | None = None,
    text: str = "",
) -> QuerySet[Document]:  # fmt: skip
    """Newest first; `whole`: not only what was sent out."""
    rows = documents_of(holder)
    if not whole:
        rows = rows.filter(direction=Document.Direction.OUTGOING, cancelled_on=None)
    elif direction in Document.Direction.values:
        rows = rows.filter(direction=direction)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if year is not None:
        rows = rows.filter(series__year=year)
    return rows.filter(searching.matching(text))


def years(holder: Holder) -> list[int]:
    found = Series.objects.filter(**holder.keys).order_by().values_list("year", flat=True).distinct()
    return sorted(found, reverse=True)


def next_number(holder: Holder, kind: Kind, day: date) -> int:
    """What would be given now; it is drawn only with its document."""
    row = Series.objects.filter(**holder.keys, key=kind.key, year=day.year).first()
    return (row.last if row else 0) + 1


def next_symbol(holder: Holder, key: str, day: date) -> str:
    """ "05/BC-TV" for a form to propose; "" while nobody has said how this holder signs."""
    issuer, kind = issuer_of(holder), Kind.objects.filter(key=key).first()
    if issuer is None or kind is None:
        return ""
    return symbols.written(next_number(holder, kind, day), kind.sign, issuer.sign)


def by_source(source: str) -> Document | None:
    return Document.objects.filter(source=source).order_by("-pk").first()
