"""Pages about our own sports days and contests, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from . import builders


def addresses(ours: Person) -> Iterator[str]:
    day = builders.sports_day(ours)
    sport = builders.sport(day, "Kéo co")
    yield reverse("contests:day", args=[day.pk])
    yield reverse("contests:change_day", args=[day.pk])
    yield reverse("contests:timetable", args=[day.pk])
    yield reverse("contests:sport", args=[sport.pk])
    yield reverse("contests:change_sport", args=[sport.pk])
