"""Who may change what the whole federation shares."""

from lienthu.accounts.models import User
from lienthu.common.access import Person, allowed

ACTION = "authorities.edit"
PROVINCIAL = 20  # federation.Tier.rank: whoever stands lower works with headings, and does not change them


def may_edit(person: Person) -> bool:
    """Whether the person may change headings: by a role over the whole hub, or over a library of a province or above.

    A library without a tier is of none, so its staff may not.
    """
    if not isinstance(person, User) or not person.is_active:
        return False
    return any(
        allowed(person, ACTION, role.organisation)
        for role in person.roles.all()
        if role.organisation is None or _is_provincial(role.organisation.tier)
    )


def _is_provincial(tier: object) -> bool:
    rank = getattr(tier, "rank", None)
    return isinstance(rank, int) and rank <= PROVINCIAL
