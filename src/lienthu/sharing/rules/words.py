"""A proposal of exchange in words: what it reaches, and why a wish is not met."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.lib.planning.exchanging import Going, Offered


class Unmet(NamedTuple):
    """A wish that nobody meets, and why."""

    member: int
    title: int
    reason: str


def unmet(
    *,
    wishes: Collection[tuple[int, int]],
    offers: Sequence[Offered],
    holds: Mapping[int, Collection[int]],
    going: Collection[Going],
) -> list[Unmet]:
    """The wishes that are not met, in the order of members and titles."""
    got = {(way.recipient, way.title) for way in going}
    copies: dict[int, int] = {}
    givers: dict[int, set[int]] = {}
    for offer in offers:
        copies[offer.title] = copies.get(offer.title, 0) + offer.copies
        givers.setdefault(offer.title, set()).add(offer.giver)
    found = []
    for member, title in sorted(set(wishes) - got):
        if member in holds.get(title, ()):
            reason = _("the library has it already")
        elif not givers.get(title, set()) - {member}:
            reason = _("nobody offers it")
        elif sum(way.title == title for way in going) >= copies[title]:
            reason = _("all %(count)d copies offered go to other members") % {"count": copies[title]}
        else:
            reason = _("a person decided so")
        found.append(Unmet(member, title, reason))
    return found


def summary(outcome: Mapping[str, int | bool]) -> list[str]:
    """The proposal in sentences; `outcome` has met, wishes, going, uneven, proven."""
    said = [
        _("%(met)d of %(wishes)d wishes are met; %(going)d copies change their owner.") % outcome,
        _("Added up over all pairs of libraries, what one gives more than it gets is %(uneven)d copies.") % outcome,
    ]
    proven = _("No other choice meets more wishes or, meeting as many, passes on more books or is more even.")
    unproven = _("There was no time to prove that this is the best choice; work it out again, or change it by hand.")
    return [*said, proven if outcome["proven"] else unproven]
