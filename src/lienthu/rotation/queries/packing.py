"""What is known of copies that somebody wants to pack: their standing, and what may be proposed."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.copies import numbered
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.rotation.models import BookSet, DepositSite, PlacementLine, RareMark, SetCopy, Wish
from lienthu.rotation.queries.rules import number
from lienthu.rotation.rules.numbers import Key, months_before
from lienthu.rotation.rules.packing import Standing
from lienthu.rotation.rules.proposing import Asked, Candidate, folded

Status = Copy.Status
NOT_COUNTED = (Status.WITHDRAWN, Status.LOST)  # they are no copies of a title to the rule


def copies_with(code: str, library: Organisation) -> list[Copy]:
    """What a scanned code means here: the library's own copies before others; each with its record."""
    forms = {code, code.upper()}
    named = Copy.objects.filter(pk__in=numbered(forms)).select_related("record")
    found = [copy for copy in named.order_by()[:50] if copy.status != Status.WITHDRAWN]
    own = [copy for copy in found if copy.owner_id == library.pk]
    if own:
        return [copy for copy in own if copy.barcode in forms] or own
    return [copy for copy in found if copy.barcode in forms]


def sisters_of(titles: Collection[int], library: Organisation) -> dict[int, int]:
    """How many copies of each title the library owns, lost and withdrawn ones left out."""
    rows = Copy.objects.filter(record__title__in=titles, owner=library).exclude(status__in=NOT_COUNTED).order_by()
    return dict(rows.values_list("record__title").annotate(Count("id")))


def rare(copies: Iterable[Copy]) -> dict[int, str]:
    """Why each of the copies is rare, by copy; those that are not are left out."""
    rows = list(copies)
    marks = RareMark.objects.filter(
        Q(copy__in=[copy.pk for copy in rows]) | Q(record__in={copy.record_id for copy in rows}), ended_at=None
    )
    of_copies: dict[int, str] = {}
    of_records: dict[int, str] = {}
    for mark in marks:
        if mark.copy_id is not None:
            of_copies[mark.copy_id] = mark.reason
        elif mark.record_id is not None:
            of_records[mark.record_id] = mark.reason
    found = {copy.pk: of_copies.get(copy.pk) or of_records.get(copy.record_id, "") for copy in rows}
    return {pk: reason for pk, reason in found.items() if reason}


def standings(copies: Collection[Copy], into: BookSet) -> dict[int, Standing]:
    """Of each copy, which must have been read with its record. A handful of queries, whatever their number."""
    sisters = sisters_of({copy.record.title_id for copy in copies}, into.library)
    marked = rare(copies)
    held = SetCopy.objects.filter(copy__in=[copy.pk for copy in copies], removed_at=None).select_related("set")
    sets = {row.copy_id: row.set for row in held}
    elsewhere = {copy.custodian_id for copy in copies} - {into.library_id}
    names = federation.short_names(elsewhere, timezone.localdate()) if elsewhere else {}
    return {
        copy.pk: Standing(
            ours=copy.owner_id == into.library_id,
            in_charge=copy.custodian_id == into.library_id,
            custodian=names.get(copy.custodian_id, ""),
            status=copy.status,
            sisters=sisters.get(copy.record.title_id, 0),
            rare=marked.get(copy.pk, ""),
            other_set=str(sets[copy.pk]) if copy.pk in sets and sets[copy.pk].pk != into.pk else "",
            this_set=copy.pk in sets and sets[copy.pk].pk == into.pk,
        )
        for copy in copies
    }


def had_recently(deposit: DepositSite, day: date) -> set[int]:
    """Titles that were at the site within the months of the rule before `day`, or are there now."""
    since = months_before(day, number(Key.MONTHS_BEFORE_AGAIN, deposit.library, day).value)
    rows = PlacementLine.objects.filter(placement__deposit=deposit, received__in=("here", "damaged"))
    return set(
        rows.filter(Q(placement__ended_at=None) | Q(placement__ended_at__date__gt=since)).values_list(
            "title", flat=True
        )
    )


def free_copies(library: Organisation) -> QuerySet[Copy]:
    """The library's own copies that stand on its shelves and are in no set and not rare."""
    packed = SetCopy.objects.filter(removed_at=None).values("copy")
    marks = RareMark.objects.filter(library=library, ended_at=None)
    free = Copy.objects.filter(owner=library, custodian=library, status=Status.AVAILABLE)
    free = free.exclude(pk__in=packed).exclude(pk__in=marks.exclude(copy=None).values("copy"))
    return free.exclude(record__in=marks.exclude(record=None).values("record"))


def candidates(library: Organisation, day: date) -> list[Candidate]:
    """Titles with a free copy, and with as many copies as the rule asks for."""
    least = number(Key.COPIES_PER_TITLE, library, day).value
    rows = free_copies(library).order_by("record__title", "pk").values_list("pk", "record__title", "record__facts")
    copies: dict[int, list[int]] = {}
    facts: dict[int, str] = {}
    for copy, title, said in rows.iterator(chunk_size=2_000):
        copies.setdefault(title, []).append(copy)
        facts.setdefault(title, said)
    enough = titles_with(library, least)
    return [_candidate(title, found, facts[title]) for title, found in copies.items() if title in enough]


def titles_with(library: Organisation, least: int) -> set[int]:
    """Titles of which the library owns at least so many copies."""
    rows = Copy.objects.filter(owner=library).exclude(status__in=NOT_COUNTED).order_by().values_list("record__title")
    return {title for title, n in rows.annotate(n=Count("id")).filter(n__gte=least)}


def _candidate(title: int, copies: list[int], said: str) -> Candidate:
    facts = facts_from_json(said)
    text = folded(" ".join((facts.title, *facts.authors, *facts.subjects, *facts.series)))
    return Candidate(title, tuple(copies), facts.title, text, facts.languages, facts.ddc)


def asked_for(into: BookSet, deposit: DepositSite | None, books: int, day: date) -> Asked:
    """What the site, or without one the set itself, asks of a proposal."""
    packed = SetCopy.objects.filter(set=into, removed_at=None).values_list("copy__record__title", flat=True)
    others = SetCopy.objects.filter(set__library=into.library_id, removed_at=None).exclude(set=into)
    travelling = set(others.values_list("copy__record__title", flat=True))
    if deposit is None:
        return Asked(
            books=books, audiences=into.audiences, languages=into.languages, packed=set(packed), travelling=travelling
        )
    wishes = list(deposit.wishes.filter(state=Wish.State.OPEN))
    return Asked(
        books=books,
        audiences=deposit.audiences,
        languages=deposit.languages,
        wishes={folded(wish.text) for wish in wishes},
        wished_titles={wish.title_id for wish in wishes if wish.title_id},
        recent=had_recently(deposit, day),
        packed=set(packed),
        travelling=travelling,
    )


def contents(into: BookSet) -> QuerySet[SetCopy]:
    """What is in the set now, in the order in which it was packed, with copies and records."""
    return into.contents.filter(removed_at=None).select_related("copy__record", "added_by").order_by("id")


def counts(sets: Collection[int]) -> Mapping[int, int]:
    """How many copies are in each set now."""
    rows = SetCopy.objects.filter(set__in=sets, removed_at=None).order_by()
    return dict(rows.values_list("set").annotate(Count("id")))
