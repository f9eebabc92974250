"""Which copies may travel, and why another may not: decided from facts alone."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy
from lienthu.rotation.errors import Against
from lienthu.rotation.rules.numbers import Number

Status = Copy.Status


@dataclass(frozen=True)
class Standing:
    """What is known of a copy that somebody wants to pack. `sisters`: copies of its title that the library owns, not
    counting lost and withdrawn ones; `rare`: why it is rare; `other_set`: the set that it is in already."""

    ours: bool
    in_charge: bool
    custodian: str
    status: str
    sisters: int
    rare: str = ""
    other_set: str = ""
    this_set: bool = False


def against_packing(standing: Standing, least: Number) -> list[Against]:
    """Every reason at once; none when the copy may travel."""
    if not standing.ours:
        return [Against("not_ours", _("This copy belongs to another library; only its owner sends it round."))]
    if standing.this_set:
        return [Against("here_already", _("This copy is in this set already."))]
    found = []
    if standing.other_set:
        message = _("It is in the set %(set)s. Take it out there first.") % {"set": standing.other_set}
        found.append(Against("other_set", message))
    elif reason := _of_status(standing):
        found.append(reason)
    return [*found, *against_travelling(standing, least)]


def against_travelling(standing: Standing, least: Number) -> list[Against]:
    """What holds of a copy as long as it is in a set: not rare, and of a title with copies enough."""
    found = []
    if standing.rare:
        message = _("It is marked as rare: %(why)s. Rare items never travel.") % {"why": standing.rare}
        found.append(Against("rare", message))
    if standing.sisters < least.value:
        message = _("The library has %(n)d copies of this title; at least %(least)d are asked for.")
        found.append(Against("too_few_copies", message % {"n": standing.sisters, "least": least.value}, least.cited))
    return found


def _of_status(standing: Standing) -> Against | None:
    if standing.status == Status.ON_LOAN:
        return Against("on_loan", _("It is on loan. Take it back first."))
    if not standing.in_charge:
        message = _("It is in the charge of %(library)s. Have it sent back first.") % {"library": standing.custodian}
        return Against("elsewhere", message)
    if standing.status != Status.AVAILABLE:
        label = Status(standing.status).label
        return Against("not_free", _("It cannot be packed while it is: %(status)s.") % {"status": label})
    return None
