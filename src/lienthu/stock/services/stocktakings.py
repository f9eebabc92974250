"""Opening a stocktaking with the list of what is expected, closing it with its figures, reopening it with a reason."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.models import Copy
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.models import Closing, ExpectedCopy, Finding, Stocktaking
from lienthu.stock.queries.stocktakings import in_charge, key_of, last_closing, narrowed
from lienthu.stock.rules import counting

Outcome = ExpectedCopy.Outcome
COLUMNS = ("stocktaking_id", "copy_id", "status", "material", "section", "shelf_key", "outcome")
LONGEST_KIND = 20


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is counted: the whole library, or only what stands at a site, on a shelf, between two call numbers."""

    site: Site | None = None
    shelf: str = ""
    first_call: str = ""
    last_call: str = ""


@transaction.atomic
def open_stocktaking(*, library: Organisation, name: str, part: Part, actor: User | None, at: datetime) -> Stocktaking:
    """Begin to count: the copies that should be there are fixed now. Raises StocktakingRefused when there are none."""
    if part.site is not None and part.site.organisation_id != library.pk:
        raise StocktakingRefused("foreign_site", _("The place belongs to another library."))
    opened = Stocktaking(
        library=library, name=name, site=part.site, shelf=part.shelf, first_call=part.first_call,
        last_call=part.last_call, opened_at=at, opened_by=actor,
    )  # fmt: skip
    rows = _expected(opened)
    if not rows:
        message = _("Your library has no copy in this part. Choose another place, shelf or range of call numbers.")
        raise StocktakingRefused("nothing_expected", message)
    opened.save(force_insert=True)
    store.insert(ExpectedCopy, COLUMNS, [(opened.pk, *row, "") for row in rows])
    after = {
        "name": name, "site": part.site and part.site.name, "shelf": part.shelf,
        "first_call": part.first_call, "last_call": part.last_call, "expected": len(rows),
    }  # fmt: skip
    shown = {fact: value for fact, value in after.items() if value}
    audit.record(actor=actor, at=at, action="stocktaking.opened", thing=opened, before=None, after=shown)
    return opened


def _expected(part: Stocktaking) -> list[tuple[int, str, str, str, str]]:
    """`(copy, status, material, section, shelf key)` of every copy of the part, in the order of the shelf."""
    found = narrowed(in_charge(part.library), part).order_by()
    # The kind is the first fact of the stored array: reading all of the facts takes ten times as long.
    kinds = found.annotate(begun=Substr("record__facts", 3, LONGEST_KIND))
    rows = kinds.values_list("pk", "status", "shelf", "call_number", "begun").iterator(chunk_size=5_000)
    keys: dict[str, str] = {}
    sections: dict[tuple[str, str], str] = {}
    expected = []
    for copy, status, shelf, call_number, begun in rows:
        key = keys.get(call_number)
        if key is None:
            key = keys[call_number] = key_of(call_number)
        if not counting.in_range(key, part.first_call, part.last_call):
            continue
        section = sections.get((shelf, call_number))
        if section is None:
            section = sections[shelf, call_number] = counting.section_of(shelf, call_number)
        expected.append((copy, status, begun.partition('"')[0], section, key))
    expected.sort(key=lambda row: (row[3], row[4], row[0]))
    return expected


@dataclass(frozen=True, kw_only=True)
class Minutes:
    """What the minutes say besides the figures. `commission`: name, position and part of each member, head first."""

    held_on: date
    number: str = ""
    place: str = ""
    commission: Sequence[tuple[str, str, str]] = field(default=())
    remarks: str = ""


@transaction.atomic
def close(*, stocktaking: Stocktaking, minutes: Minutes, actor: User | None, at: datetime) -> Closing:
    """End the count: what was not seen and should have been is missing; the figures are frozen for the minutes."""
    held = _locked(stocktaking)
    if not held.is_open:
        raise StocktakingRefused("closed", _("This stocktaking is closed already."))
    _settle_outcomes(held)
    _note_missing(held, actor, at)
    closing = Closing.objects.create(
        stocktaking=held, at=at, actor=actor, figures=_figures(held), number=minutes.number, held_on=minutes.held_on,
        place=minutes.place, commission=[list(member) for member in minutes.commission], remarks=minutes.remarks,
    )  # fmt: skip
    held.state = Stocktaking.State.CLOSED
    held.save(update_fields=["state"])
    counted = {name: closing.figures["all"][name] for name in ("expected", "found", "missing")}
    audit.record(actor=actor, at=at, action="stocktaking.closed", thing=held, before=None, after=counted)
    return closing


@transaction.atomic
def reopen(*, stocktaking: Stocktaking, reason: str, actor: User | None, at: datetime) -> None:
    """Go on counting. What the closing found missing is looked for again, unless it was dealt with since."""
    held = _locked(stocktaking)
    closing = last_closing(held)
    if held.is_open or closing is None:
        raise StocktakingRefused("open", _("This stocktaking is open already."))
    if not reason.strip():
        raise StocktakingRefused("no_reason", _("Say why the stocktaking is opened again."))
    closing.reopened_at, closing.reopened_by, closing.reason = at, actor, reason
    closing.save(update_fields=["reopened_at", "reopened_by", "reason"])
    held.findings.filter(kind=Finding.Kind.MISSING, settled="").delete()
    held.expected.update(outcome="")
    held.state = Stocktaking.State.OPEN
    held.save(update_fields=["state"])
    audit.record(
        actor=actor, at=at, action="stocktaking.reopened", thing=held,
        before={name: closing.figures["all"][name] for name in ("found", "missing")}, after=None, reason=reason,
    )  # fmt: skip


def _locked(stocktaking: Stocktaking) -> Stocktaking:
    return Stocktaking.objects.select_for_update(of=("self",)).select_related("library").get(pk=stocktaking.pk)


def _settle_outcomes(held: Stocktaking) -> None:
    """Say of every expected copy what became of it; the order of the four decides."""
    dealt_with = held.findings.filter(kind=Finding.Kind.MISSING).values("copy")
    on_shelf = list(counting.ON_SHELF)
    held.expected.update(outcome=Outcome.AWAY)
    unseen = held.expected.filter(seen_at=None)
    unseen.filter(copy__status=Copy.Status.LOST).update(outcome=Outcome.LOST_BEFORE)
    should_stand = Q(status__in=on_shelf, copy__status__in=on_shelf, copy__custodian=held.library_id)
    unseen.filter(should_stand | Q(copy__in=dealt_with)).update(outcome=Outcome.MISSING)
    held.expected.exclude(seen_at=None).update(outcome=Outcome.FOUND)


def _note_missing(held: Stocktaking, actor: User | None, at: datetime) -> None:
    """A finding for each copy that is missing now; those dealt with after an earlier closing have theirs."""
    kind = Finding.Kind.MISSING
    known = set(held.findings.filter(kind=kind).values_list("copy", flat=True))
    missing = held.expected.filter(outcome=Outcome.MISSING).exclude(copy__in=known).order_by("id")
    codes = missing.values_list("copy", "copy__barcode", "copy__accession_number", "copy__key")
    rows = [
        Finding(stocktaking=held, kind=kind, copy_id=copy, code=(barcode or number or key)[:120], at=at, actor=actor)
        for copy, barcode, number, key in codes
    ]
    Finding.objects.bulk_create(rows, batch_size=2_000)


def _figures(held: Stocktaking) -> dict[str, Any]:
    """Titles and copies apart, by what became of them: altogether, by kind of material and by condition (status)."""
    names = ["expected", *Outcome.values]
    groups: dict[tuple[str, str], dict[str, set[int] | int]] = {}

    def add(group: tuple[str, str], outcome: str, title: int) -> None:
        sums = groups.setdefault(group, _empty(names))
        for name in ("expected", outcome):
            titles = sums[f"{name}_titles"]
            assert isinstance(titles, set)  # noqa: S101 tells the type checker
            titles.add(title)
            sums[name] = int(sums[name]) + 1  # type: ignore[arg-type]

    rows = held.expected.order_by().values_list("outcome", "material", "copy__status", "copy__record__title")
    for outcome, material, status, title in rows.iterator(chunk_size=5_000):
        for group in (("all", ""), ("materials", material), ("conditions", status)):
            add(group, outcome, title)
    figures: dict[str, Any] = {"all": {}, "materials": {}, "conditions": {}}
    for (table, name), sums in groups.items():
        plain = {key: len(value) if isinstance(value, set) else value for key, value in sums.items()}
        if table == "all":
            figures["all"] = plain
        else:
            figures[table][name] = plain
    kinds: dict[str, int] = defaultdict(int)
    for kind in held.findings.exclude(settled=Finding.Action.NEW_SHELF).values_list("kind", flat=True):
        kinds[kind] += 1
    return figures | {"findings": dict(kinds), "scans": held.scans.count()}


def _empty(names: Sequence[str]) -> dict[str, set[int] | int]:
    empty: dict[str, set[int] | int] = {}
    for name in names:
        empty[name], empty[f"{name}_titles"] = 0, set()
    return empty
