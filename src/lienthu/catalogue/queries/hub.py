"""What the whole hub holds."""

from typing import NamedTuple

from django.core.cache import caches
from django.db.models import Count, Sum
from django.utils import timezone

from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.backend import get_backend
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site

KEPT_S = 60  # counting a million rows takes a while, and nobody needs the home page's figures to the second


class HubFigures(NamedTuple):
    """Titles, source records, copies, libraries with records, and sites."""

    titles: int
    records: int
    copies: int
    libraries: int
    sites: int


class MemberLibrary(NamedTuple):
    """A library that has records here."""

    code: str
    name: str
    records: int


def hub_figures() -> HubFigures:
    """The hub in numbers, at most a minute old."""
    return caches["process"].get_or_set("catalogue.hub_figures", _count, KEPT_S)  # type: ignore[return-value]


def _count() -> HubFigures:
    records = SourceRecord.objects.filter(withdrawn_at=None)
    return HubFigures(
        titles=get_backend().count(),
        records=records.count(),
        copies=records.aggregate(n=Sum("copies_total"))["n"] or 0,
        libraries=records.values("library").distinct().count(),
        sites=Site.objects.filter(closed_on=None).count(),
    )


def member_libraries() -> list[MemberLibrary]:
    """The libraries that have records here, by name; counts at most a minute old."""
    return caches["process"].get_or_set("catalogue.member_libraries", _libraries, KEPT_S)  # type: ignore[return-value]


def _libraries() -> list[MemberLibrary]:
    counts = dict(
        SourceRecord.objects.filter(withdrawn_at=None)
        .order_by()
        .values_list("library")
        .annotate(n=Count("id"))
        .values_list("library", "n")
    )
    names = federation.names(set(counts), timezone.localdate())
    codes = dict(Organisation.objects.filter(pk__in=counts).values_list("pk", "code"))
    found = [MemberLibrary(codes[library], names[library], count) for library, count in counts.items()]
    return sorted(found, key=lambda library: library.name)
