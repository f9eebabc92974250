"""Pages about our own seasons and sheets, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from . import test_awards


def addresses(ours: Person) -> Iterator[str]:
    row = test_awards.season(ours)
    sheet = test_awards.filled(row, ours)
    yield reverse("awards:season", args=[row.pk])
    yield reverse("awards:change_season", args=[row.pk])
    yield reverse("awards:sheet", args=[sheet.pk])
    yield reverse("awards:judge", args=[sheet.pk])
