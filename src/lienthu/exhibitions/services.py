"""Exhibitions planned, filled with books and panels, counted, held, and taken back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, Title
from lienthu.catalogue.queries.copies import numbered
from lienthu.catalogue.queries.titles import titles_shown
from lienthu.common import audit, pictures
from lienthu.exhibitions.errors import ExhibitionRefused
from lienthu.exhibitions.models import Book, Count, Exhibition, Panel
from lienthu.federation.models import Organisation
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Channel, Kind
from lienthu.ledger.services import Activity

FACTS = ("form", "name", "occasion", "theme", "place", "site", "opens_on", "closes_on", "about", "is_public")
LARGEST, LONGEST, MOST_BOOKS = 8_000_000, 2_000, 1_000


@transaction.atomic
def keep(
    *,
    library: Organisation,
    facts: Mapping[str, Any],
    exhibition: Exhibition | None = None,
    actor: User | None,
    at: datetime,
) -> Exhibition:
    """Write an exhibition down, or change it; once counted, its first day stands."""
    row = _held(exhibition) if exhibition else Exhibition(library=library)
    before = _facts(row) if exhibition else None
    if row.held_at and facts.get("opens_on", row.opens_on) != row.opens_on:
        message = _("The exhibition is counted on its first day. Take that back before you change the day.")
        raise ExhibitionRefused("held", message, field="opens_on")
    for name in FACTS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.closes_on < row.opens_on:
        message = _("The last day is before the first. Put them in order.")
        raise ExhibitionRefused("dates", message, field="closes_on")
    row.save()
    audit.record(actor=actor, at=at, action="exhibition.kept", thing=row, before=before, after=_facts(row))
    return row


def _held(row: Exhibition) -> Exhibition:
    return Exhibition.objects.select_for_update(of=("self",)).get(pk=row.pk)


def _facts(row: Exhibition) -> dict[str, object]:
    return {name: str(getattr(row, name) or "") if name == "site" else getattr(row, name) for name in FACTS}


@transaction.atomic
def add_copy(*, exhibition: Exhibition, code: str, note: str = "", actor: User | None, at: datetime) -> Book:
    """Put a copy on the list by its barcode or accession number. Raises ExhibitionRefused for an unknown one."""
    row = _held(exhibition)
    found = Copy.objects.filter(pk__in=numbered([code.strip()])).select_related("record")
    copy = found.filter(owner=row.library_id).first() or found.filter(custodian=row.library_id).first()
    if copy is None:
        message = _("No copy of this library has the number “%(code)s”. Scan it again, or search for its title.")
        raise ExhibitionRefused("unknown", message % {"code": code.strip()[:40]}, field="code")
    if row.books.filter(copy=copy).exists():
        raise ExhibitionRefused("twice", _("This copy is on the list already."), field="code")
    return _add(row, copy.record.title_id, copy, note, actor, at)


@transaction.atomic
def add_title(*, exhibition: Exhibition, number: int, note: str = "", actor: User | None, at: datetime) -> Book:
    """Put a title of the catalogue on the list; a number that was merged leads to the one that has the records."""
    row = _held(exhibition)
    title = Title.objects.filter(pk=number).first()
    if title is None:
        raise ExhibitionRefused("unknown", _("This title is not in the catalogue any more."))
    key = title.merged_into_id or title.pk
    if row.books.filter(title=key, copy=None).exists():
        raise ExhibitionRefused("twice", _("This title is on the list already."))
    return _add(row, key, None, note, actor, at)


def _add(row: Exhibition, title: int, copy: Copy | None, note: str, actor: User | None, at: datetime) -> Book:
    if row.books.count() >= MOST_BOOKS:
        raise ExhibitionRefused("too_many", _("A list has %(most)d books at most.") % {"most": MOST_BOOKS})
    shown = titles_shown([title]).get(title)
    if shown is None:
        raise ExhibitionRefused("unknown", _("This title is not in the catalogue any more."))
    imprint = ", ".join(filter(None, (shown.publisher, str(shown.year or ""))))
    book = Book.objects.create(
        exhibition=row, title_id=title, copy=copy, name=shown.title[:500], author="; ".join(shown.authors)[:200],
        imprint=imprint[:200], call_number=copy.call_number[:80] if copy else "", note=note.strip()[:300], added_at=at,
    )  # fmt: skip
    after = {"book": book.name, "copy": str(copy or "")}
    audit.record(actor=actor, at=at, action="exhibition.book_added", thing=row, before=None, after=after)
    return book


@transaction.atomic
def remove_book(*, book: Book, actor: User | None, at: datetime) -> None:
    """Take a book off the list."""
    row, before = book.exhibition, {"book": book.name}
    book.delete()
    audit.record(actor=actor, at=at, action="exhibition.book_removed", thing=row, before=before, after=None)


@transaction.atomic
def keep_panel(
    *,
    exhibition: Exhibition,
    facts: Mapping[str, str],
    upload: "UploadedFile[Any] | None" = None,
    panel: Panel | None = None,
    actor: User | None,
    at: datetime,
) -> Panel:
    """A panel at the end, or a change of one. The picture is made anew from its pixels: where it was taken is gone."""
    row = _held(exhibition)
    found = panel or Panel(exhibition=row, turn=(row.panels.count() + 1))
    for name in ("title", "text", "caption", "source"):
        setattr(found, name, facts.get(name, "").strip())
    if upload is not None:
        if not found.caption:
            message = _("Write what the picture shows: who cannot see it reads that.")
            raise ExhibitionRefused("no_caption", message, field="caption")
        old, found.picture = found.picture, _picture(row, upload)
        if old:
            transaction.on_commit(lambda: default_storage.delete(old))
    found.save()
    audit.record(actor=actor, at=at, action="panel.kept", thing=row, before=None, after={"title": found.title})
    return found


def _picture(row: Exhibition, upload: "UploadedFile[Any]") -> str:
    if (upload.size or 0) > LARGEST:
        raise ExhibitionRefused("too_large", _("The file is larger than 8 MB. Hand in a smaller one."), field="picture")
    try:
        made = pictures.upright(upload.read(), longest=LONGEST)
    except (OSError, ValueError) as error:
        message = _("This picture cannot be opened: take another one.")
        raise ExhibitionRefused("unreadable", message, field="picture") from error
    return default_storage.save(f"exhibitions/{row.pk}-{get_random_string(16)}.jpg", ContentFile(made))


@transaction.atomic
def remove_panel(*, panel: Panel, actor: User | None, at: datetime) -> None:
    """Take a panel away, its picture from the disk too; the others close up."""
    row, name = panel.exhibition, panel.picture
    audit.record(actor=actor, at=at, action="panel.removed", thing=row, before={"title": panel.title}, after=None)
    panel.delete()
    for turn, each in enumerate(row.panels.all(), start=1):
        if each.turn != turn:
            each.turn = turn
            each.save(update_fields=("turn",))
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def move_up(*, panel: Panel, actor: User | None, at: datetime) -> None:
    """The panel changes places with the one before it; the first stays."""
    rows = list(Panel.objects.select_for_update().filter(exhibition=panel.exhibition_id))
    place = rows.index(panel)
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]
        for turn, each in enumerate(rows, start=1):
            each.turn = turn
        Panel.objects.bulk_update(rows, ("turn",))
        audit.record(
            actor=actor, at=at, action="panel.moved", thing=panel.exhibition, before=None, after={"title": panel.title}
        )


@transaction.atomic
def count(
    *, exhibition: Exhibition, on: date, visitors: int, note: str = "", actor: User | None, at: datetime
) -> Count:
    """How many came on a day; said again, the later number holds and the first stands in the audit."""
    row = _held(exhibition)
    if not row.opens_on <= on <= row.closes_on or on > timezone.localdate(at):
        message = _("Count days between the first and the last of the exhibition, up to today.")
        raise ExhibitionRefused("other_day", message, field="on")
    known = row.counts.filter(on=on).first()
    before = {"visitors": known.visitors} if known else None
    made, _new = Count.objects.update_or_create(
        exhibition=row, on=on, defaults={"visitors": visitors, "note": note.strip()[:200]}
    )
    after = {"on": on, "visitors": visitors}
    audit.record(actor=actor, at=at, action="exhibition.counted", thing=row, before=before, after=after)
    return made


@transaction.atomic
def hold(*, exhibition: Exhibition, actor: User | None, at: datetime) -> Exhibition:
    """Say that it was held: it counts in the ledger, on its first day."""
    row = _held(exhibition)
    if row.held_at:
        raise ExhibitionRefused("held", _("This exhibition has been counted already."))
    if timezone.localdate(at) < row.opens_on:
        raise ExhibitionRefused("not_yet", _("It has not opened yet. Come back when it has."))
    row.held_at = at
    row.save(update_fields=("held_at",))
    noon = timezone.make_aware(datetime(row.opens_on.year, row.opens_on.month, row.opens_on.day, 12))  # noqa: DTZ001
    channel = Channel.ONLINE if row.form == Exhibition.Form.ONLINE else Channel.PHYSICAL
    activity = Activity(
        kind=Kind.EXHIBITION, at=noon, owner=row.library_id, host=row.library_id, site=row.site_id or 0,
        channel=channel, thing=row,
    )  # fmt: skip
    ledger.append(activity, actor=actor)
    audit.record(actor=actor, at=at, action="exhibition.held", thing=row, before=None, after=None)
    return row


@transaction.atomic
def undo_hold(*, exhibition: Exhibition, reason: str, actor: User | None, at: datetime) -> Exhibition:
    """Take back that it was held: the ledger has a counter-entry."""
    row = _held(exhibition)
    if not row.held_at:
        raise ExhibitionRefused("not_held", _("This exhibition has not been counted."))
    if not reason.strip():
        raise ExhibitionRefused("no_reason", _("Write why."), field="reason")
    row.held_at = None
    row.save(update_fields=("held_at",))
    ledger.take_back(row, reason=reason, actor=actor, at=at)
    audit.record(
        actor=actor, at=at, action="exhibition.undone", thing=row, before=None, after=None, reason=reason[:200]
    )
    return row
