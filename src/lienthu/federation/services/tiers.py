"""The levels of the network, which are data."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.federation import data
from lienthu.federation.errors import OrganisationRefused
from lienthu.federation.models import Tier
from lienthu.federation.services.checks import Actor, refuse_too_long


def load_tiers() -> int:
    """Add the levels of `data/tiers.tsv` that the hub does not have; returns how many. Names given since stay."""
    known = set(Tier.objects.values_list("key", flat=True))
    missing = [Tier(key=row["key"], name=row["name"], rank=int(row["rank"])) for row in data.rows("tiers.tsv")]
    missing = [tier for tier in missing if tier.key not in known]
    Tier.objects.bulk_create(missing)
    return len(missing)


def known_tier(key: str) -> Tier:
    """The tier with this key, or OrganisationRefused, which names those there are."""
    found = Tier.objects.filter(key=key).first()
    if found is None and load_tiers():
        found = Tier.objects.filter(key=key).first()
    if found is None:
        raise OrganisationRefused(
            "unknown_tier",
            _("There is no tier “%(key)s”. The tiers are: %(keys)s.")
            % {"key": key, "keys": ", ".join(Tier.objects.values_list("key", flat=True))},
            field="tier",
        )
    return found


@transaction.atomic
def add_tier(*, key: str, name: str, rank: int, actor: Actor, at: datetime) -> Tier:
    """Add a level of the network; nothing else needs to know of it."""
    refuse_too_long(name.strip(), 80, field="name")
    if Tier.objects.filter(key=key).exists():
        raise OrganisationRefused("tier_exists", _("There is a tier “%(key)s” already.") % {"key": key}, field="key")
    tier = Tier.objects.create(key=key, name=name.strip(), rank=rank)
    audit.record(actor=actor, at=at, action="tier.added", thing=tier, before=None, after={"key": key, "name": name})
    return tier
