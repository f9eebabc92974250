"""What a member of staff begins the day from, and who works where."""

from datetime import date

from lienthu.accounts.models import Role, User
from lienthu.common.access import allowed
from lienthu.common.models import AuditEntry
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation


def recent_work(user: User, limit: int = 8) -> list[AuditEntry]:
    """What the user did last, newest first."""
    return list(AuditEntry.objects.filter(actor=user)[:limit])


def organisations_of(user: User) -> list[Organisation]:
    """The organisations that the user holds a role over, by code; none for a role over the whole hub."""
    return list(Organisation.objects.filter(pk__in=user.roles.values("organisation")).order_by("code"))


def reach(user: User, action: str, day: date) -> list[Organisation] | None:
    """The organisations over which the user may do the action, by code; None: over the whole hub."""
    roles = [role for role in user.roles.all() if allowed(user, action, role.organisation)]
    if any(role.organisation_id is None for role in roles):
        return None
    tops = {role.organisation_id for role in roles}
    lines = federation.paths(day)
    reached = [pk for pk, line in lines.items() if not tops.isdisjoint(line)]
    return list(Organisation.objects.filter(pk__in=reached))


def staff_of(organisations: list[Organisation] | None) -> list[tuple[User, list[Role]]]:
    """The active staff with a role over one of the organisations, and those roles, by name; None: all staff."""
    roles = Role.objects.select_related("organisation")
    staff = User.objects.filter(is_active=True).order_by("full_name", "username")
    if organisations is not None:
        roles = roles.filter(organisation__in=organisations)
        staff = staff.filter(pk__in=roles.values("user"))
    held: dict[int, list[Role]] = {}
    for role in roles:
        held.setdefault(role.user_id, []).append(role)
    return [(person, held.get(person.pk, [])) for person in staff]
