"""What the catalogue's staff pages show: a library's runs, its rejects, the doubts, a title's history."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.accounts.queries import organisations_of, reach
from lienthu.catalogue.derive import Member, facts_from_json, leading_first
from lienthu.catalogue.models import Copy, Doubt, Regrouping, SourceRecord
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib import matching
from lienthu.lib.marc.facts import Facts
from lienthu.lib.vietnamese import sort_key


class ComparedRecord(NamedTuple):
    """One of two records that are set side by side."""

    record: SourceRecord
    library_name: str


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
    ("place", ""),
    ("publisher", "publisher"),
    ("year", "year"),
    ("extent", "extent"),
    ("isbns", "identifier"),
    ("issns", "identifier"),
    ("languages", "language"),
    ("series", ""),
    ("carrier", "carrier"),
)
SHELVES = 5_000  # stored copies that place codes are gathered from


def libraries_for(user: User, action: str) -> list[tuple[Organisation, str]]:
    """The libraries over which the user may do the action, with their names: the higher in the network first."""
    day = timezone.localdate()
    reached = reach(user, action, day)
    libraries = federation.organisations_on(day).filter(kind=Organisation.Kind.LIBRARY).select_related("tier")
    if reached is not None:
        libraries = libraries.filter(pk__in=[organisation.pk for organisation in reached])
    mine = list(libraries)
    names = federation.names([organisation.pk for organisation in mine], day)

    def order(organisation: Organisation) -> tuple[int, bytes]:
        return (organisation.tier.rank if organisation.tier else 0, sort_key(names[organisation.pk]))

    return [(organisation, names[organisation.pk]) for organisation in sorted(mine, key=order)]


def own_library(user: User, libraries: Sequence[tuple[Organisation, str]]) -> Organisation | None:
    """The library among these that the user works at: where a role of theirs is held, else the only one there is."""
    held = {organisation.pk for organisation in organisations_of(user)}
    own = [library for library, _name in libraries if library.pk in held]
    if own:
        return own[0]
    return libraries[0][0] if len(libraries) == 1 else None


def branches_of(library: Organisation) -> list[tuple[str, str]]:
    """The library and the libraries below it as (code, name), the library first."""
    day = timezone.localdate()
    below = [pk for pk in federation.descendants(library, day) if pk != library.pk]
    libraries = Organisation.objects.filter(pk__in=below, kind=Organisation.Kind.LIBRARY)
    names = federation.names([library.pk, *below], day)
    found = sorted(((each.code, names[each.pk]) for each in libraries), key=lambda pair: sort_key(pair[1]))
    return [(library.code, names[library.pk]), *found]


def shelves_of(library: Organisation) -> list[str]:
    """Place codes that stand in the library's stored copies, as the members wrote them: a sample, not a count."""
    copies = Copy.objects.filter(record__library=library).order_by()
    return [shelf for shelf in copies.values_list("shelf", flat=True)[:SHELVES] if shelf]


def open_doubts(libraries: Sequence[int]) -> QuerySet[Doubt]:
    """The questions that wait for staff of these libraries."""
    mine = Q(record__library__in=libraries) | Q(other__library__in=libraries)
    return Doubt.objects.filter(mine, state=Doubt.State.OPEN)


def compared(doubt: Doubt) -> Comparison:
    """The two records of a doubt side by side."""
    records = [doubt.record, doubt.other]
    names = federation.names([record.library_id for record in records], timezone.localdate())
    left, right = (ComparedRecord(record, names[record.library_id]) for record in records)
    elements, reasons = _side_by_side(*(facts_from_json(record.facts) for record in records))
    return Comparison(doubt, left, right, elements, reasons)


def compared_titles(left: int, right: int) -> tuple[list[Element], tuple[str, ...]] | None:
    """The leading records of two titles side by side, and the rule's reasons; None where one has no record."""
    leading = []
    for title in (left, right):
        records = SourceRecord.objects.filter(title=title).order_by("pk")
        members = [Member(each.pk, facts_from_json(each.facts), each.withdrawn_at is not None) for each in records]
        if not members:
            return None
        leading.append(leading_first(members)[0].facts)
    return _side_by_side(*leading)


def _side_by_side(left: Facts, right: Facts) -> tuple[list[Element], tuple[str, ...]]:
    comparison = matching.compare(matching.prepare(left), matching.prepare(right))
    elements = []
    for name, component in ELEMENTS:
        values = [_text(getattr(facts, name)) for facts in (left, right)]
        if any(values):
            elements.append(Element(name, values[0], values[1], comparison.components.get(component, "absent")))
    # What agrees and differs stands in the elements; the sentences are the rules that decided.
    reasons = tuple(dict.fromkeys(matching.SENTENCES[code] for code in comparison.reasons))
    return elements, reasons or matching.explain(comparison)


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return "; ".join(value)
    return "" if value is None else str(value)


def regroupings_of(title: int) -> QuerySet[Regrouping]:
    """Merges and splits that the title had a part in, newest first."""
    return Regrouping.objects.filter(Q(kept=title) | Q(moved=title)).select_related("actor", "undone_by")
