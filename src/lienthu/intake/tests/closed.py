"""Pages about our own files, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import NOW, Person
from django.urls import reverse

from lienthu.intake.models import Intake, IntakeRow


def addresses(ours: Person) -> Iterator[str]:
    intake = Intake.objects.create(library=ours.library, kind="patrons", file_name="a.csv", digest="0" * 64, at=NOW)
    row = IntakeRow.objects.create(intake=intake, line=2, cells={"Họ tên": "Hoa"}, reasons=[])
    yield from (reverse(f"intake:{name}", args=[intake.pk]) for name in ("file", "run", "again", "discard", "kept"))
    yield reverse("intake:settle", args=[row.pk])
