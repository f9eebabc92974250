"""The accession register of a library (sổ đăng ký cá biệt), and its sums by receipt (sổ đăng ký tổng quát)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.cataloguing.errors import RegisterRefused
from lienthu.cataloguing.models import Accession, AccessionSeries, Source
from lienthu.federation.models import Organisation
from lienthu.lib.shelving import numbers

SLICE = 2_000


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Which part of a register: a series, numbers from one to another, days of entry; both ends are included."""

    series: AccessionSeries | None = None
    first: str = ""
    last: str = ""
    since: date | None = None
    until: date | None = None


class Line(NamedTuple):
    """One line of the register as it is printed. Empty is what is not known; `price` in đồng."""

    entered_on: date | None
    number: str
    author: str
    title: str
    place: str
    publisher: str
    year: str
    price: int | None
    call_number: str
    counted: str  # the stocktakings that found it
    removed_on: date | None
    removal: str
    remark: str


class Receipt(NamedTuple):
    """What came in together: one line of the general register."""

    entered_on: date
    source: str
    from_whom: str
    document: str
    document_on: date | None
    titles: int
    copies: int
    value: int
    unpriced: int
    first: str
    last: str


def entries(library: Organisation, asked: Asked) -> list[int]:
    """Primary keys of the copies that the register is asked for, in the order of their numbers.

    Numbered copies that came by import are in it too, unless days of entry are asked for: of those nobody knows.
    Raises RegisterRefused when the range ends before it begins.
    """
    rows = Copy.objects.filter(owner=library).exclude(accession_number="").order_by()
    if asked.series is not None:
        rows = rows.filter(Q(accession__series=asked.series) | _written_in(asked.series))
    if asked.since is not None:
        rows = rows.filter(accession__entered_on__gte=asked.since)
    if asked.until is not None:
        rows = rows.filter(accession__entered_on__lte=asked.until)
    first, last = numbers.number_key(asked.first), numbers.number_key(asked.last)
    if (asked.last and last < first) or (asked.since and asked.until and asked.until < asked.since):
        raise RegisterRefused("order", _("The end of the range lies before its beginning. Swap the two."))
    keyed = [(numbers.number_key(number), pk) for pk, number in rows.values_list("pk", "accession_number")]
    return [pk for key, pk in sorted(keyed) if key >= first and (not asked.last or key <= last)]


def _written_in(series: AccessionSeries) -> Q:
    """Copies whose number was not drawn from the series but reads like one of its own."""
    prefix = numbers.begun(series.prefix, 0) if not series.yearly else ""
    if not prefix:
        return Q(pk__in=())
    return Q(accession__series=None, accession_number__startswith=prefix)


def lines(copies: Sequence[int]) -> Iterator[Line]:
    """The lines of these copies, in this order; reads SLICE of them at a time."""
    for start in range(0, len(copies), SLICE):
        batch = copies[start : start + SLICE]
        found = Copy.objects.filter(pk__in=batch).select_related("record", "accession").in_bulk()
        for pk in batch:
            if pk in found:
                yield _line(found[pk])


def _line(copy: Copy) -> Line:
    facts = facts_from_json(copy.record.facts)
    entry: Accession | None = getattr(copy, "accession", None)
    title = ". ".join([facts.title.partition(" : ")[0], *facts.parts])
    withdrawn = _("withdrawn") if copy.status == Copy.Status.WITHDRAWN and not (entry and entry.removed_on) else ""
    remarks = [
        Source(entry.source).label if entry else "",
        entry.from_whom if entry else "",
        entry.remark if entry else "",
        withdrawn,
    ]
    return Line(
        entered_on=entry.entered_on if entry else None,
        number=copy.accession_number,
        author=facts.authors[0] if facts.authors else "",
        title=title,
        place=facts.place,
        publisher=facts.publisher,
        year=str(facts.year or ""),
        price=entry.price if entry else None,
        call_number=copy.call_number,
        counted="",
        removed_on=entry.removed_on if entry else None,
        removal=entry.removal if entry else "",
        remark="; ".join(str(remark) for remark in remarks if remark),
    )


def receipts(library: Organisation, *, since: date | None, until: date | None) -> list[Receipt]:
    """What came in, by day, source and document, the oldest first."""
    rows = Accession.objects.filter(owner=library)
    if since is not None:
        rows = rows.filter(entered_on__gte=since)
    if until is not None:
        rows = rows.filter(entered_on__lte=until)
    found: dict[tuple[date, str, str, str, date | None], list[tuple[str, int | None, int]]] = {}
    for row in rows.order_by("entered_on", "id").select_related("copy"):
        key = (row.entered_on, row.source, row.from_whom, row.document, row.document_on)
        found.setdefault(key, []).append((row.number, row.price, row.copy.record_id))
    return [_receipt(key, copies) for key, copies in found.items()]


def _receipt(key: tuple[date, str, str, str, date | None], copies: list[tuple[str, int | None, int]]) -> Receipt:
    in_order = sorted((number for number, _price, _record in copies), key=numbers.number_key)
    return Receipt(
        *key,
        len({record for _number, _price, record in copies}),
        len(copies),
        sum(price or 0 for _number, price, _record in copies),
        sum(price is None for _number, price, _record in copies),
        in_order[0],
        in_order[-1],
    )
