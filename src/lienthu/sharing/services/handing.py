"""Handing books over: their owner changes with a document, both sides are counted, and it can be taken back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue import store
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, CopyMove, SourceRecord
from lienthu.catalogue.services import copies, indexing, ownership
from lienthu.catalogue.services.copies import Whereabouts
from lienthu.cataloguing.models import AccessionSeries, Source
from lienthu.cataloguing.services import handing as registers
from lienthu.cataloguing.services import removals
from lienthu.circulation.models import Loan
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Gift, GiftLine
from lienthu.sharing.services import gifts, numbering
from lienthu.stock.services import given, receipts

State, LineState, Status = Gift.State, GiftLine.State, Copy.Status


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How the books change hands: on which day, by which document; `series` and `site` are the recipient's.

    `register`: whose it is, which gives the next number of the year, or takes the one that `document` has on paper (one
    that is not the next only where `carried` says that those before were given on paper). None: another body's.
    """

    on: date
    document: str
    document_on: date | None = None
    register: Holder | None = None
    carried: bool = False
    series: AccessionSeries | None = None
    site: Site | None = None


@transaction.atomic
def hand_over(*, gift: Gift, terms: Terms, actor: User | None, at: datetime) -> Gift:
    """Give everything on the list: all of it, or nothing. Raises SharingRefused with every copy that cannot go."""
    held = gifts.opened(gift)
    if held.round_id is not None:
        raise SharingRefused("shipment", _("Books of an exchange are sent, and the recipient says what arrived."))
    lines = list(held.lines.select_related("copy").order_by("pk"))
    if not lines:
        raise SharingRefused("empty", _("Nothing is on the list. Add copies or titles first."))
    _check_terms(held, terms, at)
    if terms.register is not None:
        terms = _numbered(held, terms, terms.register, actor, at)
    held.document, held.document_on, held.on = terms.document, terms.document_on, terms.on
    _transfer(held, lines, terms, actor, at)
    _finish(held, actor, at, State.DRAFT)
    return held


def _check_terms(held: Gift, terms: Terms, at: datetime) -> None:
    if terms.on > timezone.localdate(at):
        raise SharingRefused("future", _("The day on which the books change hands lies in the future."))
    if terms.document_on is not None and terms.document_on > timezone.localdate(at):
        raise SharingRefused("future", _("A document is not dated on a day to come."), field="document_on")
    if terms.register is None and not terms.document.strip():
        raise SharingRefused("no_document", _("Write the number of the decision or the document of this gift."))
    stranger = [
        each for each in (terms.series and terms.series.library_id, terms.site and terms.site.organisation_id) if each
    ]
    if any(each != held.recipient_id for each in stranger):
        raise SharingRefused("not_theirs", _("The series of numbers or the place does not belong to the recipient."))


def _numbered(held: Gift, terms: Terms, register: Holder, actor: User | None, at: datetime) -> Terms:
    """The terms with the decision's number and day as the register has them."""
    on = terms.document_on or terms.on
    symbol = numbering.number(
        held, register, subject=f"Tặng sách cho {_recipient(held, terms.on)}", symbol=terms.document,
        carried=terms.carried, on=on, fields={"symbol": "number", "dated_on": "document_on"}, actor=actor, at=at,
    )  # fmt: skip
    return replace(terms, document=symbol, document_on=on)


def _transfer(held: Gift, lines: Sequence[GiftLine], terms: Terms, actor: User | None, at: datetime) -> None:
    """Change owners, registers, the recipient's list of gifts and the ledger, in the caller's transaction."""
    ours = {copy.pk: copy for copy in copies.lock_all(line.copy_id for line in lines if line.copy_id)}
    wrong = [
        f"{copy}: {reason}"
        for copy in ours.values()
        if not (held.state == State.SENT and copy.status == Status.IN_TRANSIT and copy.owner_id == held.library_id)
        and (reason := gifts.against(copy, held.library_id))
    ]
    if wrong:
        message = _("%(count)d copies cannot be handed over now. %(copies)s")
        raise SharingRefused("cannot_go", message % {"count": len(wrong), "copies": " ".join(wrong[:10])})
    moved: list[Copy] = []
    for line in lines:
        if line.copy_id:
            line.copy = ours[line.copy_id]
            line.before = {**copies.whereabouts(line.copy)._asdict(), "status": line.copy.status}
            moved.append(line.copy)
        line.state = LineState.GIVEN
    left = _give(held, moved, terms, actor, at)
    _are_given(lines, left)
    if held.recipient is not None:
        entered = registers.Entered(
            on=terms.on, source=Source.EXCHANGE if held.round_id else Source.GIFT, from_whom=_giver(held, terms.on),
            document=terms.document, document_on=terms.document_on, series=terms.series,
        )  # fmt: skip
        registers.enter(copies=moved, library=held.recipient, entered=entered, actor=actor, at=at)
        if held.round_id is None:
            _note(held, lines, terms, actor, at)
    _count(held, lines, terms.on, actor, at)
    transaction.on_commit(indexing.drain_soon, robust=True)


def _are_given(lines: Sequence[GiftLine], left: Mapping[int, Copy]) -> None:
    """Keep what the lines say now, in a number of statements that grows with the places they left."""
    alike: dict[str, list[GiftLine]] = {}
    for line in lines:
        alike.setdefault(repr(line.before), []).append(line)
    for some in alike.values():
        rows = GiftLine.objects.filter(pk__in=[line.pk for line in some])
        rows.update(state=LineState.GIVEN, before=some[0].before)
    stays = [(left[line.copy_id].pk, line.pk) for line in lines if line.copy_id and line.copy_id in left]
    store.update(GiftLine, ("left_id",), stays)


def _give(held: Gift, moved: Sequence[Copy], terms: Terms, actor: User | None, at: datetime) -> dict[int, Copy]:
    """Give the copies; what stays of each at its former owner, by the copy's key. Nothing does outside the hub."""
    if held.recipient is None:
        copies.set_status_of_all(copies=moved, status=Status.WITHDRAWN)
        removals.strike(copies=[copy.pk for copy in moved], on=terms.on, minutes=terms.document[:60])
        return {}
    reason = _("given to %(name)s by %(document)s") % {
        "name": _recipient(held, terms.on), "document": terms.document
    }  # fmt: skip
    goals = _goals(held.recipient, moved, terms.on, actor, at)
    sent = [copy for copy in moved if copy.status == Status.IN_TRANSIT]
    copies.set_status_of_all(copies=sent, status=Status.AVAILABLE)
    cause = CopyMove.Cause.EXCHANGED if held.round_id else CopyMove.Cause.GIVEN
    stays = ownership.hand_over(
        goals=goals, owner=held.recipient, site=terms.site, cause=cause, actor=actor, at=at, reason=reason, thing=held
    )
    left = dict(zip([copy.pk for copy in moved], stays, strict=True))
    registers.pass_on(left=left, on=terms.on, document=terms.document)
    return left


def _goals(
    recipient: Organisation, moved: Sequence[Copy], on: date, actor: User | None, at: datetime
) -> list[tuple[Copy, SourceRecord]]:
    """Each copy and the record under which the recipient has it: its own, of a library above it, or taken over."""
    above = set(federation.line_of(recipient, on))
    if recipient.kind != Organisation.Kind.LIBRARY:
        return [(copy, copy.record) for copy in moved]
    foreign = [copy.record for copy in moved if copy.record.library_id not in above]
    own = receipts.own_records(recipient, foreign, actor, at)
    return [(copy, copy.record if copy.record.library_id in above else own[copy.record.title_id]) for copy in moved]


def _giver(held: Gift, on: date) -> str:
    return held.donor or federation.names([held.library_id], on)[held.library_id]


def _recipient(held: Gift, on: date) -> str:
    return federation.names([held.recipient_id], on)[held.recipient_id] if held.recipient_id else held.recipient_name


def takes_in_here(library: Organisation | None) -> bool:
    """Whether the library enters its books in this hub: then it takes described titles in itself, and counts them."""
    return library is not None and AccessionSeries.objects.filter(library=library, closed_on=None).exists()


def _note(held: Gift, lines: Sequence[GiftLine], terms: Terms, actor: User | None, at: datetime) -> None:
    """The gift in the recipient's own list: what is theirs already, and what they are still to take in."""
    assert held.recipient is not None  # noqa: S101 the caller asked
    waits = takes_in_here(held.recipient)
    by_record: dict[int, list[GiftLine]] = {}
    for line in lines:
        if line.copy is not None:
            by_record.setdefault(line.copy.record_id, []).append(line)
    books = [
        given.GivenBook(
            title=some[0].title, author=some[0].author, isbn=some[0].isbn, quantity=len(some), received=len(some),
            record=some[0].copy.record if some[0].copy else None,
        )
        for some in by_record.values()
    ]  # fmt: skip
    books += [
        given.GivenBook(
            title=line.title, author=line.author, isbn=line.isbn, quantity=line.quantity,
            received=0 if waits else line.quantity,
        )
        for line in lines
        if line.copy is None
    ]  # fmt: skip
    remark = " · ".join(filter(None, (held.occasion, terms.document)))
    held.receipt = given.note(
        library=held.recipient, donor=_giver(held, terms.on), on=terms.on, books=books, remark=remark, actor=actor,
        at=at,
    )  # fmt: skip


def _count(held: Gift, lines: Sequence[GiftLine], on: date, actor: User | None, at: datetime) -> None:
    """In the ledger: given by the one, received by the other; of an exchange, gone from the one, new at the other."""
    moment = at
    if on < timezone.localdate(at):
        moment = timezone.make_aware(datetime.combine(on, time(12)))
    moved = Counter(_material(line) for line in lines if line.copy_id)
    told = Counter({"": sum(line.quantity for line in lines if not line.copy_id)})
    recipient = held.recipient_id or 0
    activities: list[ledger.Activity] = []

    def book(kind: Kind, whose: int, counted: Counter[str]) -> None:
        activities.extend(
            ledger.Activity(kind=kind, at=moment, owner=whose, host=whose, material=name, quantity=n, thing=held)
            for name, n in sorted(counted.items())
            if n
        )

    if held.round_id is not None:
        book(Kind.COPY_WITHDRAWN, held.library_id, moved)
    elif not held.donor:
        book(Kind.GIFT_GIVEN, held.library_id, moved + told)
    if recipient:
        book(Kind.COPY_ADDED, recipient, moved)
        if held.round_id is None:
            waits = takes_in_here(held.recipient)  # then told titles count when they are taken in
            book(Kind.GIFT_RECEIVED, recipient, moved if waits else moved + told)
    if activities:
        ledger.append_all(activities, actor=actor)


def _material(line: GiftLine) -> str:
    return facts_from_json(line.copy.record.facts).kind if line.copy is not None else ""


def _finish(held: Gift, actor: User | None, at: datetime, before: str) -> None:
    held.state, held.given_at, held.given_by = State.GIVEN, at, actor
    held.save()
    gifts.told(held, "gift_given.handed_over", before, actor, at)


@transaction.atomic
def send(*, gift: Gift, on: date, actor: User | None, at: datetime) -> Gift:
    """The books of an exchange leave: until they arrive they are on the way, and still the giver's."""
    held = gifts.opened(gift)
    lines = list(held.lines.exclude(copy=None))
    if not lines:
        raise SharingRefused("empty", _("Nothing is on the list. Add copies or titles first."))
    if on > timezone.localdate(at):
        raise SharingRefused("future", _("The day of dispatch lies in the future."))
    ours = copies.lock_all(line.copy_id for line in lines if line.copy_id)
    wrong = [f"{copy}: {reason}" for copy in ours if (reason := gifts.against(copy, held.library_id))]
    if wrong:
        message = _("%(count)d copies cannot be handed over now. %(copies)s")
        raise SharingRefused("cannot_go", message % {"count": len(wrong), "copies": " ".join(wrong[:10])})
    copies.set_status_of_all(copies=ours, status=Status.IN_TRANSIT)
    goals = [(copy, copies.whereabouts(copy)) for copy in ours]
    copies.move_all(goals=goals, cause=CopyMove.Cause.SENT, actor=actor, at=at, thing=held)
    held.state, held.sent_at, held.on = State.SENT, at, on
    held.save(update_fields=("state", "sent_at", "on"))
    gifts.told(held, "gift_given.sent", State.DRAFT, actor, at)
    return held


@transaction.atomic
def receive(*, gift: Gift, arrived: Collection[int], terms: Terms, actor: User | None, at: datetime) -> Gift:
    """The recipient says which lines arrived (keys); the others are an open question for both libraries."""
    held = gifts.locked(gift)
    if held.state != State.SENT:
        raise SharingRefused("not_sent", _("This shipment is not on the way."))
    lines = list(held.lines.filter(state=LineState.LISTED).select_related("copy").order_by("pk"))
    _check_terms(held, terms, at)
    here = [line for line in lines if line.pk in set(arrived)]
    if here:
        _transfer(held, here, terms, actor, at)
    held.lines.filter(pk__in=[line.pk for line in lines if line not in here]).update(state=LineState.MISSING)
    _finish(held, actor, at, State.SENT)
    return held


@transaction.atomic
def settle(*, line: GiftLine, outcome: str, terms: Terms, actor: User | None, at: datetime) -> None:
    """Answer the question of a copy that did not arrive: it came after all, was never sent, or is lost."""
    held = gifts.locked(line.gift)
    row = held.lines.select_related("copy").filter(pk=line.pk, state=LineState.MISSING).first()
    if row is None or row.copy is None:
        raise SharingRefused("no_question", _("There is no open question about this copy."))
    if outcome == "came":
        held.state = State.SENT
        _check_terms(held, terms, at)
        _transfer(held, [row], terms, actor, at)
        held.state = State.GIVEN
    elif outcome in ("kept", "lost"):
        copy = copies.lock(row.copy.pk)
        copies.set_status(copy=copy, status=Status.AVAILABLE if outcome == "kept" else Status.LOST)
        if outcome == "lost":
            activity = ledger.Activity(
                kind=Kind.COPY_LOST, at=at, owner=copy.owner_id, host=copy.custodian_id, material=_material(row),
                thing=held,
            )  # fmt: skip
            ledger.append(activity, actor=actor)
        held.lines.filter(pk=row.pk).update(state=LineState.KEPT)
    else:
        raise SharingRefused("outcome", _("Say whether the copy came after all, stayed with the giver, or is lost."))
    gifts.told(held, "gift_given.settled", held.state, actor, at, f"{row.title}: {outcome}"[:200])


@transaction.atomic
def undo(*, gift: Gift, reason: str, actor: User | None, at: datetime) -> Gift:
    """Take a gift back: every copy as it was, the ledger with counter-events.

    Raises SharingRefused when anything else has happened to one of the copies, and without a reason.
    """
    held = gifts.locked(gift)
    if held.state != State.GIVEN or held.given_at is None:
        raise SharingRefused("not_given", _("Only what was handed over can be taken back."))
    if not reason.strip():
        raise SharingRefused("no_reason", _("Say why the books are taken back."))
    lines = list(held.lines.filter(state=LineState.GIVEN).select_related("left").order_by("pk"))
    ours = {copy.pk: copy for copy in copies.lock_all(line.copy_id for line in lines if line.copy_id)}
    changed = [str(copy) for line in lines if line.copy_id and _changed(held, copy := ours[line.copy_id])]
    if changed:
        message = _("Something has happened to these copies since, so the gift cannot be taken back: %(copies)s.")
        raise SharingRefused("changed_since", message % {"copies": ", ".join(changed[:10])})
    if held.receipt is not None:
        noted = sum(1 if line.copy_id else line.quantity for line in lines)
        waiting = sum(line.quantity for line in lines if not line.copy_id) if takes_in_here(held.recipient) else 0
        given.take_back(gift=held.receipt, noted=noted - waiting, actor=actor, at=at)
    for line in lines:
        if line.copy_id:
            _back(held, line, ours[line.copy_id], reason, actor, at)
    held.lines.filter(pk__in=[line.pk for line in lines]).update(state=LineState.BACK, left=None)
    for event in Event.objects.filter(thing="sharing.gift", thing_id=held.pk, corrects=None).exclude(
        kind=Kind.COPY_LOST
    ):
        remaining = event.quantity + sum(event.corrections.values_list("quantity", flat=True))
        if remaining > 0:
            ledger.correct(event, quantity=remaining, reason=reason[:200], actor=actor, at=at, booked_on=None)
    held.state, held.undone_for = State.UNDONE, reason.strip()[:200]
    held.save(update_fields=("state", "undone_for"))
    booking.cancel_of(numbering.source_of(held), reason=reason, actor=actor, at=at)
    gifts.told(held, "gift_given.taken_back", State.GIVEN, actor, at, reason)
    transaction.on_commit(indexing.drain_soon, robust=True)
    return held


def _changed(held: Gift, copy: Copy) -> bool:
    """Whether anything happened to the copy after this gift."""
    if held.recipient_id is None:
        return copy.status != Status.WITHDRAWN or copy.owner_id != held.library_id
    last = copy.moves.order_by("-pk").first()
    ours = last is not None and last.thing == "sharing.gift" and last.thing_id == held.pk
    lent = Loan.objects.filter(copy=copy, checked_out_at__gte=held.given_at).exists()
    return not ours or lent or copy.owner_id != held.recipient_id or copy.status not in _free()


def _free() -> tuple[str, ...]:
    return Status.AVAILABLE, Status.IN_PROCESS


def _back(held: Gift, line: GiftLine, copy: Copy, reason: str, actor: User | None, at: datetime) -> None:
    if held.recipient_id is None:
        copies.set_status(copy=copy, status=Status(line.before["status"]))
        removals.restore(copies=[copy.pk])
        return
    left = line.left
    if left is None:
        raise SharingRefused("changed_since", _("What stayed in the giver's register is no longer there."))
    to = Whereabouts(line.before["custodian"], line.before["place"], line.before["assigned"])
    registers.take_back(copy=copy, left=left, on=timezone.localdate(at), document=reason)
    GiftLine.objects.filter(pk=line.pk).update(left=None)
    ownership.take_back(copy=copy, left=left, to=to, actor=actor, at=at, reason=reason, thing=held)
