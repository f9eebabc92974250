"""Pages about our own courses and staff, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from . import builders


def addresses(ours: Person) -> Iterator[str]:
    made, (an, _chi, _binh) = builders.held(ours)
    again = builders.opened(ours, name="Khóa sau")
    for name in ("course", "people", "attendance", "quiz", "results", "plan_file", "plan_number", "codes_file"):
        yield reverse(f"training:{name}", args=[made.pk])
    yield reverse("training:course_change", args=[again.pk])
    yield reverse("training:record", args=[an.person_id])
    yield reverse("training:register", args=[builders.units(again)[0].pk])
    yield reverse("training:lecturer_change", args=[again.lecturers.get().pk])
    session = builders.sessions(again)[0]
    for name in ("door", "screen", "sheet", "sheet_file", "session_change"):
        yield reverse(f"training:{name}", args=[session.pk])
