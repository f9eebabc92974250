"""Pages about our own sports days and contests, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from . import builders, test_contests


def addresses(ours: Person) -> Iterator[str]:
    day = builders.sports_day(ours)
    sport = builders.sport(day, "Kéo co")
    yield reverse("contests:day", args=[day.pk])
    yield reverse("contests:change_day", args=[day.pk])
    yield reverse("contests:timetable", args=[day.pk])
    yield reverse("contests:sport", args=[sport.pk])
    yield reverse("contests:late_team", args=[sport.pk])
    yield reverse("contests:change_sport", args=[sport.pk])
    of = test_contests.contest(ours)
    last = test_contests.round_(of, ours)
    entry = test_contests.entered(last, ours, "Dế Mèn")
    yield reverse("contests:contest", args=[of.pk])
    yield reverse("contests:add_round", args=[of.pk])
    yield reverse("contests:round", args=[last.pk])
    yield reverse("contests:entry", args=[entry.pk])
