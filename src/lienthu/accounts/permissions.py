"""Which roles allow which actions, and over what. Whatever is not said here is refused."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from django.contrib.auth.backends import ModelBackend
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.common.access import SOMEWHERE, Over, Person, allowed, demand, require_role
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation

__all__ = ["ACTIONS", "SOMEWHERE", "RoleBackend", "allowed", "can", "demand", "require_role"]

_EVERYBODY = frozenset({"federation.read", "catalogue.read"})
_CATALOGUING = frozenset({"catalogue.import", "catalogue.match", "catalogue.edit"})

ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    # What each role may do over its organisation and everything below. "federation.edit": names, places in the tree,
    # sites; "federation.govern": federations, their members, terms and offices; "accounts.staff": staff and roles.
    Role.Kind.DIRECTOR: _EVERYBODY | _CATALOGUING | {"federation.edit", "accounts.staff"},
    Role.Kind.CATALOGUER: _EVERYBODY | _CATALOGUING,
    Role.Kind.SECRETARY: _EVERYBODY | {"federation.govern"},
    Role.Kind.SYSTEM: _EVERYBODY | _CATALOGUING | {"federation.edit", "federation.govern", "accounts.staff"},
}


def can(user: Person, action: str, over: Over, *, day: date | None = None) -> bool:
    """Whether one of the user's roles allows the action over an organisation, `SOMEWHERE`, or (None) the whole hub.

    A role over an organisation reaches everything that stands below it on `day` (default: today), and reaches it
    still when it is closed: then the parent it had last counts.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    held = [role.organisation_id for role in user.roles.all() if action in ACTIONS.get(role.kind, ())]
    if None in held or not held:
        return bool(held)
    if over is SOMEWHERE:
        return True
    if not isinstance(over, Organisation):
        return False
    return over.pk in held or not federation.line_of(over, day or timezone.localdate()).isdisjoint(held)


class RoleBackend(ModelBackend):
    """Signs in by user name and password; answers `user.has_perm(action, organisation)` from the roles alone."""

    def has_perm(self, user_obj: Person, perm: str, obj: object = None) -> bool:
        if obj is not None and obj is not SOMEWHERE and not isinstance(obj, Organisation):
            return False
        return can(user_obj, perm, obj)
