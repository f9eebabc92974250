"""Whose consent is needed before an entrant is named or shown in public. Source: Luật 91/2025/QH15.

A child is under 16. From 7 years on the child's own and the guardian's are needed, before that the guardian's. Somebody
whose day of birth is not known is taken for a child who could have said no. Silence is no consent.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from dateutil.relativedelta import relativedelta

ADULT_AT = 16
ASKED_FROM = 7


class Answer(Protocol):
    @property
    def giver(self) -> str: ...
    @property
    def granted(self) -> bool: ...
    @property
    def at(self) -> datetime: ...


def givers(born_on: date | None, on: date) -> tuple[str, ...]:
    """Who must say yes on the day."""
    if born_on is None:
        return ("self", "guardian")
    years = relativedelta(on, born_on).years
    if years >= ADULT_AT:
        return ("self",)
    return ("self", "guardian") if years >= ASKED_FROM else ("guardian",)


def agreed(born_on: date | None, answers: Iterable[Answer], on: date) -> bool:
    """Whether everybody has said yes and nobody has taken it back; a no of any of them is enough."""
    held: dict[str, bool] = {}
    for answer in sorted(answers, key=lambda each: each.at):
        held[answer.giver] = answer.granted
    needed = givers(born_on, on)
    return all(held.get(giver, False) for giver in needed) and False not in held.values()
