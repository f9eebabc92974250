"""Where one can go on from a thing's own page, as rooms above the thing's tell: they know it, it does not know them.

A room takes part by naming a function in its AppConfig, `onward = "lienthu.website.onward.links"`:

    def links(user: Person, thing: Model) -> Iterable[Onward]:
        if allowed(user, "website.write", SOMEWHERE):
            yield Onward(_("Write an article"), reverse("website:write"))

A page shows them by `{% onward thing %}`. The function looks at the row and the person's rights; it asks no table.
"""

from dataclasses import dataclass

from django.db.models import Model
from django.utils.functional import Promise

from lienthu.common import rooms
from lienthu.common.access import Person


@dataclass(frozen=True)
class Onward:
    label: str | Promise
    url: str


def links_for(user: Person, thing: Model) -> list[Onward]:
    """In the order of the rooms."""
    return [link for gather in rooms.functions("onward") for link in gather(user, thing)]
