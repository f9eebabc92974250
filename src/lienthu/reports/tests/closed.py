"""Pages about our own reports and templates, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import NOW, Person
from django.urls import reverse

from lienthu.reports.services import templates
from lienthu.reports.tests import builders


def addresses(ours: Person) -> Iterator[str]:
    draft, signed = builders.begun(ours), builders.signed(ours)
    for made in (draft, signed):
        for name in ("report", "docx", "pdf", "write"):
            yield reverse(f"reports:{name}", args=[made.pk])
    own = templates.make_own(
        key="report-annual-library", organisation=ours.library, federation=None, name="", actor=ours.user, at=NOW
    )
    yield reverse("reports:template", args=[own.pk])
