"""Stocktaking: what a scanned code says, where a copy stands, whether it stands in order, what is wrong with it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from lienthu.catalogue.models import Copy
from lienthu.lib.shelving.callnumbers import shelf_key
from lienthu.lib.vietnamese import nfc
from lienthu.stock.models import Finding

LONGEST_CODE = 120
Status = Copy.Status
ON_SHELF = frozenset({Status.AVAILABLE, Status.IN_PROCESS, Status.RESERVED, Status.DAMAGED})
AWAY = frozenset({Status.ON_LOAN, Status.IN_TRANSIT})
Kind, Action = Finding.Kind, Finding.Action
# What a person can do about a finding, the likeliest first.
REMEDIES: Mapping[Finding.Kind, tuple[Finding.Action, ...]] = {
    Kind.MISSING: (Action.MARKED_LOST, Action.TURNED_UP),
    Kind.MISPLACED: (Action.PUT_BACK, Action.MOVED),
    Kind.ADDED: (Action.PUT_BACK, Action.SET_ASIDE),
    Kind.FOREIGN: (Action.PUT_BACK, Action.CHECKED_IN, Action.SET_ASIDE),
    Kind.UNKNOWN: (Action.SET_ASIDE,),
    Kind.DOUBLE: (Action.SET_ASIDE,),
    Kind.ON_LOAN: (Action.CHECKED_IN, Action.SET_ASIDE),
    Kind.LOST: (Action.CHECKED_IN, Action.SET_ASIDE),
    Kind.ON_THE_WAY: (Action.CHECKED_IN, Action.SET_ASIDE),
    Kind.WITHDRAWN: (Action.SET_ASIDE,),
    Kind.WRONG_ORDER: (Action.PUT_BACK,),
}
# They say what a person did with the book and change nothing that is stored, so they can be taken back.
WORDS_ONLY = frozenset({Action.PUT_BACK, Action.SET_ASIDE, Action.TURNED_UP})
_CLASS = re.compile(r"(?<![\d.])(\d)\d\d(?!\d)")
_PRESENT = {
    Status.ON_LOAN: Kind.ON_LOAN,
    Status.LOST: Kind.LOST,
    Status.IN_TRANSIT: Kind.ON_THE_WAY,
}


def cleaned(code: str) -> str:
    """What a scanner or a keyboard sent, without what cannot be seen and the spaces around it; "" for nothing."""
    seen = "".join(letter for letter in nfc(code) if letter.isprintable())
    return " ".join(seen.split())[:LONGEST_CODE]


def section_of(shelf: str, call_number: str) -> str:
    """Where progress is shown: the shelf as the library writes it, and the hundred of the class ("KHO · 800–899")."""
    found = _CLASS.search(call_number)
    hundred = f"{found[1]}00–{found[1]}99" if found else ""
    return " · ".join(part for part in (shelf, hundred) if part)


def in_range(key: str, first: str, last: str) -> bool:
    """Whether a shelf key lies between two call numbers, both included; "" is no limit, no call number lies in none.

    What begins with the last call number is included: 800 to 899 has 899.9 in it.
    """
    if not first and not last:
        return True
    if not key:
        return False
    end = shelf_key(last).rstrip("\x1f") if last else ""
    return (not first or key >= shelf_key(first)) and (not last or key <= end or key.startswith(end))


@dataclass(frozen=True)
class Place:
    """A copy that a person counted: the key of its call number, and whether it was judged to stand in order."""

    key: str
    in_order: bool | None


class Order(Enum):
    NOT_KNOWN = "not known"
    IN_ORDER = "in order"
    THIS_IS_OUT = "this is out"
    LAST_WAS_OUT = "last was out"  # this one is in order: the one before stands too far in front
    NEW_SHELF = "new shelf"  # the one before, judged out of order, began another shelf


def judged(before: Sequence[Place], key: str) -> Order:
    """Whether the next copy stands in order after those that the same person counted `before`, the last one first.

    Three suffice: one copy that stands wrongly lies below (or above) both its neighbours, while a person who goes to
    another shelf finds two copies running that lie below what was before.
    """
    if not key:
        return Order.NOT_KNOWN
    looked_at = [place for place in before if place.in_order is not None and place.key]
    if not looked_at:
        return Order.IN_ORDER
    last = looked_at[0]
    in_order = [place.key for place in looked_at if place.in_order]
    if not in_order or key >= in_order[0]:
        return Order.IN_ORDER
    if not last.in_order and key >= last.key:
        return Order.NEW_SHELF
    if last.in_order and len(in_order) > 1 and key >= in_order[1]:
        return Order.LAST_WAS_OUT
    return Order.THIS_IS_OUT


@dataclass(frozen=True)
class Seen:
    """A known copy under the scanner. `in_scope`: the stocktaking would expect it, were it opened now."""

    expected: bool
    ours: bool
    in_scope: bool
    status: str


def wrong_with(seen: Seen) -> list[Finding.Kind]:
    """What is wrong with a copy that was scanned here; nothing for one that is expected and free to stand there."""
    if seen.status == Status.WITHDRAWN:
        return [Kind.WITHDRAWN]
    found = []
    if not seen.expected:
        if not seen.ours:
            found.append(Kind.FOREIGN)
        else:
            found.append(Kind.ADDED if seen.in_scope else Kind.MISPLACED)
    present = _PRESENT.get(Status(seen.status))
    return [*found, present] if present else found
