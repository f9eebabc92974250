"""Papers: the handover minutes (Mẫu số 02) as DOCX and PDF with their list, the manifest and the label of a box.

Form: Nghị định 30/2020/NĐ-CP, annex I. The minutes name who handed over and who took over; where one of them has not
confirmed yet, the line stays empty for the pen.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from lienthu.catalogue.derive import facts_from_json
from lienthu.common.printing import pdf
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.shelving import barcodes
from lienthu.rotation.models import BookSet, Confirmation, CustodianLink, Placement
from lienthu.rotation.queries import packing
from lienthu.rotation.queries.placements import Book, books, confirmations
from lienthu.rotation.rules.placing import THERE
from lienthu.stock.services.minutes import dated

FORM = "Mẫu số 02"
DOTS = "…………………………………"
# Before the day stands the name of the place alone, but for one that is a number or a person's name (annex I).
KINDS_OF_PLACE = ("Thành phố ", "Tỉnh ", "Thị xã ", "Thị trấn ", "Quận ", "Huyện ", "Phường ", "Xã ", "Đặc khu ")
NAMED_AFTER_PEOPLE = frozenset({"Hồ Chí Minh"})
HEADS = ("STT", "Tên tài liệu", "Tác giả", "Năm", "Số ĐKCB", "Ghi chú")  # the list of the form, whatever the language
WIDTHS = (13, 60, 32, 13, 27, 17)  # a barcode stands on one line


@dataclass(frozen=True)
class Side:
    """One of the two who sign."""

    label: str
    organisation: str
    name: str
    position: str
    said: str  # when and how it was confirmed; "" while it was not

    def line(self) -> str:
        who = ", ".join(part for part in (self.name, self.position) if part) or DOTS
        return f"{self.label}: {self.organisation}. {_('Represented by')}: {who}."


@dataclass(frozen=True)
class Minutes:
    """What both forms of the minutes say."""

    parent: str
    body: str
    number: str
    place: str
    day: str
    about: str
    opening: str
    sides: tuple[Side, Side]
    facts: list[str]
    agreed: list[str]
    rows: list[tuple[int, str, str, str, str, str]]
    closing: str


def minutes_docx(placement: Placement, on: date, *, back: bool = False) -> bytes:
    """The minutes as a Word document, which their authors may go on writing in."""
    from lienthu.common.administrative import Paper  # here, because it brings Word's library along

    with override("vi"):
        said = told(placement, on, back=back)
        paper = Paper(
            parent=said.parent,
            body=said.body,
            number=_("No.: %(number)s") % {"number": said.number},
            place_and_day=", ".join(part for part in (said.place, said.day) if part),
        )
        paper.title(pgettext("document", "Handover minutes"), said.about)
        paper.text(said.opening)
        paper.points([side.line() for side in said.sides])
        paper.heading(_("1. What was handed over"))
        paper.points(said.facts)
        paper.heading(_("2. What both sides agreed"))
        paper.points(said.agreed)
        paper.text(said.closing)
        last = said.sides[::-1]
        names = [(side.label, [side.name or ""]) for side in last]
        paper.signatures(names, hint=_("(sign, full name)"), notes=[side.said for side in last])
        paper.heading(_("List of books (%(form)s)") % {"form": FORM})
        paper.table(HEADS, said.rows, WIDTHS)
        return paper.saved()


def minutes_pdf(placement: Placement, on: date, *, back: bool = False) -> bytes:
    """The same as a PDF to print and sign."""
    with override("vi"):
        said = told(placement, on, back=back)
        sides = [
            {"label": side.label, "line": side.line(), "name": side.name, "said": side.said} for side in said.sides
        ]
        words = {
            "title": pgettext("document", "Handover minutes"), "form": FORM, "what": _("1. What was handed over"),
            "agreed_head": _("2. What both sides agreed"), "list": _("List of books (%(form)s)") % {"form": FORM},
            "sign": _("(sign, full name)"),
        }  # fmt: skip
        data = {**vars(said), "sides": sides, "heads": HEADS, "words": words}
        return pdf("rotation/minutes", data)


def told(placement: Placement, on: date, *, back: bool = False) -> Minutes:
    """Everything the minutes say, in the language that is active; `back`: those of the return, by the count."""
    library, site = placement.library, placement.deposit.site
    sides, last = (_sides_of_return if back else _sides)(placement, on)
    listed = books(placement) if placement.state != Placement.State.PLANNED else []
    if back:
        listed = [book for book in listed if book.line.received != "missing"]
    day = timezone.localdate(last.at) if last else on
    about = _("Handing over of documents in rotation: %(set)s")
    if back:
        about = _("Return of documents from rotation: %(set)s")
    return Minutes(
        parent=_above(library, on), body=federation.names([library.pk], on)[library.pk],
        number=placement.number or "     /BB-BG", place=place_of(library),
        day=dated("", day).partition(", ")[2],
        about=about % {"set": placement.set.name}, opening=_("On that day, at %(site)s, we are:") % {"site": site.name},
        sides=sides, facts=_facts_of_return(placement, listed) if back else _facts(placement, listed),
        agreed=_agreed_at_the_end() if back else _agreed(placement),
        rows=[_row(number, book, back=back) for number, book in enumerate(listed, 1)],
        closing=_(
            "These minutes and their list of books are made in two copies of equal worth, one for each side, read to "
            "both and agreed to by them."
        ),
    )  # fmt: skip


Sides = tuple[tuple[Side, Side], Confirmation | None]


def _sides(placement: Placement, on: date) -> Sides:
    """Who sends, which is the first site where a box goes on from there, and who receives."""
    said = confirmations(placement)
    sent, came = said.get(Confirmation.Kind.DISPATCH), said.get(Confirmation.Kind.RECEIPT)
    before = placement.came_from
    giver = _host(before, on) if before else federation.names([placement.library_id], on)[placement.library_id]
    brings = before.deposit.custodian_name if before else ", ".join(placement.staff)
    sides = (
        _side(_("Handed over by"), giver, sent, brings),
        _side(_("Received by"), _host(placement, on), came, placement.deposit.custodian_name),
    )
    return sides, came or sent


def _sides_of_return(placement: Placement, on: date) -> Sides:
    said = confirmations(placement)
    counted, back = said.get(Confirmation.Kind.COUNT), said.get(Confirmation.Kind.RETURN)
    library = federation.names([placement.library_id], on)[placement.library_id]
    sides = (
        _side(_("Handed over by"), _host(placement, on), counted, placement.deposit.custodian_name),
        _side(_("Received by"), library, back, ", ".join(placement.staff)),
    )
    return sides, back or counted


def _host(placement: Placement, on: date) -> str:
    site = placement.deposit.site
    name = federation.names([site.organisation_id], on)[site.organisation_id]
    return name if name == site.name else f"{name} ({site.name})"


def _side(label: str, organisation: str, word: Confirmation | None, otherwise: str) -> Side:
    if word is None:
        return Side(label, organisation, otherwise, "", "")
    when = timezone.localtime(word.at)
    said = _("confirmed %(when)s, %(how)s") % {"when": f"{when:%H:%M %d/%m/%Y}", "how": word.get_means_display()}
    return Side(label, organisation, word.name, word.position, said)


def _facts(placement: Placement, listed: list[Book]) -> list[str]:
    came = confirmations(placement).get(Confirmation.Kind.RECEIPT)
    handed = [book for book in listed if book.line.received != "missing"]
    titles = len({book.line.title_id for book in listed})
    values = {"set": placement.set.code, "name": placement.set.name, "copies": len(listed), "titles": titles}
    found = [_("Set %(set)s, %(name)s: %(copies)d copies of %(titles)d titles, as the list says.") % values]
    if came is not None:
        missing = len(listed) - len(handed)
        damaged = sum(book.line.received == "damaged" for book in listed)
        values = {"came": len(handed), "missing": missing, "damaged": damaged}
        found.append(_("Received: %(came)d copies; missing: %(missing)d; damaged: %(damaged)d.") % values)
        if came.remarks:
            found.append(_("Remarks of the receiver: %(remarks)s") % {"remarks": came.remarks})
    return found


def _facts_of_return(placement: Placement, listed: list[Book]) -> list[str]:
    there = sum(book.line.counted in THERE for book in listed)
    values = {"set": placement.set.code, "name": placement.set.name, "copies": len(listed)}
    found = [_("Set %(set)s, %(name)s: %(copies)d copies were at the site.") % values]
    damaged = sum(book.line.counted == "damaged" for book in listed)
    lent = sum(book.line.counted == "on_loan" for book in listed)
    values = {"there": there, "missing": len(listed) - there - lent, "lent": lent, "damaged": damaged}
    found.append(
        _("Counted: %(there)d copies, %(damaged)d of them damaged; missing: %(missing)d; with readers: %(lent)d.")
        % values
    )
    back = confirmations(placement).get(Confirmation.Kind.RETURN)
    if back is not None:
        found.append(_("Back at the depot: %(n)d copies.") % {"n": back.copies})
    return found


def _agreed_at_the_end() -> list[str]:
    return [_("Both sides have counted the books by the list; what is missing stands there for both to settle.")]


def _agreed(placement: Placement) -> list[str]:
    days = {"from": f"{placement.begins_on:%d/%m/%Y}", "until": f"{placement.ends_on:%d/%m/%Y}"}
    return [
        _("The books serve readers at the site from %(from)s to %(until)s; they stay the property of the sender.")
        % days,
        _("The receiver keeps the books, lends them free of charge, and notes visits, loans and wishes."),
        _("At the end both sides count the books together by the list; what is missing is written down."),
    ]


def _row(number: int, book: Book, *, back: bool = False) -> tuple[int, str, str, str, str, str]:
    copy, facts = book.copy, book.facts
    found = book.line.counted if back else book.line.received
    noted = {
        "missing": _("missing"),
        "damaged": pgettext("book of a set", "damaged"),
        "on_loan": pgettext("book of a set", "with a reader"),
    }.get(found, "")
    author = facts.authors[0] if facts.authors else ""
    year = str(facts.year) if facts.year else ""
    return number, book.title, author, year, copy.accession_number or copy.barcode or copy.key, noted


def _above(library: Organisation, on: date) -> str:
    parent = federation.parent_of(library, on)
    return federation.names([parent.pk], on)[parent.pk] if parent else ""


def place_of(library: Organisation) -> str:
    """Where its main building stands, as it is written before the day; "" where that is not known."""
    site = library.sites.filter(kind="main").first()
    if site is None or not site.admin_unit_code:
        return ""
    name = federation.admin_unit_names([site.admin_unit_code], timezone.localdate()).get(site.admin_unit_code, "")
    for kind in KINDS_OF_PLACE:
        rest = name.removeprefix(kind)
        if rest != name and not rest[:1].isdigit() and rest not in NAMED_AFTER_PEOPLE:
            return rest
    return name


def label_pdf(book_set: BookSet, at: datetime) -> bytes:
    """A label for the box, A5: its code as a QR symbol, what it is, whose it is."""
    name = federation.names([book_set.library_id], timezone.localdate(at))[book_set.library_id]
    count = packing.counts([book_set.pk]).get(book_set.pk, 0)
    data = {
        "code": book_set.code, "name": book_set.name, "library": name, "qr": barcodes.qr(book_set.code).svg,
        "books": _("%(n)d books") % {"n": count}, "depot": _("Depot: %(site)s") % {"site": book_set.depot.name},
        "back": _("Found on the way? Please call this library."), "made": f"{timezone.localtime(at):%d/%m/%Y}",
    }  # fmt: skip
    return pdf("rotation/label", data)


def manifest_pdf(book_set: BookSet, at: datetime) -> bytes:
    """What is in the box now, to lie in it."""
    name = federation.names([book_set.library_id], timezone.localdate(at))[book_set.library_id]
    rows = []
    for number, row in enumerate(packing.contents(book_set), 1):
        facts, copy = facts_from_json(row.copy.record.facts), row.copy
        author = facts.authors[0] if facts.authors else ""
        code = copy.accession_number or copy.barcode or copy.key
        rows.append((number, facts.title.partition(" : ")[0], author, str(facts.year or ""), code, copy.call_number))
    data: dict[str, Any] = {
        "title": _("List of books in the set %(code)s") % {"code": book_set.code}, "name": book_set.name,
        "library": name, "qr": barcodes.qr(book_set.code).svg, "rows": rows,
        "made": f"{timezone.localtime(at):%d/%m/%Y}",
        "heads": [_("No."), _("Title"), _("Author"), _("Year"), _("Accession number"), _("Call number")],
        "sum": _("%(n)d books") % {"n": len(rows)},
    }  # fmt: skip
    return pdf("rotation/manifest", data)


def link_pdf(link: CustodianLink, address: str, at: datetime) -> bytes:
    """A sheet for the custodian: the QR symbol of the address, and in large words what it is for."""
    with override("vi"):
        deposit = link.deposit
        receipt = link.purpose == CustodianLink.Purpose.RECEIPT
        placement = link.placement
        data = {
            "site": deposit.site.name, "address": address, "qr": barcodes.qr(address).svg,
            "library": federation.names([deposit.library_id], timezone.localdate(at))[deposit.library_id],
            "title": _("Confirm that the books have come") if receipt else _("The page of your site"),
            "what": _("Set %(set)s: %(n)d books") % {"set": placement.set.name, "n": placement.lines.count()}
            if placement
            else "",
            "steps": [
                _("Open the camera of your phone and hold it over this square."),
                _("Touch the address that appears."),
                _("Press the large button. You need no account and no password.")
                if receipt
                else _("Write down how many came and what was borrowed, and what your readers wish for."),
            ],
            "until": _("Valid until %(day)s. Keep this sheet to yourself.")
            % {"day": f"{timezone.localtime(link.expires_at):%d/%m/%Y}"},
        }  # fmt: skip
        return pdf("rotation/link", data)
