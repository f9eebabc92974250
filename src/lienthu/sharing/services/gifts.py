"""Gifts: put together, called off. Handing over and taking back are `handing`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.copies import numbered
from lienthu.catalogue.queries.linking import Asked, linked
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.marc.drafting import draft
from lienthu.lib.marc.extract import facts_of as marc_facts
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Gift, GiftLine, Round
from lienthu.sharing.queries.holdings import described
from lienthu.sharing.rules.lists import MOST, Wanted

State, LineState = Gift.State, GiftLine.State


@dataclass(frozen=True, kw_only=True)
class Said:
    """What is said of a gift: to a library of the hub, or to somebody by name; for a donor or of the library itself."""

    recipient: Organisation | None = None
    recipient_name: str = ""
    donor: str = ""
    on: date
    occasion: str = ""
    document: str = ""
    document_on: date | None = None


@dataclass(frozen=True)
class Added:
    """How many copies and titles came on the list, and the lines that could not, each with its reason."""

    copies: int
    titles: int
    refused: list[tuple[Wanted, str]]


@transaction.atomic
def begin(
    *, library: Organisation, said: Said, of_round: Round | None = None, actor: User | None, at: datetime
) -> Gift:
    """Begin a gift. Raises SharingRefused without a recipient, or with the library itself as one."""
    if said.recipient is None and not said.recipient_name.strip():
        raise SharingRefused("nobody", _("Say who gets the books: a library of the hub, or a name."))
    if said.recipient is not None and said.recipient.pk == library.pk:
        raise SharingRefused("itself", _("A library cannot give books to itself."))
    made = Gift.objects.create(
        library=library, recipient=said.recipient, recipient_name="" if said.recipient else said.recipient_name.strip(),
        donor=said.donor.strip(), on=said.on, occasion=said.occasion.strip(), document=said.document.strip(),
        document_on=said.document_on, round=of_round,
    )  # fmt: skip
    after = {"recipient": said.recipient.code if said.recipient else made.recipient_name, "donor": made.donor}
    audit.record(actor=actor, at=at, action="gift_given.begun", thing=made, before=None, after=after)
    return made


@transaction.atomic
def add(*, gift: Gift, wanted: Sequence[Wanted], actor: User | None, at: datetime) -> Added:
    """Put copies and titles on the list; what cannot go is told, the rest goes on."""
    held = opened(gift)
    if len(wanted) + held.lines.count() > MOST:
        raise SharingRefused("too_long", _("A list has at most %(most)d lines. Make two gifts of it.") % {"most": MOST})
    refused = [(each, _reason(each.wrong)) for each in wanted if each.wrong]
    good = [each for each in wanted if not each.wrong]
    by_code = _copies(held.library_id, [each.code for each in good if each.code])
    listed = set(held.lines.exclude(copy=None).values_list("copy", flat=True))
    lines: list[GiftLine] = []
    titles = [each for each in good if each.title and not each.code]
    for each in good:
        if not each.code:
            continue
        copy, reason = _to_list(each.code, by_code.get(each.code, []), held.library_id, listed)
        if copy is None:
            refused.append((each, reason))
            continue
        listed.add(copy.pk)
        facts = facts_from_json(copy.record.facts)
        lines.append(
            GiftLine(
                gift=held, copy=copy, record=copy.record, title=". ".join([facts.title, *facts.parts])[:500],
                author=facts.authors[0][:200] if facts.authors else "", isbn=facts.isbns[0][:20] if facts.isbns else "",
            )
        )  # fmt: skip
    lines += _described(held, titles)
    GiftLine.objects.bulk_create(lines, batch_size=500)
    if lines:
        after = {"copies": len(lines) - len(titles), "titles": len(titles)}
        audit.record(actor=actor, at=at, action="gift_given.listed", thing=held, before=None, after=after)
    return Added(len(lines) - len(titles), len(titles), sorted(refused))


def _described(held: Gift, titles: Sequence[Wanted]) -> list[GiftLine]:
    """Lines of titles, each with the union's record where exactly one is meant: so that what others hold is known."""
    asked = [Asked("", marc_facts(draft(described(each.title, each.author, each.isbn)))) for each in titles]
    own = linked(asked, libraries=[held.library_id]) if asked else []
    return [
        GiftLine(
            gift=held, record_id=records[0] if len(records) == 1 else None, title=each.title, author=each.author,
            isbn=each.isbn, quantity=each.quantity,
        )
        for each, records in zip(titles, own, strict=True)
    ]  # fmt: skip


def _copies(library: int, codes: Sequence[str]) -> Mapping[str, list[Copy]]:
    rows = Copy.objects.filter(pk__in=numbered(codes), owner=library).select_related("record").order_by("pk")
    found: dict[str, list[Copy]] = {}
    for copy in rows:
        for code in {copy.barcode, copy.accession_number} - {""}:
            found.setdefault(code, []).append(copy)
    return found


def _to_list(code: str, copies: Sequence[Copy], library: int, listed: set[int]) -> tuple[Copy | None, str]:
    if len(copies) != 1:
        message = _("No copy of your library has this code alone. Write a title as “title; author; copies”.")
        return None, message
    copy = copies[0]
    if copy.pk in listed:
        return None, _("This copy is on the list already.")
    other = GiftLine.objects.filter(
        copy=copy, state=LineState.LISTED, gift__state__in=(State.DRAFT, State.SENT)
    ).exists()
    if other:
        return None, _("This copy is on the list of another gift.")
    return (None, reason) if (reason := against(copy, library)) else (copy, "")


def against(copy: Copy, library: int) -> str:
    """Why a copy cannot be given now, "" when it can."""
    if copy.owner_id != library:
        return _("It belongs to another library.")
    if copy.custodian_id != library:
        return _("It is in the charge of another library; have it brought back first.")
    if copy.status not in (Copy.Status.AVAILABLE, Copy.Status.IN_PROCESS):
        return _("It cannot be given now: it is %(status)s.") % {"status": Copy.Status(copy.status).label}
    return ""


def _reason(code: str) -> str:
    if code == "quantity":
        return _("The number of copies must be a whole number from 1 to 2,000.")
    return _("There is neither the code of a copy nor a title.")


@transaction.atomic
def remove(*, line: GiftLine, actor: User | None, at: datetime) -> None:
    """Take a line off the list."""
    held = opened(line.gift)
    audit.record(actor=actor, at=at, action="gift_given.unlisted", thing=held, before={"title": line.title}, after=None)
    held.lines.filter(pk=line.pk).delete()


@transaction.atomic
def call_off(*, gift: Gift, actor: User | None, at: datetime) -> None:
    """Nothing is given; the copies are free for something else."""
    held = opened(gift)
    held.state = State.CANCELLED
    held.save(update_fields=("state",))
    told(held, "gift_given.called_off", State.DRAFT, actor, at)


def opened(gift: Gift) -> Gift:
    """The gift, locked, while its list may change."""
    held = locked(gift)
    if held.state != State.DRAFT:
        raise SharingRefused("closed", _("This gift is no longer being put together; its list stays as it is."))
    return held


def locked(gift: Gift) -> Gift:
    rows = Gift.objects.select_for_update(of=("self",)).select_related("library", "recipient", "receipt")
    return rows.get(pk=gift.pk)


def told(gift: Gift, action: str, before: str, actor: User | None, at: datetime, reason: str = "") -> None:
    audit.record(
        actor=actor, at=at, action=action, thing=gift, before={"state": before}, after={"state": gift.state},
        reason=reason,
    )  # fmt: skip
