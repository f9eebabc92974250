"""Pages about our own sets and sites, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import NOW, Person
from django.urls import reverse

from lienthu.rotation.models import BookSet
from lienthu.rotation.services import plans
from lienthu.rotation.tests import builders


def addresses(ours: Person) -> Iterator[str]:
    book_set, deposit = builders.box(ours), builders.site(ours)
    placement = builders.planned(ours, book_set, deposit, staff=["A", "B"])
    for name in ("set", "set_change", "pack", "proposal", "label", "manifest"):
        yield reverse(f"rotation:{name}", args=[book_set.pk])
    for name in ("site", "site_change"):
        yield reverse(f"rotation:{name}", args=[deposit.pk])
    for name in ("placement", "dispatch", "minutes_docx", "minutes_pdf"):
        yield reverse(f"rotation:{name}", args=[placement.pk])
    plan = plans.draft(
        library=ours.library, name="Kế hoạch", first_on=builders.TODAY, rounds=1, actor=ours.user, at=NOW
    )
    proposed = builders.box(ours, "KH-01")
    BookSet.objects.filter(pk=proposed.pk).update(proposed_by=plan)
    yield reverse("rotation:plan_box", args=[plan.pk, proposed.pk])
    yield reverse("rotation:plan_page", args=[plan.pk])
    yield reverse("rotation:plan_place", args=[plan.pk, deposit.pk, 1])
