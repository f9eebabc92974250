"""The staff's menu: what the rooms declare (`StaffLink` in an AppConfig) and the person may use, group by group."""

from typing import NamedTuple

from django.utils.functional import Promise

from lienthu.common import rooms
from lienthu.common.access import SOMEWHERE, Over, Person, allowed
from lienthu.common.staff import Group, QuickBox, StaffLink


class Item(NamedTuple):
    url: str
    label: str | Promise
    current: bool


class Section(NamedTuple):
    """A group of the menu; `current` when the page that is open is one of its items."""

    key: str
    label: str | Promise
    items: list[Item]
    current: bool


def links_for(person: Person) -> list[StaffLink]:
    """The declared pages that the person may use somewhere, group by group, in order."""
    declared: list[StaffLink] = [link for _room, links in rooms.saying("staff_links") for link in links]
    groups = list(Group)
    usable = (link for link in declared if allowed(person, link.action, SOMEWHERE))
    return sorted(usable, key=lambda link: (groups.index(link.group), link.order))


def quick_boxes_for(person: Person, over: Over) -> list[QuickBox]:
    """The declared boxes that the person may use over the organisation where they work; none without one."""
    declared: list[QuickBox] = [box for _room, box in rooms.saying("quick_box")]
    return [box for box in declared if over is not None and allowed(person, box.action, over)]


def menu(person: Person, path: str) -> list[Section]:
    """Those pages by group; the one whose address is the longest beginning of `path` is current."""
    links = [(link, link.url) for link in links_for(person)]
    current = max((url for _link, url in links if path.startswith(url)), key=len, default="")
    sections = []
    for group in Group:
        items = [Item(url, link.label, url == current) for link, url in links if link.group is group]
        if items:
            sections.append(Section(group.value, group.label, items, any(item.current for item in items)))
    return sections
