"""The headings in lists: by the alphabet, by words, the unused, those that may be doubles; and the page of one."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lienthu.authorities.models import Change, Heading, HeadingUse, HeadingWord, Relation
from lienthu.authorities.queries.suggestions import LAST, total_uses
from lienthu.catalogue.models import SourceRecord
from lienthu.lib.marc import headings
from lienthu.lib.vietnamese import fold

WORDS_LIMIT = 2_000  # headings that are found by a later word
DOUBLES = 50  # groups on a page


class Line(NamedTuple):
    """A heading of a list with the records that use it or what leads to it."""

    heading: Heading
    uses: int
    references: list[Heading]


def browsed(*, kind: str, text: str, show: str) -> QuerySet[Heading]:
    """Headings in the order of the alphabet: `show` is used, unused, references or all."""
    rows = Heading.objects.select_related("leads_to").order_by("sort", "pk")
    if kind:
        rows = rows.filter(kind=kind)
    led = Heading.objects.filter(leads_to=OuterRef("pk"))
    if show == "references":
        rows = rows.exclude(leads_to=None)
    elif show == "unused":
        rows = rows.filter(leads_to=None, uses=0).exclude(Exists(led.filter(uses__gt=0)))
    elif show != "all":
        known = Q(uses__gt=0) | Q(source=Heading.Source.FILE) | Exists(led)
        rows = rows.filter(known, leads_to=None)
    folded = fold(text)[:60].encode()
    if folded:
        within = HeadingWord.objects.filter(rest__gte=folded, rest__lt=folded + LAST)
        if kind:
            within = within.filter(kind=kind)
        later = list(within.order_by().values_list("heading_id", flat=True)[:WORDS_LIMIT])
        rows = rows.filter(Q(folded__gte=folded, folded__lt=folded + LAST) | Q(pk__in=later))
    return rows


def lines(rows: Sequence[Heading]) -> list[Line]:
    """The rows of one page."""
    counts = total_uses({one.pk: one.uses for one in rows if one.leads_to_id is None})
    references: dict[int | None, list[Heading]] = {}
    for one in Heading.objects.filter(leads_to__in=[one.pk for one in rows]):
        references.setdefault(one.leads_to_id, []).append(one)
    return [
        Line(one, counts[one.pk] if one.leads_to_id is None else one.uses, references.get(one.pk, [])) for one in rows
    ]


def doubles(*, kind: str, offset: int = 0) -> list[list[Line]]:
    """Groups of headings that are alike but for marks, years or punctuation, the one to keep first.

    Namesakes with years of their own are none, nor are those that a person has found to be different.
    """
    rows = Heading.objects.filter(leads_to=None).exclude(stem="").filter(Q(uses__gt=0) | Q(source=Heading.Source.FILE))
    if kind:
        rows = rows.filter(kind=kind)
    alike = rows.order_by().values("kind", "stem").annotate(n=Count("pk")).filter(n__gt=1)
    stems = alike.order_by("-n", "stem")[offset : offset + DOUBLES]
    pairs = [(row["kind"], row["stem"]) for row in stems]
    found: dict[tuple[str, str], list[Heading]] = {}
    for one in rows.filter(stem__in=[stem for _kind, stem in pairs]):
        found.setdefault((one.kind, one.stem), []).append(one)
    groups = [_doubtful(found.get(pair, [])) for pair in pairs]
    every = lines([one for group in groups for one in group])
    by_number = {line.heading.pk: line for line in every}
    return [sorted((by_number[one.pk] for one in group), key=_to_keep) for group in groups if group]


def _to_keep(line: Line) -> tuple[bool, bool, int, int]:
    """First what somebody has settled on, by a file, by hand or by references to it; then with years; then used."""
    settled = line.heading.settled or bool(line.references)
    fuller = bool(headings.years_in(headings.unpack(line.heading.form)))
    return not settled, not fuller, -line.uses, line.heading.pk


def _doubtful(group: list[Heading]) -> list[Heading]:
    """Those of the group that may be the same as another one of it."""
    numbers = [one.pk for one in group]
    different = set(
        Relation.objects.filter(one__in=numbers, other__in=numbers, kind=Relation.Kind.DIFFERENT).values_list(
            "one_id", "other_id"
        )
    )
    years = {one.pk: headings.years_in(headings.unpack(one.form)) for one in group}

    def apart(one: int, other: int) -> bool:
        both = years[one] and years[other] and years[one] != years[other]
        return bool(both) or (one, other) in different or (other, one) in different

    return [one for one in group if any(one != other and not apart(one.pk, other.pk) for other in group)]


class Beside(NamedTuple):
    """A heading beside another: the relation's row and, from where one stands, what the other is."""

    relation: Relation
    heading: Heading
    how: str  # also, broader, narrower, earlier, later, see, different


_TURNED = {"broader": "narrower", "earlier": "later"}


def beside(heading: Heading) -> list[Beside]:
    """What stands beside a heading, whichever way it was said."""
    said = Relation.objects.filter(Q(one=heading) | Q(other=heading)).select_related("one", "other")
    found = []
    for relation in said:
        here = relation.one_id == heading.pk
        other = relation.other if here else relation.one
        found.append(Beside(relation, other, relation.kind if here else _TURNED.get(relation.kind, relation.kind)))
    return sorted(found, key=lambda each: (each.how, bytes(each.heading.sort), each.heading.pk))


class Using(NamedTuple):
    """A record that uses a heading, and the form in which it has it."""

    record: SourceRecord
    written: Heading
    tags: str


def using(heading: Heading, *, offset: int, limit: int) -> list[Using]:
    """Records that use the heading or what leads to it, the newest first."""
    rows = _uses(heading).select_related("record__run", "record__library", "heading").order_by("-record_id", "pk")
    return [Using(row.record, row.heading, row.tags) for row in rows[offset : offset + limit]]


def count_using(heading: Heading) -> int:
    return _uses(heading).count()


def _uses(heading: Heading) -> QuerySet[HeadingUse]:
    return HeadingUse.objects.filter(Q(heading=heading) | Q(heading__leads_to=heading))


def changes_of(heading: Heading) -> QuerySet[Change]:
    """Corrections and merges that the heading, or a form that leads to it, had a part in; newest first."""
    numbers: Collection[int] = [heading.pk, *heading.references.values_list("pk", flat=True)]
    had = Change.objects.filter(Q(kept__in=numbers) | Q(moved__in=numbers))
    return had.select_related("kept", "moved", "actor", "undone_by", "job").annotate(
        done=Count("records", filter=Q(records__state="done")),
        back=Count("records", filter=Q(records__state="back")),
        left=Count("records", filter=Q(records__state="left")),
        refused=Count("records", filter=Q(records__state="refused")),
    )
