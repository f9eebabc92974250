"""What rooms above add to the page of a copy: `copy_panel = "lienthu.rotation.copy_panel.panel"` in their AppConfig.

    def panel(copy: Copy, person: User) -> Panel | None

None where the room has nothing to say of the copy, or nothing to this person.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from lienthu.catalogue.models import Copy


class Panel(NamedTuple):
    """A section of the page: its heading and what stands below it."""

    key: str  # of its heading, unique on the page
    heading: str | Promise
    html: SafeString


def panels(copy: Copy, person: Any) -> list[Panel]:
    """Of every room that has one, in the order of the rooms."""
    found = []
    for app in apps.get_app_configs():
        if named := getattr(app, "copy_panel", None):
            panel: Callable[[Copy, Any], Panel | None] = import_string(named)
            if made := panel(copy, person):
                found.append(made)
    return found
