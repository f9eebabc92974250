"""The places of an organisation."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.federation.errors import OrganisationRefused
from lienthu.federation.models import Organisation, Site
from lienthu.federation.services.checks import Actor, refuse_too_long, refuse_unless_open


@transaction.atomic
def add_site(
    *,
    organisation: Organisation,
    name: str,
    kind: str = Site.Kind.MAIN,
    address: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
    admin_unit_code: str = "",
    opened_on: date | None = None,
    actor: Actor,
    at: datetime,
) -> Site:
    """Open a place of the organisation; coordinates in degrees (WGS 84), both or neither."""
    if not name.strip():
        raise OrganisationRefused("no_name", _("Give the site a name."), field="name")
    refuse_too_long(name.strip(), 200, field="name")
    refuse_too_long(address.strip(), 255, field="address")
    if (latitude is None) != (longitude is None):
        raise OrganisationRefused("half_a_place", _("Give both latitude and longitude, or neither."), field="latitude")
    if latitude is not None and longitude is not None and not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise OrganisationRefused(
            "no_such_place", _("Latitude runs from -90 to 90, longitude from -180 to 180."), field="latitude"
        )
    refuse_unless_open(organisation, opened_on, field="opened_on")
    site = Site.objects.create(
        organisation=organisation,
        name=name.strip(),
        kind=kind,
        address=address.strip(),
        latitude=latitude,
        longitude=longitude,
        admin_unit_code=admin_unit_code,
        opened_on=opened_on,
    )
    audit.record(
        actor=actor,
        at=at,
        action="site.added",
        thing=organisation,
        before=None,
        after={"site": site.name, "site_kind": kind, "latitude": latitude, "longitude": longitude, "from": opened_on},
    )
    return site


@transaction.atomic
def close_site(*, site: Site, on: date, actor: Actor, at: datetime, reason: str = "") -> Site:
    """Close a place; `on` is the first day that it no longer serves."""
    if site.closed_on is not None or (site.opened_on and site.opened_on >= on):
        raise OrganisationRefused(
            "site_not_open", _("The site is not open before that day. Choose a later day."), field="on"
        )
    site.closed_on = on
    site.save(update_fields=["closed_on"])
    audit.record(
        actor=actor,
        at=at,
        action="site.closed",
        thing=site.organisation,
        before={"site": site.name, "closed_on": None},
        after={"site": site.name, "closed_on": on},
        reason=reason,
    )
    return site
