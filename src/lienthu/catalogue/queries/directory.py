"""What pages need and rarely changes: organisations by number, provinces, and which forms of names are shown."""

import time
from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils import timezone

from lienthu.catalogue.derive import Forms
from lienthu.catalogue.models import PreferredForm
from lienthu.federation import queries as federation
from lienthu.federation.models import AdminUnit, Organisation

KEPT_S = 10  # reading them costs more than a search does; a new name may take so long to reach readers


class LibraryBrief(NamedTuple):
    """A library by code and today's name."""

    code: str
    name: str


class Directory(NamedTuple):
    """Every organisation of the hub as of a day."""

    briefs: Mapping[int, LibraryBrief]
    by_code: Mapping[str, int]
    lines: Mapping[int, tuple[int, ...]]  # from the top of the tree down to the organisation itself


def directory(needed: Collection[int] = ()) -> Directory:
    """The directory as of today, at most KEPT_S seconds old, and with all of the organisations `needed` in it."""
    found = _read(timezone.localdate(), int(time.monotonic() // KEPT_S))
    if not found.briefs.keys() >= set(needed):  # one of them is younger than what was kept
        forget()
        found = _read(timezone.localdate(), int(time.monotonic() // KEPT_S))
    return found


@lru_cache(maxsize=1)
def _read(day: date, _moment: int) -> Directory:
    codes = dict(Organisation.objects.order_by().values_list("pk", "code"))
    names = federation.names(None, day)
    briefs = {organisation: LibraryBrief(code, names[organisation]) for organisation, code in codes.items()}
    return Directory(briefs, {code: organisation for organisation, code in codes.items()}, federation.paths(day))


def forms() -> Forms:
    """Element of the facts → form as it is written (`lib.vietnamese.marked`) → the one to show, as stored now."""
    found: dict[str, dict[str, str]] = {}
    for element, written, text in PreferredForm.objects.order_by().values_list("element", "written", "text"):
        found.setdefault(element, {})[written] = text
    return found


def forms_shown() -> Forms:
    """The same, at most KEPT_S seconds old: for pages."""
    return _forms(int(time.monotonic() // KEPT_S))


@lru_cache(maxsize=1)
def _forms(_moment: int) -> Forms:
    return forms()


def provinces() -> list[AdminUnit]:
    """Of today, at most KEPT_S seconds old: a reader says in which one they are on every page of a title."""
    return _provinces(timezone.localdate(), int(time.monotonic() // KEPT_S))


@lru_cache(maxsize=1)
def _provinces(day: date, _moment: int) -> list[AdminUnit]:
    return list(federation.admin_units("province", day))


def forget() -> None:
    """Read afresh the next time."""
    _provinces.cache_clear()
    _read.cache_clear()
    _forms.cache_clear()
