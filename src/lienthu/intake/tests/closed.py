"""Pages about our own files, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import NOW, Person
from django.urls import reverse

from lienthu.intake.models import Intake


def addresses(ours: Person) -> Iterator[str]:
    intake = Intake.objects.create(
        library=ours.library, kind="patrons", file_name="a.csv", digest="0" * 64, at=NOW, state="done"
    )
    yield from (reverse(f"intake:{name}", args=[intake.pk]) for name in ("file", "kept"))
