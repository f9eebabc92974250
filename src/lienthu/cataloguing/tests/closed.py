"""Pages about our own catalogues elsewhere, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from .test_targets import target


def addresses(ours: Person) -> Iterator[str]:
    yield reverse("cataloguing:target", args=[target(210, library=ours.library).pk])
