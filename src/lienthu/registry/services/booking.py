"""Documents entered with their numbers, corrected with a trace, cancelled with a reason: a number never goes away."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.registry.errors import DocumentRefused
from lienthu.registry.models import Document, Issuer, Kind, Series
from lienthu.registry.queries.documents import INCOMING, by_source
from lienthu.registry.queries.holders import Holder, issuer_of
from lienthu.registry.rules import searching, symbols

WORDS = ("subject", "issuer", "signer", "capacity", "recipients", "note")
Direction = Document.Direction


@dataclass(frozen=True)
class Facts:
    """What the register says of a document besides its number."""

    subject: str
    dated_on: date
    issuer: str = ""  # left out: as the holder signs
    signer: str = ""
    capacity: str = ""
    recipients: str = ""
    note: str = ""


def kind_of(key: str) -> Kind:
    return Kind.objects.get(key=key)


@transaction.atomic
def say_issuer(
    *, holder: Holder, sign: str, body: str, parent_body: str = "", place: str = "", actor: User | None, at: datetime
) -> Issuer:
    """How the holder signs. Documents that have their number keep it."""
    if not body.strip():
        raise DocumentRefused("no_body", _("Write the name of the issuing body."), field="body")
    row = issuer_of(holder) or Issuer(**holder.keys)
    facts = {
        "sign": symbols.sign(sign),
        "body": body.strip(),
        "parent_body": parent_body.strip(),
        "place": place.strip(),
    }
    before = {name: getattr(row, name) for name in facts} if row.pk else None
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    audit.record(actor=actor, at=at, action="issuer.said", thing=row, before=before, after=facts)
    return row


@transaction.atomic
def book(
    *, holder: Holder, kind: Kind, facts: Facts, actor: User | None, at: datetime, direction: str = Direction.OUTGOING,
    symbol: str = "", carried: bool = False, source: str = "", answers: Document | None = None,
    came_on: date | None = None,
) -> Document:  # fmt: skip
    """Enter a document that goes out or stays in the house, and give it the next number of its kind and year.

    `symbol`: the number it has already. One that is not the next is taken only where `carried` says that it, and what
    lies before it, was given on paper. Raises DocumentRefused.
    """
    today = timezone.localdate(at)
    _demand(facts, today)
    if direction == Direction.INCOMING:
        return _came(holder, kind, facts, symbol, came_on or today, answers, actor, at)
    issuer = issuer_of(holder)
    given = symbols.read(symbol) if symbol.strip() else None
    if issuer is None and given is None:
        raise DocumentRefused(
            "no_issuer", _("Say first how this register signs its documents: its abbreviation, such as LHTV."),
            field="symbol",
        )  # fmt: skip
    series = _locked(holder, kind.key, facts.dated_on.year)
    number, is_carried = _number(series, given.number if given else None, carried=carried)
    said = symbols.issuer_of(given, kind.sign) if given else issuer.sign if issuer else ""
    other = given is not None and said == given.sign  # numbered in a way of its own: kept as it is
    body = facts.issuer.strip() or (issuer.body if issuer else holder.name(facts.dated_on))
    return _entered(
        Document(
            **holder.keys, direction=direction, kind=kind, series=series, ordinal=number,
            symbol=symbols.written(number, "" if other else kind.sign, said), issuer=body, is_carried=is_carried,
            source=source, answers=answers, booked_on=today,
        ),
        facts, actor, at,
    )  # fmt: skip


def _came(
    holder: Holder, kind: Kind, facts: Facts, symbol: str, came_on: date, answers: Document | None,
    actor: User | None, at: datetime,
) -> Document:  # fmt: skip
    """What came in keeps its symbol as its sender wrote it, and gets a number of the day's book."""
    if not facts.issuer.strip():
        raise DocumentRefused("no_body", _("Write which body sent the document."), field="issuer")
    if came_on > timezone.localdate(at) or came_on < facts.dated_on:
        raise DocumentRefused(
            "came_too_early", _("A document comes on or after its date, and not on a day to come."), field="came_on"
        )
    series = _locked(holder, INCOMING, came_on.year)
    number, _carried = _number(series, None, carried=False)
    row = Document(
        **holder.keys, direction=Direction.INCOMING, kind=kind, series=series, ordinal=number, booked_on=came_on,
        symbol=" ".join(symbol.split())[:80] or _("no number"), issuer=facts.issuer.strip(), answers=answers,
    )  # fmt: skip
    return _entered(row, facts, actor, at)


def _demand(facts: Facts, today: date) -> None:
    if not facts.subject.strip():
        raise DocumentRefused("no_subject", _("Write in a few words what the document is about."), field="subject")
    if facts.dated_on > today:
        raise DocumentRefused("day_to_come", _("A document is not dated on a day to come."), field="dated_on")


def _locked(holder: Holder, key: str, year: int) -> Series:
    """The series with nobody else in it until the transaction ends; on SQLite a writer is alone anyway."""
    Series.objects.get_or_create(**holder.keys, key=key, year=year)
    return Series.objects.select_for_update().get(**holder.keys, key=key, year=year)


def _number(series: Series, wanted: int | None, *, carried: bool) -> tuple[int, bool]:
    """The number, and whether it was given before; the series is moved on."""
    following = series.last + 1
    if wanted is None or wanted == following:
        series.last = following
        series.save(update_fields=["last"])
        return following, False
    if series.documents.filter(ordinal=wanted).exists():
        raise DocumentRefused(
            "number_taken", _("The number %(number)02d is taken in that year. The next one is %(next)02d.")
            % {"number": wanted, "next": following}, field="symbol",
        )  # fmt: skip
    if not carried:
        raise DocumentRefused(
            "number_skipped",
            _("The next number is %(next)02d. Tick that the numbers before were given on paper, or leave it empty.")
            % {"next": following}, field="symbol",
        )  # fmt: skip
    if wanted > following:
        series.last, series.floor = wanted, wanted - 1
        series.save(update_fields=["last", "floor"])
    return wanted, True


def _entered(row: Document, facts: Facts, actor: User | None, at: datetime) -> Document:
    row.subject, row.dated_on = " ".join(facts.subject.split())[:500], facts.dated_on
    row.signer, row.capacity = facts.signer.strip()[:120], facts.capacity.replace("\r\n", "\n").strip()[:200]
    row.recipients, row.note = facts.recipients.replace("\r\n", "\n").strip(), " ".join(facts.note.split())[:300]
    row.booked_at, row.booked_by = at, actor
    for name, value in _searched(row, "").items():
        setattr(row, name, value)
    row.save()
    after = {
        "number": row.symbol, "on": row.dated_on, "subject": row.subject, "direction": row.direction,
        "issuer": row.issuer,
    }  # fmt: skip
    audit.record(actor=actor, at=at, action="document.booked", thing=row, before=None, after=after)
    return row


def _searched(row: Document, text: str) -> dict[str, str]:
    return searching.forms(row.symbol, row.kind.name, row.subject, row.issuer, row.signer, row.note, text)


def search_anew(row: Document) -> None:
    """Have the register find it by its facts and by the words of its files."""
    text = "\n".join(row.files.values_list("text", flat=True))
    Document.objects.filter(pk=row.pk).update(**_searched(row, text))


@transaction.atomic
def correct(*, document: Document, facts: Mapping[str, Any], reason: str, actor: User | None, at: datetime) -> Document:
    """Mend words of an entry: subject, issuer, signer, capacity, recipients, note. Number, kind and day stay."""
    row = _open(document)
    before = {name: getattr(row, name) for name in WORDS if name in facts}
    after = {name: str(facts[name]).replace("\r\n", "\n").strip() for name in before}
    if not after.get("subject", row.subject):
        raise DocumentRefused("no_subject", _("Write in a few words what the document is about."), field="subject")
    changed = {name for name in after if after[name] != before[name]}
    if not changed:
        return row
    if not reason.strip():
        raise DocumentRefused("no_reason", _("Write why the entry is corrected."), field="reason")
    for name in changed:
        setattr(row, name, after[name])
    row.save()
    search_anew(row)
    audit.record(
        actor=actor, at=at, action="document.corrected", thing=row, before={name: before[name] for name in changed},
        after={name: after[name] for name in changed}, reason=reason.strip()[:300],
    )  # fmt: skip
    return row


@transaction.atomic
def cancel(*, document: Document, reason: str, actor: User | None, at: datetime) -> Document:
    """The document is void; its number stays in the register and is not given again."""
    row = _open(document)
    if not reason.strip():
        raise DocumentRefused("no_reason", _("Write why the document is cancelled."), field="reason")
    row.cancelled_on, row.cancelled_for = timezone.localdate(at), reason.strip()[:300]
    row.save(update_fields=["cancelled_on", "cancelled_for"])
    audit.record(
        actor=actor, at=at, action="document.cancelled", thing=row, before=None, after={"number": row.symbol},
        reason=row.cancelled_for,
    )  # fmt: skip
    return row


def cancel_of(source: str, *, reason: str, actor: User | None, at: datetime) -> None:
    """Cancel the entry of what another room wrote, where it has one that is not cancelled yet."""
    entry = by_source(source)
    if entry is not None and entry.cancelled_on is None:
        cancel(document=entry, reason=reason, actor=actor, at=at)


def _open(document: Document) -> Document:
    row = Document.objects.select_for_update(of=("self",)).select_related("kind").get(pk=document.pk)
    if row.cancelled_on is not None:
        raise DocumentRefused("cancelled", _("This document is cancelled: its entry stays as it is."))
    return row
