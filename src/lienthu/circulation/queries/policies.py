"""Which rules hold where."""

from collections.abc import Collection
from datetime import date
from typing import cast

from django.db import models
from django.db.models import Q

from lienthu.calendars.queries import Kept, current
from lienthu.circulation import rules
from lienthu.circulation.models import Policy
from lienthu.federation import queries as federation

VALUES = tuple(rules.BUILT_IN)


def label_of(name: str) -> str:
    """What a value is called: "days of a loan"."""
    return str(cast("models.Field[object, object]", Policy._meta.get_field(name)).verbose_name)


def line_of(library: int, on: date) -> tuple[int, ...]:
    """The library and what stands above it on the day, nearest first. One query."""
    return (library, *reversed(federation.ancestors([library], on)[library]))


def rules_of(
    line: Collection[int], *, categories: Collection[str] | None = None, materials: Collection[str] | None = None
) -> list[rules.Rule]:
    """The rules of these organisations and of the whole hub; of these categories and kinds ("" is any) or all."""
    rows = Policy.objects.filter(Q(organisation__in=line) | Q(organisation=None))
    if categories is not None:
        rows = rows.filter(category__in=categories)
    if materials is not None:
        rows = rows.filter(material__in=materials)
    found = rows.order_by().values_list("pk", "organisation_id", "category", "material", *VALUES)
    return [
        rules.Rule(pk, organisation or 0, category, material, dict(zip(VALUES, values, strict=True)))
        for pk, organisation, category, material, *values in found
    ]


def terms_for(*, library: int, category: str, material: str, on: date, kept: Kept | None = None) -> rules.Terms:
    """What holds for such a patron and such a copy at the library.

    Policies draw the calendars' stamp (`receivers`), so the answer is kept with what was computed of calendars: a
    question costs the stamp, or nothing where the caller has read it (`kept`).
    """

    def ask() -> rules.Terms:
        line = line_of(library, on)
        found = rules_of(line, categories={"", category}, materials={"", material})
        return rules.resolve(found, line=line, category=category, material=material)

    return (kept or current()).once(("terms", library, category, material, on), ask)
