"""What the catalogue's staff pages show: a library's runs, its rejects, the doubts, a title's history."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.accounts.permissions import allowed
from lienthu.catalogue.derive import Member, facts_from_json, shown
from lienthu.catalogue.models import Doubt, Regrouping, SourceRecord
from lienthu.catalogue.shown import Shown
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib import matching
from lienthu.lib.vietnamese import sort_key


class ComparedRecord(NamedTuple):
    """One of two records that are set side by side."""

    record: SourceRecord
    library_name: str
    shown: Shown


class Element(NamedTuple):
    """One element of both records; `verdict` is agree, differ or absent."""

    name: str
    left: str
    right: str
    verdict: str


class Comparison(NamedTuple):
    """Two records side by side, and what the rule made of them."""

    doubt: Doubt
    left: ComparedRecord
    right: ComparedRecord
    elements: list[Element]
    reasons: tuple[str, ...]  # English sentences of matching.SENTENCES


# The element on the page and the component of the comparison that judges it.
ELEMENTS = (
    ("title", "title"),
    ("parts", "parts"),
    ("responsibility", "responsibility"),
    ("authors", "responsibility"),
    ("edition", "edition"),
    ("publisher", "publisher"),
    ("year", "year"),
    ("extent", "extent"),
    ("isbns", "identifier"),
    ("languages", "language"),
    ("series", ""),
    ("carrier", "carrier"),
)


def libraries_for(user: User, action: str) -> list[tuple[Organisation, str]]:
    """The libraries over which the user may do the action, with their names: the higher in the network first."""
    day = timezone.localdate()
    everybody = federation.organisations_on(day).filter(kind=Organisation.Kind.LIBRARY).select_related("tier")
    mine = [organisation for organisation in everybody if allowed(user, action, organisation)]
    names = federation.names([organisation.pk for organisation in mine], day)

    def order(organisation: Organisation) -> tuple[int, bytes]:
        return (organisation.tier.rank if organisation.tier else 0, sort_key(names[organisation.pk]))

    return [(organisation, names[organisation.pk]) for organisation in sorted(mine, key=order)]


def open_doubts(libraries: Sequence[int]) -> QuerySet[Doubt]:
    """The questions that wait for staff of these libraries."""
    mine = Q(record__library__in=libraries) | Q(other__library__in=libraries)
    return Doubt.objects.filter(mine, state=Doubt.State.OPEN)


def compared(doubt: Doubt) -> Comparison:
    """The two records of a doubt side by side."""
    records = [doubt.record, doubt.other]
    names = federation.names([record.library_id for record in records], timezone.localdate())
    every = [facts_from_json(record.facts) for record in records]
    left, right = (
        ComparedRecord(record, names[record.library_id], shown(record.title_id, [Member(record.pk, facts)]))
        for record, facts in zip(records, every, strict=True)
    )
    comparison = matching.compare(*(matching.prepare(facts) for facts in every))
    elements = []
    for name, component in ELEMENTS:
        values = [_text(getattr(facts, name)) for facts in every]
        if any(values):
            elements.append(Element(name, values[0], values[1], comparison.components.get(component, "absent")))
    return Comparison(doubt, left, right, elements, matching.explain(comparison))


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def regroupings_of(title: int) -> QuerySet[Regrouping]:
    """Merges and splits that the title had a part in, newest first."""
    return Regrouping.objects.filter(Q(kept=title) | Q(moved=title)).select_related("actor", "undone_by")
