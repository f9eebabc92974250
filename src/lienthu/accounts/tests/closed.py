"""Pages about our own staff, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse


def addresses(ours: Person) -> Iterator[str]:
    yield reverse("accounts:person", args=[ours.user.pk])
