"""The scope that every hub has: a site with what stands there and who borrowed there."""

from collections.abc import Iterator
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


def choices(device: Device, at: datetime) -> Iterator[Choice]:
    sites = _sites(device, at)
    held = Copy.objects.filter(place__in=[site.pk for site in sites]).exclude(status=Copy.Status.WITHDRAWN)
    counts = dict(held.order_by().values_list("place").annotate(n=Count("pk")))
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
