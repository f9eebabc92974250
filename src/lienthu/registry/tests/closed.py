"""Pages about our own documents, which another library's staff must not read."""

from collections.abc import Iterator

from conftest import Person
from django.urls import reverse

from lienthu.registry.queries.holders import Holder
from lienthu.registry.tests.builders import booked


def addresses(ours: Person) -> Iterator[str]:
    holder = Holder(organisation=ours.library)
    made = booked(holder, "Tập huấn nghiệp vụ")
    yield reverse("registry:document", args=[made.pk])
    yield reverse("registry:issuer", args=[holder.code])
    yield reverse("registry:add", args=[holder.code, "incoming"])
    yield f"{reverse('registry:list')}?of={holder.code}"
    yield f"{reverse('registry:xlsx')}?of={holder.code}"
