"""Labels: copies wait for theirs in a queue; sheets of spine and barcode labels as PDF, and a sheet to calibrate by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.cataloguing.errors import LabelsRefused
from lienthu.cataloguing.models import LabelSheet, QueuedLabel
from lienthu.common import audit
from lienthu.common.printing import pdf
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.shelving import barcodes
from lienthu.lib.shelving.callnumbers import spine_lines
from lienthu.lib.shelving.sheets import COMMON, Sheet

MOST = 2_000  # labels in one document
PADDING = 2.0  # mm inside a label's edge
FARTHEST = 15.0  # mm that a print is shifted at most
TEXT_WIDTH = 0.55  # of a letter, in its size
WIDE = 55.0  # mm of room for a QR symbol with words beside it
OWN = "own-"


class LabelKind(models.TextChoices):
    SPINE = "spine", gettext_lazy("spine label")
    BARCODE = "barcode", gettext_lazy("barcode label")
    PAIR = "pair", gettext_lazy("spine and barcode, two labels")
    BOTH = "both", gettext_lazy("spine and barcode on one label")


class Code(models.TextChoices):
    CODE128 = "code128", gettext_lazy("barcode (Code 128)")
    QR = "qr", gettext_lazy("QR code")


@dataclass(frozen=True, kw_only=True)
class Print:
    """How labels are printed. `skipped`: labels of the first sheet that are gone already; shifts in mm, right, down."""

    sheet: Sheet
    kind: LabelKind = LabelKind.PAIR
    code: Code = Code.CODE128
    skipped: int = 0
    shift_x: float = 0.0
    shift_y: float = 0.0
    outlines: bool = False


def sheets_of(library: Organisation) -> dict[str, Sheet]:
    """The sheets that a library can print on, by key: its own, then the common ones."""
    own = {f"{OWN}{row.pk}": row.as_sheet() for row in LabelSheet.objects.filter(library=library)}
    return own | COMMON


@transaction.atomic
def add_sheet(*, library: Organisation, sheet: Sheet, actor: User | None, at: datetime) -> LabelSheet:
    """Keep a sheet of the library's own. Raises LabelsRefused where its labels would not lie on A4, or not apart."""
    if min(sheet.width, sheet.height) < 8 or min(sheet.columns, sheet.rows) < 1:
        raise LabelsRefused("too_small", _("A label is at least 8 mm wide and high."))
    if min(sheet.left, sheet.top, sheet.gap_x, sheet.gap_y) < 0:
        raise LabelsRefused("negative", _("Margins and gaps cannot be less than 0."))
    if not sheet.fits():
        message = _(
            "These labels would end %(right).1f mm from the left and %(bottom).1f mm from the top; A4 is 210 × 297."
        )
        raise LabelsRefused("off_paper", message % {"right": sheet.right_edge, "bottom": sheet.bottom_edge})
    if LabelSheet.objects.filter(library=library, name=sheet.name).exists():
        raise LabelsRefused("name_taken", _("Another sheet has this name already."))
    row = LabelSheet.objects.create(library=library, **vars(sheet))
    audit.record(actor=actor, at=at, action="label_sheet.added", thing=row, before=None, after=vars(sheet))
    return row


@transaction.atomic
def queue(*, library: Organisation, copies: Iterable[Copy], actor: User | None, at: datetime) -> int:
    """Have these copies wait for their labels; those that wait already stay in place. Returns how many are new."""
    waiting = set(QueuedLabel.objects.filter(copy__in=[copy.pk for copy in copies]).values_list("copy", flat=True))
    fresh = [
        QueuedLabel(library=library, copy=copy, at=at, actor_id=actor.pk if actor else None)
        for copy in copies
        if copy.pk not in waiting
    ]
    QueuedLabel.objects.bulk_create(fresh)
    return len(fresh)


def queued(library: Organisation) -> list[Copy]:
    """The copies that wait for their labels, in the order in which they came."""
    rows = QueuedLabel.objects.filter(library=library).select_related("copy__record", "copy__owner")
    return [row.copy for row in rows[:MOST]]


@transaction.atomic
def take_out(*, library: Organisation, copies: Iterable[int]) -> int:
    """Their labels are printed, or not wanted; returns how many waited."""
    gone, _by_table = QueuedLabel.objects.filter(library=library, copy__in=list(copies)).delete()
    return gone


def document(*, copies: Sequence[Copy], how: Print, library: Organisation) -> bytes:
    """The PDF of these copies' labels. Raises LabelsRefused for what cannot be printed, and says what to change."""
    _check(copies, how)
    name = federation.short_names([library.pk], timezone.localdate())[library.pk]
    made = [label for copy in copies for label in _labels(copy, how, name)]
    places = how.sheet.places(len(made), skipped=how.skipped)
    pages: list[list[dict[str, Any]]] = [[] for _page in range(places[-1][0] + 1)]
    for label, (page, x, y) in zip(made, places, strict=True):
        pages[page].append({**label, "x": round(x + how.shift_x, 3), "y": round(y + how.shift_y, 3)})
    return pdf("cataloguing/labels", {"pages": pages, **_geometry(how)})


def calibration(how: Print) -> bytes:
    """A sheet with the outline of every label and rulers, to be held against a sheet of labels."""
    _check_print(how)
    outlines = [
        {"x": round(x + how.shift_x, 3), "y": round(y + how.shift_y, 3)}
        for _page, x, y in how.sheet.places(how.sheet.labels)
    ]
    words = {
        "name": how.sheet.name,
        "how": _(
            "Print at 100 %, without fitting to the page. Hold it against a sheet of labels before a light. If the "
            "frames lie too far left, shift to the right by as much, and so on. The line must be 100 mm long."
        ),
        "shift": _("Shift: %(x).1f mm right, %(y).1f mm down") % {"x": how.shift_x, "y": how.shift_y},
    }
    return pdf("cataloguing/calibration", {"outlines": outlines, **words, **_geometry(how)})


def _geometry(how: Print) -> dict[str, Any]:
    return {"width": how.sheet.width, "height": how.sheet.height, "padding": PADDING, "outlined": how.outlines}


def _check_print(how: Print) -> None:
    if not 0 <= how.skipped < how.sheet.labels:
        message = _("The sheet has %(labels)d labels; between 0 and %(most)d of them can be gone.")
        values = {"labels": how.sheet.labels, "most": how.sheet.labels - 1}
        raise LabelsRefused("skipped", message % values)
    if max(abs(how.shift_x), abs(how.shift_y)) > FARTHEST:
        raise LabelsRefused("shift", _("A print can be shifted by %(most)d mm at most.") % {"most": FARTHEST})


def _check(copies: Sequence[Copy], how: Print) -> None:
    _check_print(how)
    if not copies:
        raise LabelsRefused("none", _("Choose at least one copy."))
    if len(copies) > MOST:
        raise LabelsRefused("too_many", _("At most %(most)d copies are printed at once.") % {"most": MOST})
    if how.kind == LabelKind.BOTH and how.sheet.width < 60:
        message = _(
            "A label for spine and barcode together is at least 60 mm wide. Choose two labels, or another sheet."
        )
        raise LabelsRefused("too_narrow", message)


def _labels(copy: Copy, how: Print, library: str) -> list[dict[str, Any]]:
    spine = {"spine": _spine(copy, how), "library": library}
    if how.kind == LabelKind.SPINE:
        return [spine]
    share = 0.6 if how.kind == LabelKind.BOTH else 1.0
    code = _code(copy, how, how.sheet.width * share - 2 * PADDING) | {"library": library}
    if how.kind == LabelKind.BARCODE:
        return [code]
    return [spine | code] if how.kind == LabelKind.BOTH else [spine, code]


def _spine(copy: Copy, how: Print) -> dict[str, Any]:
    """The lines, and the size of their letters (mm) that lets them fit."""
    lines = spine_lines(copy.call_number) or [copy.accession_number or copy.key]
    width = how.sheet.width * (0.4 if how.kind == LabelKind.BOTH else 1.0) - 2 * PADDING - 1
    room = how.sheet.height - 2 * PADDING - 3
    size = min(room / len(lines) / 1.25, width / (max(map(len, lines)) * TEXT_WIDTH * 1.2), 6.5)
    return {"lines": lines, "size": round(size, 2)}


def _code(copy: Copy, how: Print, room: float) -> dict[str, Any]:
    """The symbol of the copy's barcode with its size, and what stands below it."""
    text = copy.barcode or copy.accession_number
    if not text:
        message = _("The copy “%(copy)s” has neither a barcode nor an accession number. Give it one first.")
        raise LabelsRefused("no_code", message % {"copy": copy})
    facts = facts_from_json(copy.record.facts)
    common = {"text": text, "title": facts.title.partition(" : ")[0]}
    if how.code == Code.QR:
        return common | _qr(text, how, room)
    made = barcodes.code128(text)
    if made is None:
        message = _(
            "“%(text)s” has letters that a barcode cannot hold. Print QR codes, or give the copy another barcode."
        )
        raise LabelsRefused("letters", message % {"text": text})
    width = barcodes.module_width(made.columns, room + 2 * PADDING - 1)
    if width is None:
        message = _("A barcode for “%(text)s” would be too fine on this sheet. Choose wider labels or QR codes.")
        raise LabelsRefused("too_fine", message % {"text": text})
    return common | {"bars": made.svg, "bars_width": round(made.columns * width, 3)}


def _qr(text: str, how: Print, room: float) -> dict[str, Any]:
    """The QR symbol with its number below it, or beside it where a label is wide enough."""
    symbol = barcodes.qr(text)
    height = how.sheet.height - 2 * PADDING
    stacked = room < WIDE
    side = min(height - 4.5, room, 26) if stacked else min(height, room * 0.5, 26)
    quiet = side * barcodes.QUIET_QR / symbol.columns
    size = min(2.8, (room if stacked else room - side - max(quiet, 2)) / (len(text) * TEXT_WIDTH * 1.2))
    return {
        "qr": symbol.svg, "side": round(side, 2), "quiet": round(quiet, 2), "size": round(size, 2), "stacked": stacked,
    }  # fmt: skip
