"""What a stocktaking has counted so far, what is left, and what was found wrong."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json, with_parts
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.queries.copies import numbered
from lienthu.common.models import Job
from lienthu.federation.models import Organisation
from lienthu.lib.shelving.callnumbers import shelf_key
from lienthu.stock.models import Closing, ExpectedCopy, Finding, Scan, Stocktaking
from lienthu.stock.rules import counting

SHOWN = 12  # last scans on the page
IN_A_PAGE = 5_000  # rows that a page writes at once; more are for a job


def in_charge(library: Organisation) -> QuerySet[Copy]:
    """The copies in the library's charge, withdrawn ones not among them.

    Charge has no index of its own: a copy is in its owner's charge until a move says otherwise, and both of those
    have one.
    """
    came = CopyMove.objects.filter(to_custodian=library).order_by().values("copy")
    mine = Copy.objects.filter(Q(owner=library) | Q(pk__in=came), custodian=library)
    return mine.exclude(status=Copy.Status.WITHDRAWN)


def narrowed(copies: QuerySet[Copy], part: Stocktaking) -> QuerySet[Copy]:
    """Those at the site and on the shelf that the stocktaking counts; call numbers are for `holds`."""
    if part.site_id is not None:
        copies = copies.annotate(stands=Coalesce("place", "assigned")).filter(stands=part.site_id)
    return copies.filter(shelf=part.shelf) if part.shelf else copies


def holds(part: Stocktaking, copy: Copy) -> bool:
    """Whether the stocktaking would expect this copy, as it is now."""
    site = copy.place_id if copy.place_id is not None else copy.assigned_id
    return (
        copy.custodian_id == part.library_id
        and (part.site_id is None or site == part.site_id)
        and (not part.shelf or copy.shelf == part.shelf)
        and counting.in_range(key_of(copy.call_number), part.first_call, part.last_call)
    )


def key_of(call_number: str) -> str:
    """The key of its place on the shelf, "" without a call number."""
    return shelf_key(call_number) if call_number.strip() else ""


def shelves_of(library: Organisation) -> list[str]:
    """The library's own codes of its shelves and rooms."""
    found = in_charge(library).exclude(shelf="").order_by("shelf").values_list("shelf", flat=True).distinct()
    return list(found[:200])


class Candidates(NamedTuple):
    """The copies that a code may mean, best first; more than one when nothing tells them apart."""

    copies: list[Copy]
    expected: Mapping[int, ExpectedCopy]


def meant(codes: Collection[str], stocktaking: Stocktaking) -> dict[str, Candidates]:
    """Which copy each code means here: one on the list before one of ours before another library's. Three queries.

    Accession numbers are unique within a library only, so they find no other library's copy.
    """
    forms = {form for code in codes for form in (code, code.upper())}
    rows = list(Copy.objects.filter(pk__in=numbered(forms)).select_related("record"))
    listed = stocktaking.expected.filter(copy__in=[copy.pk for copy in rows]).select_related("seen_by")
    expected = {row.copy_id: row for row in listed} if rows else {}
    by_form: dict[str, list[Copy]] = {}
    for copy in rows:
        for form in {copy.barcode, copy.accession_number} & forms:
            by_form.setdefault(form, []).append(copy)
    found = {}
    for code in codes:
        both = {copy.pk: copy for form in (code, code.upper()) for copy in by_form.get(form, ())}
        found[code] = Candidates(_best(code, list(both.values()), expected, stocktaking.library_id), expected)
    return found


def _best(code: str, rows: Sequence[Copy], expected: Mapping[int, ExpectedCopy], library: int) -> list[Copy]:
    forms = {code, code.upper()}
    groups: Sequence[Iterable[Copy]] = (
        (copy for copy in rows if copy.pk in expected),
        (copy for copy in rows if copy.custodian_id == library),
        (copy for copy in rows if copy.owner_id == library),
        (copy for copy in rows if copy.barcode in forms),
    )
    for group in groups:
        if found := list(group):
            by_barcode = [copy for copy in found if copy.barcode in forms]
            exact = [copy for copy in by_barcode if copy.barcode == code]
            nearest = exact or by_barcode or found
            return [copy for copy in nearest if copy.status != Copy.Status.WITHDRAWN] or nearest
    return []


def title_of(copy: Copy) -> str:
    """What its record calls it; the copy must have been read with its record."""
    return with_parts(facts_from_json(copy.record.facts))


@dataclass(frozen=True)
class Progress:
    """How far a section is counted; `away` of those expected are lent, on their way or written down as lost."""

    section: str
    expected: int
    seen: int
    away: int

    @property
    def left(self) -> int:
        """How many are still to be looked for on the shelf."""
        return max(self.expected - self.away - self.seen, 0)

    @property
    def percent(self) -> int:
        due = self.seen + self.left
        return 100 * self.seen // due if due else 100


def progress(stocktaking: Stocktaking) -> list[Progress]:
    """Section by section, in the order of their names."""
    away = [*counting.AWAY, Copy.Status.LOST]
    rows = (
        stocktaking.expected.order_by("section")
        .values("section")
        .annotate(
            n=Count("id"), s=Count("seen_at"), a=Count("id", filter=Q(seen_at=None, copy__status__in=away)),
        )
    )  # fmt: skip
    return [Progress(row["section"], row["n"], row["s"], row["a"]) for row in rows]


def total(sections: Sequence[Progress]) -> Progress:
    return Progress("", sum(s.expected for s in sections), sum(s.seen for s in sections), sum(s.away for s in sections))


def last_scans(stocktaking: Stocktaking, limit: int = SHOWN) -> list[Scan]:
    """What was scanned last, by whomever, newest first."""
    return list(stocktaking.scans.select_related("copy__record", "actor").order_by("-id")[:limit])


class Counter(NamedTuple):
    """One of the people who count."""

    person: str
    copies: int
    scans: int
    last_at: datetime


def counters(stocktaking: Stocktaking) -> list[Counter]:
    """Who scanned how much."""
    rows = (
        stocktaking.scans.order_by()
        .values("actor")
        .annotate(scans=Count("id"), copies=Count("expected"), last=Max("at"))
    )
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=[row["actor"] for row in rows])}
    return [Counter(names.get(row["actor"], ""), row["copies"], row["scans"], row["last"]) for row in rows]


def findings_by_kind(stocktaking: Stocktaking) -> dict[Finding.Kind, tuple[int, int]]:
    """For each kind that occurs: how many there are, and how many of them wait to be settled."""
    rows = (
        stocktaking.findings.order_by()
        .values("kind")
        .annotate(n=Count("id"), waiting=Count("id", filter=Q(settled="")))
    )
    counted = {row["kind"]: (row["n"], row["waiting"]) for row in rows}
    return {kind: counted[kind.value] for kind in Finding.Kind if kind.value in counted}


def findings(stocktaking: Stocktaking, kind: str = "", *, waiting: bool = False) -> QuerySet[Finding]:
    """With their copies, in the order in which they were found."""
    found = stocktaking.findings.select_related("copy__record", "actor", "settled_by")
    if kind:
        found = found.filter(kind=kind)
    return found.filter(settled="") if waiting else found


def is_large(stocktaking: Stocktaking) -> bool:
    """Whether closing it and writing its lists takes longer than a page may."""
    rows = (stocktaking.expected, stocktaking.scans, stocktaking.findings)
    return any(each.order_by()[IN_A_PAGE : IN_A_PAGE + 1].exists() for each in rows)


def last_job(stocktaking: Stocktaking, kind: str) -> Job | None:
    """The last work of a kind that was asked for on the stocktaking."""
    return Job.objects.filter(kind=kind, arguments__stocktaking=stocktaking.pk).first()


def under_way(stocktaking: Stocktaking, kind: str) -> Job | None:
    """That work, while it waits or runs."""
    job = last_job(stocktaking, kind)
    return job if job and job.state in (Job.State.QUEUED, Job.State.RUNNING) else None


def last_closing(stocktaking: Stocktaking) -> Closing | None:
    return stocktaking.closings.filter(reopened_at=None).first()
