"""The staff's menu: what the rooms declare (`StaffLink` in an AppConfig) and the person may use."""

from typing import NamedTuple

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.access import SOMEWHERE, Person, allowed
from lienthu.common.staff import StaffLink


class Item(NamedTuple):
    url: str
    label: str | Promise
    current: bool


def links_for(person: Person) -> list[StaffLink]:
    """The declared pages that the person may use somewhere, in order."""
    declared: list[StaffLink] = [link for app in apps.get_app_configs() for link in getattr(app, "staff_links", ())]
    return sorted((link for link in declared if allowed(person, link.action, SOMEWHERE)), key=lambda link: link.order)


def menu(person: Person, path: str) -> list[Item]:
    """The desk, then those pages; the one whose address is the longest beginning of `path` is current."""
    found: list[tuple[str, str | Promise]] = [(reverse("accounts:home"), _("My desk"))]
    found += [(link.url, link.label) for link in links_for(person)]
    current = max((url for url, _label in found if path.startswith(url)), key=len, default="")
    return [Item(url, label, url == current) for url, label in found]
