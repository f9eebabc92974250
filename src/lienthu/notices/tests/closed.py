"""Pages about our own letters, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from lienthu.notices.models import Letter
from lienthu.notices.services import gathering
from lienthu.patrons.tests.builders import patron

from .builders import LATER, hold


def addresses(ours: Person) -> Iterator[str]:
    hold(ours, patron(ours.library, "Nguyễn Thị Hoa"))
    gathering.gather(at=LATER)
    for letter in Letter.objects.filter(library=ours.library):
        yield reverse("notices:letter", args=[letter.pk])
