"""Pages about our own exhibitions, which another library's staff must not change."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from . import test_exhibitions


def addresses(ours: Person) -> Iterator[str]:
    row = test_exhibitions.exhibition(ours)
    yield reverse("exhibitions:exhibition", args=[row.pk])
    yield reverse("exhibitions:change", args=[row.pk])
    yield reverse("exhibitions:paper", args=[row.pk])
