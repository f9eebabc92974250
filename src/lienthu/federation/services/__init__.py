"""What may be done to organisations and federations. Each writes its audit entry in its own transaction."""

from lienthu.federation.services.federations import (
    add_office,
    add_term,
    change_term,
    end_office,
    found_federation,
    join_federation,
    leave_federation,
)
from lienthu.federation.services.loads import load_admin_units, load_federations
from lienthu.federation.services.organisations import (
    add_organisation,
    close,
    move,
    rename,
)
from lienthu.federation.services.sites import add_site, close_site
from lienthu.federation.services.successions import record_succession
from lienthu.federation.services.tiers import add_tier, load_tiers

__all__ = [
    "add_office",
    "add_organisation",
    "add_site",
    "add_term",
    "add_tier",
    "change_term",
    "close",
    "close_site",
    "end_office",
    "found_federation",
    "join_federation",
    "leave_federation",
    "load_admin_units",
    "load_federations",
    "load_tiers",
    "move",
    "record_succession",
    "rename",
]
