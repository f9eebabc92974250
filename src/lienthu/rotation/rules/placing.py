"""Whether a placement may be planned or sent, and which books a receipt or a count is about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from lienthu.rotation.errors import Against
from lienthu.rotation.models import Placement, PlacementLine, Question
from lienthu.rotation.rules.numbers import Key, Number, too_few_people, too_long

State, Found = Placement.State, PlacementLine.Found
THERE: Final = (Found.HERE, Found.DAMAGED)
# What a person can say of a difference, the likeliest first.
ANSWERS: Final[Mapping[str, tuple[Question.Answer, ...]]] = {
    Question.Kind.NOT_RECEIVED: (Question.Answer.AT_DEPOT, Question.Answer.AT_SITE, Question.Answer.LOST),
    Question.Kind.EXTRA: (Question.Answer.TAKEN_IN, Question.Answer.SET_ASIDE),
    Question.Kind.UNKNOWN: (Question.Answer.SET_ASIDE,),
    Question.Kind.DAMAGED: (Question.Answer.STILL_FIT, Question.Answer.WITHDRAWN_FROM_USE),
    Question.Kind.NOT_COUNTED: (Question.Answer.AT_SITE, Question.Answer.AT_DEPOT, Question.Answer.LOST),
    Question.Kind.ON_LOAN: (Question.Answer.AT_SITE, Question.Answer.AT_DEPOT, Question.Answer.LOST),
    Question.Kind.NOT_RETURNED: (Question.Answer.AT_DEPOT, Question.Answer.LOST),
}


@dataclass(frozen=True)
class Plan:
    """What is planned, as far as rules look at it. `books`: None while the set is not packed."""

    begins_on: date
    ends_on: date
    people: int
    capacity: int
    books: int | None
    site_open: bool


def against_plan(plan: Plan, numbers: Mapping[Key, Number]) -> list[Against]:
    """Every reason at once, each with the rule and the article that it breaks."""
    found = []
    if plan.begins_on >= plan.ends_on:
        found.append(Against("no_stay", _("The day on which it is due back comes after the day on which it begins.")))
    if not plan.site_open:
        found.append(Against("site_closed", _("This site is closed by then. Choose another one.")))
    months = numbers[Key.MONTHS_AT_SITE]
    if message := too_long(plan.begins_on, plan.ends_on, months):
        found.append(Against("too_long", message, months.cited))
    people = numbers[Key.STAFF_PER_ROTATION]
    if message := too_few_people(plan.people, people):
        found.append(Against("too_few_people", message, people.cited))
    if plan.books is not None and plan.books > plan.capacity:
        message = _("The site has room for %(room)d books and the set has %(books)d. Take some out.")
        found.append(Against("no_room", message % {"room": plan.capacity, "books": plan.books}))
    return found


NEXT: Final[Mapping[str, str]] = {  # the one step that comes next, as the address of its page names it
    State.PLANNED: "dispatch",
    State.SENT: "receive",
    State.IN_PLACE: "recall",
    State.RECALLED: "count",
    State.COUNTED: "bring_back",
}
MAY: Final[Mapping[str, frozenset[str]]] = {  # step → states in which it is taken
    "change": frozenset({State.PLANNED, State.IN_PLACE, State.RECALLED}),
    "dispatch": frozenset({State.PLANNED}),
    "cancel": frozenset({State.PLANNED}),
    "receive": frozenset({State.SENT}),
    "turn_back": frozenset({State.SENT}),
    "recall": frozenset({State.IN_PLACE}),
    "count": frozenset({State.IN_PLACE, State.RECALLED}),
    "bring_back": frozenset({State.COUNTED}),
    "move_on": frozenset({State.COUNTED}),
}


def refusal(step: str, state: str) -> Against | None:
    """Why the step is not taken now; None when it may be."""
    if state in MAY[step]:
        return None
    message = _("This cannot be done now: the placement is %(state)s.") % {"state": State(state).label}
    return Against("wrong_state", message)
