"""The result of a stocktaking on paper and as tables: minutes (biên bản kiểm kê) as DOCX, every list as XLSX."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import count as numbers
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override, pgettext

from lienthu.catalogue.derive import facts_from_json, with_parts
from lienthu.catalogue.models import Copy
from lienthu.catalogue.words import KIND_NAMES
from lienthu.common.workbooks import Sheet, workbook
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.models import Closing, ExpectedCopy, Finding, Stocktaking
from lienthu.stock.queries import stocktakings as queries

if TYPE_CHECKING:
    from lienthu.common.administrative import Paper

Outcome = ExpectedCopy.Outcome
LISTED = 200  # missing copies named in the minutes themselves; all of them stand in the XLSX
TOLD_EVERY = 500  # rows between two tellings of how far the lists are
SUMS = ("expected", *Outcome.values)


def minutes(stocktaking: Stocktaking) -> bytes:
    """The minutes of the closing that holds, in Vietnamese. Raises StocktakingRefused while the count goes on."""
    closing = queries.last_closing(stocktaking)
    if closing is None:
        raise StocktakingRefused("open", _("The minutes are written once the stocktaking is closed."))
    with override("vi"):
        return _minutes(stocktaking, closing)


def _minutes(stocktaking: Stocktaking, closing: Closing) -> bytes:
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    library = stocktaking.library
    paper = Paper(
        parent=name_above(library, closing.held_on),
        body=full_name(library, closing.held_on),
        number=_("No.: %(number)s") % {"number": closing.number or "     /BB-KK"},
        place_and_day=dated(closing.place, closing.held_on),
    )
    kind = _("Stocktaking: %(name)s")  # said once, where the name says it too
    named = stocktaking.name.lower().startswith(kind.partition(":")[0].lower())
    paper.title(pgettext("document", "Minutes"), stocktaking.name if named else kind % {"name": stocktaking.name})
    began, ended = timezone.localtime(stocktaking.opened_at), timezone.localtime(closing.at)
    values = {"from": f"{began:%d/%m/%Y}", "to": f"{ended:%d/%m/%Y}", "library": full_name(library, closing.held_on)}
    paper.text(_("From %(from)s to %(to)s, %(library)s took stock of its documents.") % values)
    paper.heading(_("I. The commission"))
    paper.points(", ".join(part for part in member if part) for member in closing.commission)
    paper.heading(_("II. What was counted, and how"))
    paper.text(capfirst(described(stocktaking)))
    scanned = ngettext("%(n)d scan was kept.", "%(n)d scans were kept.", closing.figures["scans"])
    paper.text(
        _("Every copy was compared with the list fixed on the day of opening, by scanning its code.")
        + " "
        + scanned % {"n": closing.figures["scans"]}
    )
    paper.heading(_("III. Result"))
    _tables(paper, closing.figures)
    _missing(paper, stocktaking)
    paper.heading(_("IV. Remarks and proposals"))
    paper.text(closing.remarks or "……………………………………………………………………………………")
    paper.text(_("These minutes are made in two copies, read to all who sign, and agreed to by them."))
    names = [member[0] for member in closing.commission]
    head, members = names[:1], names[1:]
    paper.signatures([(pgettext("of the commission", "Members"), members), (_("Head of the commission"), head)])
    return paper.saved()


def _tables(paper: "Paper", figures: dict[str, Any]) -> None:
    every = figures["all"]
    paper.text(_("Titles and copies are counted apart; a title with several copies may stand in several lines."))
    heads = [_("Result"), pgettext("how many", "Titles"), _("Copies")]
    rows = [(label, every[f"{name}_titles"], every[name]) for name, label in result_names()]
    paper.table(heads, rows, (100, 30, 30))
    heads = [
        pgettext("of material", "Kind"),
        pgettext("how many", "Titles"),
        *(label for _name, label in result_names()),
    ]
    widths = (40, 20, 20, 20, 20, 24, 22)
    materials = figures["materials"].items()
    paper.heading(_("By kind of material"))
    rows_of = [(str(KIND_NAMES.get(key, key or "–")), sums) for key, sums in sorted(materials)]
    paper.table(heads, [_row(label, sums) for label, sums in rows_of], widths)
    paper.heading(_("By condition"))
    heads[0] = _("Condition")
    conditions = [(capfirst(str(Copy.Status(key).label)), sums) for key, sums in sorted(figures["conditions"].items())]
    paper.table(heads, [_row(label, sums) for label, sums in conditions], widths)
    found = figures["findings"]
    if found:
        paper.heading(_("What was found wrong"))
        kinds = [(capfirst(str(kind.label)), found[kind.value]) for kind in Finding.Kind if kind.value in found]
        paper.table([_("Finding"), pgettext("how many", "Number")], kinds, (100, 30))


def _row(label: str, sums: dict[str, int]) -> tuple[object, ...]:
    return (label, sums["expected_titles"], *(sums[name] for name in SUMS))


def _missing(paper: "Paper", stocktaking: Stocktaking) -> None:
    missing = queries.findings(stocktaking, Finding.Kind.MISSING)
    count = missing.count()
    if not count:
        return
    paper.heading(_("Missing copies"))
    rows = [
        (rank, finding.code, title, call_number)
        for rank, (finding, title, call_number) in enumerate(_with_titles(missing[:LISTED]), 1)
    ]
    paper.table([_("No."), _("Code"), _("Title"), _("Call number")], rows, (12, 35, 80, 35))
    if count > LISTED:
        paper.text(_("The other %(n)d missing copies stand in the attached table.") % {"n": count - LISTED})


def _with_titles(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str, str]]:
    for finding in findings:
        copy = finding.copy
        yield finding, queries.title_of(copy) if copy else "", copy.call_number if copy else ""


def result_names() -> list[tuple[str, str]]:
    """The sums of a closing with their words, as the tables have them."""
    return [("expected", _("Expected")), *((outcome.value, capfirst(str(outcome.label))) for outcome in Outcome)]


def lists(stocktaking: Stocktaking, progress: Callable[[int, int], None] | None = None) -> bytes:
    """Every list of a closed or open stocktaking as XLSX: sums, expected copies, findings, scans.

    `progress` is told rows done and rows altogether.
    """
    closing = queries.last_closing(stocktaking)
    sheets = [_sums(closing)] if closing else []
    long = [_expected(stocktaking), _findings(stocktaking), _scans(stocktaking)]
    if progress:
        total = stocktaking.expected.count() + stocktaking.findings.count() + stocktaking.scans.count()
        long = list(_told(long, progress, total))
    return workbook([*sheets, *long])


def _told(sheets: Iterable[Sheet], progress: Callable[[int, int], None], total: int) -> Iterator[Sheet]:
    done = numbers(1)

    def rows(sheet: Sheet) -> Iterator[Sequence[object]]:
        for row in sheet.rows:
            yield row
            number = next(done)
            if not number % TOLD_EVERY:
                progress(number, max(number, total))

    return (replace(sheet, rows=rows(sheet)) for sheet in sheets)


def _sums(closing: Closing) -> Sheet:
    figures = closing.figures
    tables: list[tuple[str, dict[str, int]]] = [(_("Altogether"), figures["all"])]
    tables += [(str(KIND_NAMES.get(key, key or "–")), sums) for key, sums in sorted(figures["materials"].items())]
    tables += [(capfirst(str(Copy.Status(key).label)), sums) for key, sums in sorted(figures["conditions"].items())]
    columns = [("", 30)]
    for _name, label in result_names():
        columns += [(f"{label}: {pgettext('how many', 'titles')}", 14), (f"{label}: {_('copies')}", 14)]
    rows = [(label, *(sums[f"{name}{end}"] for name in SUMS for end in ("_titles", ""))) for label, sums in tables]
    return Sheet(_("Sums"), columns, rows)


def _expected(stocktaking: Stocktaking) -> Sheet:
    columns = [
        (_("Barcode"), 16), (_("Accession number"), 16), (_("Call number"), 22), (_("Shelf"), 18), (_("Title"), 50),
        (pgettext("of material", "Kind"), 16), (_("Status at the opening"), 16), (_("Outcome"), 22), (_("Seen at"), 18),
        (pgettext("stocktaking", "Counted by"), 20),
    ]  # fmt: skip
    rows = stocktaking.expected.order_by("id").values_list(
        "copy__barcode", "copy__accession_number", "copy__call_number", "section", "copy__record__facts", "material",
        "status", "outcome", "seen_at", "seen_by__full_name",
    )  # fmt: skip

    def lines() -> Iterator[tuple[object, ...]]:
        kinds = {key: str(name) for key, name in KIND_NAMES.items()}  # in words once, not once a row
        statuses = {each.value: capfirst(str(each.label)) for each in Copy.Status}
        outcomes = {"": "", **{each.value: capfirst(str(each.label)) for each in Outcome}}
        for *four, facts, material, status, outcome, seen_at, person in rows.iterator(chunk_size=2_000):
            yield (
                *four, with_parts(facts_from_json(facts)), kinds.get(material, material), statuses[status],
                outcomes[outcome],
                timezone.localtime(seen_at) if seen_at else None, person or "",
            )  # fmt: skip

    return Sheet(_("Expected copies"), columns, lines())


def _findings(stocktaking: Stocktaking) -> Sheet:
    columns = [
        (_("Finding"), 26), (_("Code"), 18), (_("Title"), 50), (_("Call number"), 22), (_("When"), 18), (_("Who"), 20),
        (_("What was done"), 24), (_("When it was done"), 18), (_("By"), 20),
    ]  # fmt: skip
    rows = stocktaking.findings.order_by("kind", "id").values_list(  # rows, not models: there may be very many
        "kind", "code", "copy__record__facts", "copy__call_number", "at", "actor__full_name", "settled", "settled_at",
        "settled_by__full_name",
    )  # fmt: skip

    def lines() -> Iterator[tuple[object, ...]]:
        for kind, code, facts, call_number, at, person, settled, settled_at, by in rows.iterator(chunk_size=2_000):
            yield (
                capfirst(str(Finding.Kind(kind).label)), code,
                with_parts(facts_from_json(facts)) if facts else "", call_number or "",
                timezone.localtime(at), person or "", capfirst(str(Finding.Action(settled).label)) if settled else "",
                timezone.localtime(settled_at) if settled_at else None, by or "",
            )  # fmt: skip

    return Sheet(_("Findings"), columns, lines())


def _scans(stocktaking: Stocktaking) -> Sheet:
    columns = [
        (_("When"), 18),
        (_("Who"), 20),
        (_("Code"), 20),
        (pgettext("of a book", "Copy"), 20),
        (_("Counted"), 10),
    ]
    rows = stocktaking.scans.order_by("id").values_list(
        "at", "actor__full_name", "code", "copy__barcode", "copy__accession_number", "copy__key", "expected"
    )
    lines = (
        (timezone.localtime(at), person or "", code, barcode or number or key or "", 1 if expected else 0)
        for at, person, code, barcode, number, key, expected in rows.iterator(chunk_size=5_000)
    )
    return Sheet(_("Scans"), columns, lines)


def described(stocktaking: Stocktaking) -> str:
    """The part that is counted, in words."""
    parts = []
    if stocktaking.site is not None:
        parts.append(_("at %(site)s") % {"site": stocktaking.site.name})
    if stocktaking.shelf:
        parts.append(_("shelf or room %(shelf)s") % {"shelf": stocktaking.shelf})
    if stocktaking.first_call or stocktaking.last_call:
        values = {"first": stocktaking.first_call or "…", "last": stocktaking.last_call or "…"}
        parts.append(_("call numbers %(first)s to %(last)s") % values)
    return "; ".join(parts) or _("the whole library")


def full_name(library: Organisation, on: date) -> str:
    return federation.names([library.pk], on)[library.pk]


def name_above(library: Organisation, on: date) -> str:
    """Who stands above the library on the day, as the head of an administrative document names it; "" for nobody."""
    above = federation.parent_of(library, on)
    return federation.names([above.pk], on)[above.pk] if above else ""


def dated(place: str, on: date) -> str:
    """ "An Giang, ngày 05 tháng 01 năm 2026", as the decree writes it (days and months below 10, 1 and 2, with a 0)."""
    month = f"{on.month:02d}" if on.month < 3 else str(on.month)
    day = _("day %(day)s month %(month)s year %(year)s") % {"day": f"{on.day:02d}", "month": month, "year": on.year}
    return f"{place or '…………'}, {day}"
