"""Counting what there is on a day, so that it can still be told when it has changed."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet

from lienthu.catalogue.queries.held import held, held_serials
from lienthu.common.dated import on_day
from lienthu.indicators.models import Count
from lienthu.indicators.rules.periods import of_month
from lienthu.mobile.models import Vehicle
from lienthu.patrons.models import Patron
from lienthu.rotation.models import DepositSite
from lienthu.training.models import StaffMember
from lienthu.training.queries.records import trained

Counted = Iterable[tuple[int, int]]  # organisation, how many


def _copies(day: date) -> Counted:
    return _per("owner_id", held())


def _titles(day: date) -> Counted:
    rows = held().order_by().values_list("owner_id")
    return rows.annotate(CountOf("record__title_id", distinct=True))


def _serial_titles(day: date) -> Counted:
    return held_serials().order_by().values_list("owner_id").annotate(CountOf("record__title_id", distinct=True))


def _valid_cards(day: date) -> Counted:
    rows = Patron.objects.filter(state=Patron.State.ACTIVE, merged_into=None)
    return _per("library_id", rows.filter(Q(expires_on=None) | Q(expires_on__gte=day)))


def _deposit_sites(day: date) -> Counted:
    rows = DepositSite.objects.filter(on_day(day, start="site__opened_on", end="site__closed_on"))
    return _per("library_id", rows)


def _vehicles(day: date) -> Counted:
    return _per("library_id", Vehicle.objects.filter(on_day(day, start="in_service_from", end="in_service_to")))


def _staff(day: date) -> Counted:
    return _per("library_id", StaffMember.objects.serving().exclude(library=None))


def _trained_staff(day: date) -> Counted:
    """Of a library that has its staff written down, also where it is nobody."""
    libraries = [library for library, _number in _staff(day)]
    since = day - relativedelta(years=1) + relativedelta(days=1)
    return [(library, found.trained) for library, found in trained(libraries, since).items()]


def _per(field: str, rows: QuerySet[Any]) -> Counted:
    found: Counted = rows.order_by().values_list(field).annotate(CountOf("pk"))
    return found


MEASURES: dict[str, Callable[[date], Counted]] = {
    "copies": _copies,
    "titles": _titles,
    "serial_titles": _serial_titles,
    "valid_cards": _valid_cards,
    "deposit_sites": _deposit_sites,
    "vehicles": _vehicles,
    "staff": _staff,
    "trained_staff": _trained_staff,
}


@transaction.atomic
def count_all(*, day: date) -> int:
    """Count every measure of every organisation as of now and keep it as the month's; earlier ones of it go.

    Returns how many counts were kept. Costs one statement a measure.
    """
    rows = [
        Count(measure=measure, organisation_id=organisation, on=day, value=value)
        for measure, ask in MEASURES.items()
        for organisation, value in ask(day)
    ]
    month = of_month(day)
    Count.objects.filter(on__gte=month.first, on__lt=month.until).delete()
    Count.objects.bulk_create(rows, batch_size=500)
    return len(rows)
