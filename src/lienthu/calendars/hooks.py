"""What rooms above have to say when a library closes, without this room knowing them.

A room names a function in its AppConfig: `closing_advice = "lienthu.circulation.closing.advice"`. It is called with
(library, *, user, at) and gives what is to be done about days on which the library, or one below it, is closed, and
says so too when nothing is.
"""

from datetime import datetime
from typing import Any, NamedTuple

from lienthu.common import rooms


class Advice(NamedTuple):
    """A sentence, and where the user can do something about it; "" where there is nothing, or nothing for them."""

    text: str
    url: str = ""
    button: str = ""
    calls: bool = True  # False: all is well, said only to whoever has just changed a calendar


def advice(library: Any, *, user: Any, at: datetime) -> list[Advice]:
    """What the rooms advise the user at the library, as far as something calls for it."""
    return [each for each in _all(library, user=user, at=at) if each.calls]


def all_is_well(library: Any, *, user: Any, at: datetime) -> list[str]:
    """What the rooms say where nothing is to be done."""
    return [each.text for each in _all(library, user=user, at=at) if not each.calls]


def _all(library: Any, *, user: Any, at: datetime) -> list[Advice]:
    return [each for ask in rooms.functions("closing_advice") for each in ask(library, user=user, at=at)]
