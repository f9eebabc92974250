"""Pages about our own hours and closings, which another library's staff must not read."""

from collections.abc import Iterator
from datetime import date

from conftest import Person
from django.urls import reverse

from .builders import hours, site, special


def addresses(ours: Person) -> Iterator[str]:
    yield reverse("calendars:change_hours", args=[hours(ours.library).pk])
    yield reverse("calendars:change_special_day", args=[special(ours.library, date(2026, 3, 2)).pk])
    yield f"{reverse('calendars:month')}?site={site(ours.library).pk}"
