"""Today's work: what each room has waiting for the person who signed in, gathered for the staff's home.

A room takes part by naming a function in its AppConfig, `today = "lienthu.circulation.today.items"`, in a module of
that name:

    def items(asked: Asked) -> Iterable[TodayItem]:
        waiting = Hold.objects.filter(site=asked.site, state="ready").count()
        yield TodayItem(_("holds to fetch from the shelf"), count=waiting, url=reverse("circulation:pickups"),
                        urgency=Urgency.NOW, action="circulation.lend", over=asked.library)

An item with a count of 0 is nothing to do and is left out; so is one whose action the person may not do there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise

from lienthu.common import rooms
from lienthu.common.access import Over, Person, allowed


class Urgency(IntEnum):
    """How long a thing can wait; the home shows the smallest first."""

    NOW = 1  # somebody stands at the desk, or something is broken
    TODAY = 2  # before the library closes
    SOON = 3  # in the next days
    UNDER_WAY = 4  # nothing to do but to know


@dataclass(frozen=True)
class Asked:
    """Whose home it is, on which day, and where they work. Organisation and site are federation's, a room above."""

    person: Any  # accounts.User
    library: Any  # federation.Organisation, None where none is chosen
    site: Any  # federation.Site, None where none is chosen
    day: date


@dataclass(frozen=True)
class TodayItem:
    """A line of today's work: "12 holds to fetch from the shelf". `label` goes after the count, in small letters."""

    label: str | Promise
    url: str
    action: str  # who may not do this over `over` is not shown the item
    over: Over
    urgency: Urgency = Urgency.TODAY
    count: int | None = None  # None: a thing that is not counted, its label says all
    detail: str | Promise = ""


def items_for(asked: Asked) -> list[TodayItem]:
    """What waits for this person, the most urgent first and then as the rooms declare it."""
    found: Iterable[TodayItem] = (item for gather in rooms.functions("today") for item in gather(asked))
    shown = (item for item in found if item.count != 0 and _shown(asked.person, item))
    return sorted(shown, key=lambda item: item.urgency)


def _shown(person: Person, item: TodayItem) -> bool:
    return allowed(person, item.action, item.over)
