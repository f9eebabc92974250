"""Where one can go on from a thing's own page, as rooms above the thing's tell: they know it, it does not know them.

A room takes part by naming a function in its AppConfig, `onward = "lienthu.website.onward.links"`:

    def links(user: Person, thing: Model) -> Iterable[Onward]:
        if allowed(user, "website.write", SOMEWHERE):
            yield Onward(_("Write an article"), reverse("website:write"))

A page shows them by `{% onward thing %}`. The function looks at the row and the person's rights; it asks no table.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from lienthu.common.access import Person


@dataclass(frozen=True)
class Onward:
    label: str | Promise
    url: str


def links_for(user: Person, thing: Model) -> list[Onward]:
    """In the order of the rooms."""
    found: list[Onward] = []
    for app in apps.get_app_configs():
        if named := getattr(app, "onward", None):
            gather: Callable[[Person, Model], Iterable[Onward]] = import_string(named)
            found += gather(user, thing)
    return found
