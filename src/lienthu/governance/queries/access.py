"""Who may do what with a federation's governance, and whose page is shown."""

from datetime import date

from lienthu.accounts.models import User
from lienthu.accounts.permissions import SOMEWHERE, acts_for, can
from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation

READ, WRITE = "governance.read", "governance.write"


def may_write(user: User, group: Federation, day: date) -> bool:
    return acts_for(user, WRITE, group, day=day)


def may_read(user: User, group: Federation, day: date) -> bool:
    """Who acts for it, and the staff of its members who may read such things there."""
    if acts_for(user, READ, group, day=day):
        return True
    return can(user, READ, SOMEWHERE) and any(can(user, READ, each, day=day) for each in federation.members(group, day))


def open_to(user: User, day: date) -> list[Federation]:
    """The federations whose governance the person may read."""
    groups = Federation.objects.filter(on_day(day, start="opened_on", end="closed_on"))
    return [group for group in groups if may_read(user, group, day)]


def may_tell(user: User, organisation: Organisation, day: date) -> bool:
    """Whether the user answers for what is asked of this member."""
    return can(user, WRITE, organisation, day=day)


def members_of(group: Federation, day: date) -> dict[int, str]:
    """Names of the members by key, as of the day, by code."""
    ids = list(federation.members(group, day).values_list("pk", flat=True))
    names = federation.names(ids, day)
    return {pk: names[pk] for pk in ids}
