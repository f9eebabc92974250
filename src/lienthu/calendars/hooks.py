"""What rooms above have to say when a library closes, without this room knowing them.

A room names a function in its AppConfig: `closing_advice = "lienthu.circulation.closing.advice"`. It is called with
(library, *, user, at) and gives what is to be done about days on which the library, or one below it, is closed.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.module_loading import import_string


class Advice(NamedTuple):
    """A sentence, and where something can be done about it."""

    text: str
    url: str
    button: str


def advice(library: Any, *, user: Any, at: datetime) -> list[Advice]:
    """What the rooms advise the user at the library."""
    found: list[Advice] = []
    for app in apps.get_app_configs():
        if named := getattr(app, "closing_advice", None):
            ask: Callable[..., Iterable[Advice]] = import_string(named)
            found += ask(library, user=user, at=at)
    return found
