"""The federation of the demonstration: its fourteen members, and district and commune libraries below each."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from lienthu.federation import services
from lienthu.federation.data import rows
from lienthu.federation.models import AdminUnit, Federation, Membership, Organisation

FEDERATION = "LH-DBSCL"
DISTRICTS = 3
COMMUNES = 1


class Branch(NamedTuple):
    """A place with copies: its organisation's code, and the code that the member's own system has for it."""

    code: str
    place: str


class Member(NamedTuple):
    """A member library and everything of its own below it; the library itself is its first branch."""

    library: Organisation
    branches: tuple[Branch, ...]


@transaction.atomic
def build(*, at: datetime) -> list[Member]:
    """Administrative units, the six federations, and the network below the Mekong Delta's members."""
    services.load_admin_units()
    services.load_federations(actor=None, at=at)
    federation = Federation.objects.get(code=FEDERATION)
    members = Membership.objects.filter(federation=federation).select_related("organisation")
    provinces = {row["code"]: row["province"] for row in rows("provincial_libraries.tsv")}
    ordered = sorted((membership.organisation for membership in members), key=lambda library: library.code)
    return [_member(library, provinces[library.code], at) for library in ordered]


def _member(library: Organisation, province: str, at: datetime) -> Member:
    before = AdminUnit.objects.filter(valid_from=None)
    districts = before.filter(level="district", parent_code=province).order_by("code")[:DISTRICTS]
    branches = [Branch(library.code, "KHO")]
    for number, district in enumerate(districts, 1):
        code = f"{library.code}-{district.code}"
        below = _library(code, f"Thư viện {_lower(district)}", "district", library, district, at)
        branches.append(Branch(code, f"H{number}"))
        communes = before.filter(level="commune", parent_code=district.code).order_by("code")[1 : 1 + COMMUNES]
        for commune in communes:
            commune_code = f"{library.code}-{commune.code}"
            _library(commune_code, f"Thư viện {_lower(commune)}", "commune", below, commune, at)
            branches.append(Branch(commune_code, f"X{number}"))
    return Member(library, tuple(branches))


def _library(code: str, name: str, tier: str, parent: Organisation, unit: AdminUnit, at: datetime) -> Organisation:
    found = Organisation.objects.filter(code=code).first()
    if found is not None:
        return found
    library = services.add_organisation(code=code, name=name, tier=tier, parent=parent, actor=None, at=at)
    services.add_site(
        organisation=library,
        name=name,
        latitude=unit.latitude,
        longitude=unit.longitude,
        admin_unit_code=unit.code,
        actor=None,
        at=at,
    )
    return library


def _lower(unit: AdminUnit) -> str:
    """ "Huyện Cái Bè" as it stands within a name: "huyện Cái Bè"."""
    return unit.name[0].lower() + unit.name[1:]
