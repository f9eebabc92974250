"""What rooms above add to the page of a copy: `copy_panel = "lienthu.rotation.copy_panel.panel"` in their AppConfig.

    def panel(copy: Copy, person: User) -> Panel | None

None where the room has nothing to say of the copy, or nothing to this person.
"""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from lienthu.catalogue.models import Copy
from lienthu.common import rooms


class Panel(NamedTuple):
    """A section of the page: its heading and what stands below it."""

    key: str  # of its heading, unique on the page
    heading: str | Promise
    html: SafeString


def panels(copy: Copy, person: Any) -> list[Panel]:
    """Of every room that has one, in the order of the rooms."""
    return [made for panel in rooms.functions("copy_panel") if (made := panel(copy, person))]
