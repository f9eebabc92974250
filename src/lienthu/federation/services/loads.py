"""Loading the facts that come with the program. Each may be run again: what people changed since stays."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from lienthu.federation import data
from lienthu.federation.models import AdminUnit, Federation, Membership, Organisation
from lienthu.federation.services.checks import Actor
from lienthu.federation.services.federations import found_federation, join_federation
from lienthu.federation.services.organisations import add_organisation
from lienthu.federation.services.sites import add_site
from lienthu.federation.services.tiers import load_tiers

_FACTS = ("level", "type", "name", "parent_code", "latitude", "longitude", "valid_to")


def _admin_units() -> Iterator[AdminUnit]:
    for row in data.rows("admin_units.tsv.gz"):
        yield AdminUnit(
            code=row["code"],
            level=row["level"],
            type=row["type"],
            name=row["name"],
            parent_code=row["parent_code"],
            latitude=float(row["latitude"]),
            longitude=float(row["longitude"]),
            valid_from=date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
        )


@transaction.atomic
def load_admin_units() -> int:
    """Bring the administrative units before and after 1/7/2025 in, or up to date; returns how many rows changed.

    Source and remarks: `federation/data/PROVENANCE.md`. Units that the file does not have are left alone.
    """
    known = {(unit.code, unit.valid_from): unit for unit in AdminUnit.objects.all()}
    missing: list[AdminUnit] = []
    changed: list[AdminUnit] = []
    for unit in _admin_units():
        held = known.get((unit.code, unit.valid_from))
        if held is None:
            missing.append(unit)
        elif any(getattr(held, fact) != getattr(unit, fact) for fact in _FACTS):
            unit.pk = held.pk
            changed.append(unit)
    AdminUnit.objects.bulk_create(missing, batch_size=2000)
    AdminUnit.objects.bulk_update(changed, _FACTS, batch_size=500)
    return len(missing) + len(changed)


@transaction.atomic
def load_federations(*, actor: Actor, at: datetime, only: str | None = None) -> list[Federation]:
    """Found the six federations and their provincial libraries where they are missing; returns the federations.

    `only`: the code of one of them. A library that exists is left as it is, and one that ever sat in a federation
    is not seated there again.
    """
    load_tiers()
    facts = {row["code"]: row for row in data.rows("provincial_libraries.tsv")}
    federations = []
    for row in data.rows("federations.tsv"):
        if only is not None and row["code"] != only:
            continue
        federation = Federation.objects.filter(code__iexact=row["code"]).first() or found_federation(
            code=row["code"], name=row["name"], actor=actor, at=at
        )
        federations.append(federation)
        codes = row["members"].split()
        libraries = Organisation.objects.in_bulk(codes, field_name="code")
        seated = set(Membership.objects.filter(federation=federation).values_list("organisation__code", flat=True))
        for code in codes:
            library = libraries.get(code) or _provincial_library(facts[code], actor=actor, at=at)
            if code not in seated and library.closed_on is None:
                join_federation(federation=federation, organisation=library, actor=actor, at=at)
    return federations


def _provincial_library(fact: dict[str, str], *, actor: Actor, at: datetime) -> Organisation:
    library = add_organisation(
        code=fact["code"], name=fact["name"], short_name=fact["short"], tier="provincial", actor=actor, at=at
    )
    add_site(
        organisation=library,
        name=fact["name"],
        latitude=float(fact["latitude"]),
        longitude=float(fact["longitude"]),
        admin_unit_code=fact["district"],
        actor=actor,
        at=at,
    )
    return library
