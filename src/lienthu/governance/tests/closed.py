"""Pages of our federation's governance, which a library outside of it must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from lienthu.governance.models import Duty
from lienthu.governance.tests import builders


def addresses(ours: Person) -> Iterator[str]:
    group, members = builders.group(lead=ours.library)
    made = builders.adopted(group, members)
    yield reverse("governance:resolution", args=[made.pk])
    yield reverse("governance:resolution_file", args=[made.pk, "docx"])
    yield reverse("governance:duty", args=[Duty.objects.get(item__resolution=made).pk])
    for name in ("federation", "follow_up", "fund", "fund_xlsx", "sponsors", "election_add", "resolution_add"):
        yield reverse(f"governance:{name}", args=[group.code])
