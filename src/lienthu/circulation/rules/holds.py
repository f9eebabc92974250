"""Decisions about holds: what a way costs, which copy serves, whose turn it is, every reason against. No queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.catalogue.queries.titles import distance_km
from lienthu.lib.matching import volume_key
from lienthu.patrons.rules import Refusal

from .lending import LEND, OVERRIDE

STEP: Final = 20  # points for each step up or down the tree, where there is neither a row nor two places on the map
NEXT_DOOR: Final = 1  # from one site of a library to another whose distance nobody knows


@dataclass(frozen=True)
class Place:
    """Where a copy is, or where it is to be fetched. Keys; site 0 is one that nobody wrote down."""

    organisation: int
    site: int
    line: tuple[int, ...]  # the organisation, then what stands above it, nearest first
    point: tuple[float, float] | None = None  # latitude, longitude in degrees


@dataclass(frozen=True)
class Way:
    """A row of the table of costs; a site 0 is the whole organisation with what stands below it."""

    from_organisation: int
    from_site: int
    to_organisation: int
    to_site: int
    cost: int


@dataclass(frozen=True)
class Cost:
    """Points of about a kilometre, and what said so: "here", "table", "map" or "tree"."""

    points: int
    by: str
    row: Way | None = None


def cost(start: Place, end: Place, table: Iterable[Way]) -> Cost:
    """What it costs to bring a copy from one place to the other.

    The row of the table that names both ends most closely holds, the nearer start first where two are as close; else
    the distance on the map; else the steps through the tree.
    """
    if start.organisation == end.organisation and (start.site == end.site or not start.site or not end.site):
        return Cost(0, "here")
    fitting = []
    for row in table:
        first = _steps(start, row.from_organisation, row.from_site)
        last = _steps(end, row.to_organisation, row.to_site)
        if first is not None and last is not None:
            fitting.append((first + last, first, row))
    if fitting:
        row = min(fitting, key=lambda each: each[:2])[2]
        return Cost(row.cost, "table", row)
    if start.point and end.point:
        return Cost(max(1, ceil(distance_km(start.point, end.point))), "map")
    if start.organisation == end.organisation:
        return Cost(NEXT_DOOR, "tree")
    return Cost(STEP * _apart(start.line, end.line), "tree")


def _steps(place: Place, organisation: int, site: int) -> int | None:
    """How far above the place an end of a row stands: 0 the site, 1 its organisation, 2 the one above …"""
    if site:
        return 0 if site == place.site else None
    return place.line.index(organisation) + 1 if organisation in place.line else None


def _apart(one: Sequence[int], other: Sequence[int]) -> int:
    """Steps from one organisation up to what both stand under, and down to the other."""
    for up, organisation in enumerate(one):
        if organisation in other:
            return up + other.index(organisation)
    return len(one) + len(other)


@dataclass(frozen=True)
class Candidate:
    """A copy that could serve a hold."""

    copy: int
    place: Place
    last_used: date | None = None


@dataclass(frozen=True)
class Choice:
    """The copy that was chosen, what its way costs, and the next best that was not."""

    candidate: Candidate
    cost: Cost
    others: Sequence[tuple[Candidate, Cost]] = ()
    came_back: bool = False  # not sought: it came to a desk, and this hold was the first that it could serve
    passed: Mapping[int, str] = field(default_factory=dict)  # holds further in front: why each was not served

    def kept(self) -> dict[str, Any]:
        """As a hold keeps it."""
        return {
            **_plain(self.candidate, self.cost),
            "came_back": self.came_back,
            "others": [_plain(candidate, price) for candidate, price in self.others[:2]],
            "passed": {str(hold): code for hold, code in self.passed.items()},
        }


def _plain(candidate: Candidate, price: Cost) -> dict[str, Any]:
    return {
        "copy": candidate.copy,
        "at": candidate.place.organisation,
        "site": candidate.place.site,
        "cost": price.points,
        "by": price.by,
        "last_used": candidate.last_used.isoformat() if candidate.last_used else None,
    }


def choose(candidates: Iterable[Candidate], end: Place, table: Collection[Way]) -> Choice | None:
    """The nearest copy; of several as near, the one longest unused."""
    priced = [(each, cost(each.place, end, table)) for each in candidates]
    if not priced:
        return None
    priced.sort(key=lambda each: (each[1].points, each[0].last_used or date.min, each[0].copy))
    (best, price), *others = priced
    return Choice(best, price, others)


@dataclass(frozen=True)
class Waiting:
    """A hold that waits, as its turn is decided. Keys; 0 or "" for what it does not ask."""

    hold: int
    library: int
    part: str = ""
    only_copy: int = 0
    sleeps: bool = False
    run_out: bool = False
    in_house_only: bool = False  # what its reader may not take home from there
    passed_over: Collection[int] = ()


@dataclass(frozen=True)
class Offered:
    """A copy that is free. `lends_to_others`: whether its owner has it sent to another library's readers."""

    copy: int
    owner: int
    custodian: int
    part: str
    lends_to_others: bool
    in_hand: bool = False  # on a desk now: that it was once not found on its shelf no longer matters


def is_volume(asked: str, stated: str) -> bool:
    """Whether a copy that states this is of the volume that is asked for, "" for any: "Tập 1" and "T.1" mean one."""
    return not asked or asked == stated or volume_key(asked) == volume_key(stated)


def against(waiting: Waiting, offered: Offered) -> str:
    """Why the copy does not serve the hold (a key of `reasons`), "" when it does."""
    if waiting.run_out:
        return "run_out"
    if waiting.sleeps:
        return "sleeps"
    if waiting.only_copy and waiting.only_copy != offered.copy:
        return "other_copy"
    if not is_volume(waiting.part, offered.part):
        return "other_volume"
    if waiting.library not in (offered.owner, offered.custodian) and not offered.lends_to_others:
        return "not_lent_out"
    if waiting.in_house_only:
        return "in_house_only"
    if offered.copy in waiting.passed_over and not offered.in_hand:
        return "not_found"
    return ""


def reason(code: str) -> str:
    """The words for what `against` gives."""
    words = {
        "run_out": _("it is no longer wanted"),
        "sleeps": _("it is suspended"),
        "other_copy": _("another copy was asked for"),
        "other_volume": _("another volume was asked for"),
        "not_lent_out": _("the owner does not lend it to other libraries"),
        "in_house_only": _("it may only be read in the house"),
        "not_found": _("it was not found on its shelf"),
    }
    return words.get(code, code)


def turn(queue: Iterable[Waiting], offered: Offered) -> tuple[Waiting | None, dict[int, str]]:
    """The first in the queue whom the copy serves, and why each before them was passed by."""
    passed: dict[int, str] = {}
    for each in queue:
        code = against(each, offered)
        if not code:
            return each, passed
        passed[each.hold] = code
    return None, passed


@dataclass(frozen=True)
class Wish:
    """What must be known of a wish before it becomes a hold."""

    standing: Sequence[Refusal]
    open_holds: int
    hold_limit: int
    held_already: bool
    on_loan: bool
    shelf: str = ""  # where a copy stands at the place of pickup, where the library wants it fetched from there
    copies: int = 1  # that could ever serve it
    volume_known: bool = True
    pickup_fits: bool = True


def against_placing(wish: Wish) -> list[Refusal]:
    """Every reason against placing a hold, those about the patron first."""
    found = list(wish.standing)
    if wish.held_already:
        found.append(Refusal("held_already", _("The reader has a hold on this title already."), ""))
    if wish.on_loan:
        found.append(Refusal("on_loan", _("The reader has a copy of this title on loan already."), OVERRIDE))
    if wish.open_holds >= wish.hold_limit:
        message = ngettext(
            "The reader has %(count)d hold already; %(most)d at a time are allowed.",
            "The reader has %(count)d holds already; %(most)d at a time are allowed.",
            wish.open_holds,
        )
        facts = {"count": wish.open_holds, "most": wish.hold_limit}
        found.append(Refusal("too_many_holds", message % facts, OVERRIDE))
    if wish.shelf:
        message = _("A copy stands on the shelf here: %(shelf)s. It can be fetched at once.")
        found.append(Refusal("on_shelf", message % {"shelf": wish.shelf}, LEND))
    if not wish.volume_known:
        found.append(Refusal("no_such_volume", _("No record of this title names this volume. Choose another."), ""))
    elif not wish.copies:
        message = _("No library has a copy of this title that could be brought here.")
        found.append(Refusal("no_copies", message, LEND))
    if not wish.pickup_fits:
        message = _("The reader's card does not serve at this place. Choose another place of pickup.")
        found.append(Refusal("no_pickup", message, ""))
    return found
