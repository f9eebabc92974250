"""What stands beside a record from elsewhere: the titles of the union that it may be, and our own record of each."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue import words
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries.duplicates import Likeness, titles_like
from lienthu.catalogue.search.state import read_state
from lienthu.catalogue.shown import Shown
from lienthu.cataloguing.models import Draft, Fetched, Origin
from lienthu.cataloguing.rules.asking import PAGE, union_query
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.marc.extract import facts_of
from lienthu.lib.marc.facts import Facts

LIKENESSES = 2  # titles shown beside one record


class Like(NamedTuple):
    """A title of the union that a record may be: `ours` is the key of the library's own record of it, if any."""

    heading: str
    title: int
    same: bool
    reasons: tuple[str, ...]
    libraries: tuple[str, ...]
    ours: int | None


class FoundRecord(NamedTuple):
    """A record from elsewhere as a result shows it."""

    fetched: Fetched
    facts: Facts
    likes: list[Like]


class UnionHit(NamedTuple):
    """A title of the union; `record` is the one that would be taken, None where the library has its own (`ours`)."""

    shown: Shown
    libraries: tuple[str, ...]
    record: int | None
    ours: int | None


def found(fetched: Iterable[Fetched], library: Organisation) -> list[FoundRecord]:
    """Records from elsewhere with the titles of the union that they may be, by the rules of the import."""
    rows = [(each, each.record) for each in fetched]
    likenesses = [titles_like(record)[:LIKENESSES] for _each, record in rows]
    likes = _likes(likenesses, library)
    return [
        FoundRecord(each, facts_of(record), beside) for (each, record), beside in zip(rows, likes, strict=True)
    ]  # fmt: skip


def _likes(likenesses: Sequence[Sequence[Likeness]], library: Organisation) -> list[list[Like]]:
    titles = {like.shown.id for of_record in likenesses for like in of_record}
    ours = own_records_of(titles, library)
    libraries = {library for of_record in likenesses for like in of_record for library in like.libraries}
    names = federation.short_names(libraries, timezone.localdate())
    return [
        [
            Like(
                like.shown.heading, like.shown.id, like.decision == "same",
                tuple(words.sentence(text) for text in like.reasons),
                tuple(names.get(each, "") for each in like.libraries), ours.get(like.shown.id),
            )
            for like in of_record
        ]
        for of_record in likenesses
    ]  # fmt: skip


def own_records_of(titles: Iterable[int], library: Organisation) -> dict[int, int]:
    """The library's own record of each title, the earliest; titles without one are left out."""
    rows = SourceRecord.objects.filter(title__in=list(titles), library=library, withdrawn_at=None).order_by("-pk")
    return dict(rows.values_list("title_id", "pk"))


def in_union(typed: Mapping[str, str], library: Organisation) -> tuple[list[UnionHit], int]:
    """Titles of the union for what was typed, the best first, a page of them; and how many there are in all."""
    page = catalogue.results(read_state({"q": [union_query(typed)], "per_page": [str(PAGE)]}), facets=())
    titles = [hit.shown.id for hit in page.hits]
    ours = own_records_of(titles, library)
    records: dict[int, int] = {}
    longest: dict[int, int] = {}
    rows = SourceRecord.objects.filter(title__in=titles, withdrawn_at=None).order_by("pk")
    for pk, title, facts in rows.values_list("pk", "title_id", "facts"):
        # The fullest description is the one worth taking.
        size = sum(len(str(fact)) for fact in facts_from_json(facts))
        if size > longest.get(title, -1):
            longest[title], records[title] = size, pk
    hits = [
        UnionHit(
            hit.shown, tuple(brief.name for brief in hit.libraries), records.get(hit.shown.id), ours.get(hit.shown.id)
        )
        for hit in page.hits
    ]  # fmt: skip
    return hits, page.total


def origins_of(source: SourceRecord) -> QuerySet[Origin]:
    """Where versions of the record came from, the latest first."""
    return Origin.objects.filter(source=source).order_by("-pk")


def unsaved(user: User, source: SourceRecord) -> Draft | None:
    """The user's own changes to the record that wait to be saved."""
    return Draft.objects.visible_to(user).filter(source=source, touched=True).first()
