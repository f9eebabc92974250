"""The scope that every hub has: a site with what stands there and who borrowed there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.sync.models import Device
from lienthu.sync.registry import Choice, Contents, Scope


def _sites(device: Device, at: datetime) -> list[Site]:
    """Those of the device's library and of what stands below it."""
    day = timezone.localdate(at)
    return list(federation.sites_of([device.library_id, *federation.descendants(device.library, day)], day))


def _copies(site: Site) -> Q:
    """What is at the site: written down as there; of a library with one site also what has no place written down."""
    here = Q(place=site.pk)
    if Site.objects.filter(organisation=site.organisation_id, closed_on=None).count() == 1:
        here |= Q(place=None, custodian=site.organisation_id)
    return here


def _counts(sites: Sequence[Site]) -> dict[int, int]:
    """How many copies are at each of the sites, as `_copies` has it. Three queries."""
    there = Copy.objects.exclude(status=Copy.Status.WITHDRAWN).order_by()
    placed = there.filter(place__in=[site.pk for site in sites])
    counts = Counter(dict(placed.values_list("place").annotate(n=Count("pk"))))
    owners = {site.organisation_id for site in sites}
    open_sites = Site.objects.filter(organisation__in=owners, closed_on=None).order_by()
    alone = {key for key, n in open_sites.values_list("organisation").annotate(n=Count("pk")) if n == 1}
    loose = dict(there.filter(place=None, custodian__in=alone).values_list("custodian").annotate(n=Count("pk")))
    for site in sites:
        counts[site.pk] += loose.get(site.organisation_id, 0)
    return dict(counts)


def choices(device: Device, at: datetime) -> Iterator[Choice]:
    sites = _sites(device, at)
    counts = _counts(sites)
    sites.sort(key=lambda site: (site.pk != device.site_id, not counts.get(site.pk)))
    for site in sites:
        yield Choice(site.pk, site.name, counts.get(site.pk, 0))


def contents(device: Device, number: int, at: datetime) -> Contents | None:
    site = next((each for each in _sites(device, at) if each.pk == number), None)
    if site is None:
        return None
    site = Site.objects.select_related("organisation").get(pk=site.pk)
    return Contents(name=site.name, site=site, copies=Copy.objects.filter(_copies(site)))


def library_of(site: Site | None, device: Device) -> Organisation:
    """Under which library an act at the site is booked."""
    return site.organisation if site is not None else device.library


SITES = Scope(choices=choices, contents=contents)
