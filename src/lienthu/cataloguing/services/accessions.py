"""Accession numbers (số ĐKCB): drawn from a library's series without gaps, collisions or repeats.

Numbers are drawn inside the transaction that stores their copies, under a lock on the series: two desks get numbers
one after the other, and what is rolled back gives its numbers back. Lock order: series, then source record.
"""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.cataloguing.errors import SeriesRefused
from lienthu.cataloguing.models import Accession, AccessionSeries, SeriesCounter
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site
from lienthu.lib.shelving import numbers

MOST_AT_ONCE = 2_000
LOOKED_AT = 500  # candidates compared with stored numbers in one query


class Drawn(NamedTuple):
    """Numbers for copies that are being stored: `(ordinal, number)` in order, and those jumped over as taken."""

    series: AccessionSeries
    year: int
    numbers: list[tuple[int, str]]
    jumped: list[str]


def draw(*, series: AccessionSeries, count: int, on: date, actor: User | None, at: datetime) -> Drawn:
    """The next `count` numbers of the series. Call inside the transaction that stores their copies.

    A number that a copy of the library has already (imported, or typed by hand) is jumped over, and the series'
    history says so. Raises SeriesRefused when the series is closed or would outgrow its figures.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("numbers are drawn inside the transaction that stores their copies")
    if not 1 <= count <= MOST_AT_ONCE:
        message = _("Between 1 and %(most)d copies can be entered at once.") % {"most": MOST_AT_ONCE}
        raise SeriesRefused("too_many", message)
    held = AccessionSeries.objects.select_for_update().get(pk=series.pk)
    if held.closed_on is not None and held.closed_on <= on:
        message = _("The series “%(name)s” is closed. Choose another one.") % {"name": held.name}
        raise SeriesRefused("series_closed", message, series=held.pk)
    year = on.year if held.yearly else 0
    counter, _made = SeriesCounter.objects.get_or_create(series=held, year=year)
    drawn, jumped, last = _free_numbers(held, counter.last, year, count)
    counter.last = last
    counter.save(update_fields=["last"])
    if jumped:
        audit.record(
            actor=actor, at=at, action="series.jumped", thing=held, before=None,
            after={"count": len(jumped), "from": jumped[0], "to": jumped[-1]},
        )  # fmt: skip
    return Drawn(held, year, drawn, jumped)


def _free_numbers(
    series: AccessionSeries, last: int, year: int, count: int
) -> tuple[list[tuple[int, str]], list[str], int]:
    """`(free, jumped, last ordinal looked at)`: the first `count` numbers behind `last` that no copy has."""
    free: list[tuple[int, str]] = []
    jumped: list[str] = []
    limit = 10**numbers.WIDEST
    while len(free) < count:
        candidates = [(n, series.number(n, year)) for n in range(last + 1, min(last + 1 + LOOKED_AT, limit))]
        if not candidates:
            raise SeriesRefused("series_full", _("The series “%(name)s” has no numbers left.") % {"name": series.name})
        taken = taken_among(series.library_id, [number for _ordinal, number in candidates])
        for ordinal, number in candidates:
            last = ordinal
            if number in taken:
                jumped.append(number)
                continue
            free.append((ordinal, number))
            if len(free) == count:
                break
    return free, jumped, last


def taken_among(library: int, wanted: Sequence[str]) -> set[str]:
    """Those of these numbers that a copy of the library has, as accession number or as barcode."""
    found: set[str] = set()
    waiting = iter(wanted)
    while batch := list(islice(waiting, LOOKED_AT)):
        own = Copy.objects.filter(owner=library)
        found.update(own.filter(accession_number__in=batch).values_list("accession_number", flat=True))
        found.update(own.filter(barcode__in=batch).values_list("barcode", flat=True))
        registered = Accession.objects.filter(owner=library, number__in=batch)
        found.update(registered.values_list("number", flat=True))
    return found


def highest_stored(library: Organisation, prefix: str, year: int = 0) -> int:
    """The highest ordinal that a copy of the library has behind this prefix, imported or not; 0 for none."""
    begun = numbers.begun(prefix, year)
    rows = Copy.objects.filter(owner=library).exclude(accession_number="").order_by()
    if begun:
        rows = rows.filter(accession_number__startswith=begun)
    ordinals = (numbers.ordinal_of(each, prefix, year) for each in rows.values_list("accession_number", flat=True))
    return max((ordinal for ordinal in ordinals if ordinal is not None), default=0)


@transaction.atomic
def add_series(
    *,
    library: Organisation,
    name: str,
    prefix: str,
    width: int,
    yearly: bool,
    site: Site | None,
    first: int,
    actor: User | None,
    at: datetime,
) -> AccessionSeries:
    """Begin a series whose first number is `first`. Raises SeriesRefused."""
    _check(library, prefix, width, yearly=yearly, site=site, but=None)
    if not 1 <= first < 10**width:
        message = _("The first number must lie between 1 and %(last)d.") % {"last": 10**width - 1}
        raise SeriesRefused("first_number", message)
    series = AccessionSeries.objects.create(
        library=library, name=name, prefix=prefix, width=width, yearly=yearly, site=site
    )
    year = timezone.localdate(at).year if yearly else 0
    SeriesCounter.objects.create(series=series, year=year, last=first - 1)
    after = {**_state(series), "first": first}
    audit.record(actor=actor, at=at, action="series.added", thing=series, before=None, after=after)
    return series


@transaction.atomic
def change_series(
    *,
    series: AccessionSeries,
    name: str,
    prefix: str,
    width: int,
    yearly: bool,
    site: Site | None,
    actor: User | None,
    at: datetime,
) -> AccessionSeries:
    """Change a series for the numbers still to come; those given stay as they are. Raises SeriesRefused.

    A series that has given a number keeps its prefix and its rhythm: another prefix is another series.
    """
    held = AccessionSeries.objects.select_for_update().get(pk=series.pk)
    _check(held.library, prefix, width, yearly=yearly, site=site, but=held.pk)
    if (prefix, yearly) != (held.prefix, held.yearly) and Accession.objects.filter(series=held).exists():
        message = _("This series has given numbers already. Close it and begin another one with the new prefix.")
        raise SeriesRefused("series_in_use", message)
    before = _state(held)
    held.name, held.prefix, held.width, held.yearly, held.site = name, prefix, width, yearly, site
    held.save()
    audit.record(actor=actor, at=at, action="series.changed", thing=held, before=before, after=_state(held))
    return held


@transaction.atomic
def close_series(*, series: AccessionSeries, on: date, actor: User | None, at: datetime) -> None:
    """Give no more numbers from this day on."""
    held = AccessionSeries.objects.select_for_update().get(pk=series.pk)
    before, held.closed_on = held.closed_on, on
    held.save(update_fields=["closed_on"])
    audit.record(
        actor=actor, at=at, action="series.closed", thing=held, before={"closed_on": before}, after={"closed_on": on}
    )


def _check(library: Organisation, prefix: str, width: int, *, yearly: bool, site: Site | None, but: int | None) -> None:
    """Raise SeriesRefused for what would give the numbers of another series, or the same number in two years."""
    dated = "{year}" in prefix or "{yy}" in prefix
    if not 1 <= width <= numbers.WIDEST:
        raise SeriesRefused("width", _("A number has 1 to %(most)d figures.") % {"most": numbers.WIDEST})
    if yearly != dated:
        if yearly:
            message = _("A series that begins again each year needs {year} or {yy} in its prefix.")
        else:
            message = _("A prefix with {year} or {yy} is for a series that begins again each year.")
        raise SeriesRefused("year_in_prefix", message)
    if numbers.begun(prefix, 2000)[-1:].isdigit():
        message = _("End the prefix with a letter or a sign, such as “VL.”; its last figure would run into the number.")
        raise SeriesRefused("prefix_ends_in_figure", message)
    if site is not None and site.organisation_id != library.pk:
        raise SeriesRefused("site", _("The place belongs to another library."))
    if AccessionSeries.objects.filter(library=library, prefix=prefix).exclude(pk=but or 0).exists():
        message = _("Another series of this library has this prefix already.")
        raise SeriesRefused("prefix_taken", message)


def _state(series: AccessionSeries) -> dict[str, object]:
    return {
        "name": series.name,
        "prefix": series.prefix,
        "width": series.width,
        "yearly": series.yearly,
        "site": series.site.name if series.site else "",
    }
