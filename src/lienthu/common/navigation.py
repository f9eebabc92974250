"""What stands in the staff's menu, in order. A room adds its line here when it gets a page of its own."""

from typing import NamedTuple

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Item(NamedTuple):
    url: str
    label: str | Promise
    current: bool


ENTRIES: tuple[tuple[str, str | Promise], ...] = (
    ("accounts:home", _("My desk")),
    ("catalogue:imports", _("Imports")),
    ("catalogue:rejects", _("Rejected records")),
    ("catalogue:doubts", _("Records to compare")),
    ("catalogue:titles", _("Titles")),
    ("federation:tree", _("Organisations")),
    ("federation:federations", _("Federations")),
)


def menu(path: str) -> list[Item]:
    """The entries that can be reached; the one whose address is the longest beginning of `path` is current."""
    found: list[tuple[str, str | Promise]] = []
    for name, label in ENTRIES:
        try:
            found.append((reverse(name), label))
        except NoReverseMatch:
            continue
    current = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [Item(url, label, url == current) for url, label in found]
