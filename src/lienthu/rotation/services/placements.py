"""Placements: plan, change, call off, dispatch, receive, call back. What comes after that is in `returning`.

The sender has charge of a box until the receiver's word takes it over; no step changes the owner.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.ledger.models import Kind
from lienthu.rotation.errors import Against, PlacementRefused
from lienthu.rotation.models import BookSet, Confirmation, DepositSite, Placement, PlacementLine, Question
from lienthu.rotation.queries import packing
from lienthu.rotation.queries.rules import number, numbers
from lienthu.rotation.rules.numbers import Key
from lienthu.rotation.rules.packing import against_travelling
from lienthu.rotation.rules.placing import THERE, Plan, against_plan
from lienthu.rotation.services import booking, questions, recalling, steps
from lienthu.rotation.services.steps import Seen, Word

Status, State, Found, Cause = Copy.Status, Placement.State, PlacementLine.Found, CopyMove.Cause
NAMED = 5  # books named in a refusal


def plan(
    *,
    book_set: BookSet,
    deposit: DepositSite,
    begins_on: date,
    ends_on: date,
    staff: Sequence[str],
    actor: User | None,
    at: datetime,
    note: str = "",
) -> Placement:
    """Plan that the set goes to the site. Raises PlacementRefused with every reason, and the rule and its article."""
    with in_turn():
        held = BookSet.objects.select_for_update(of=("self",)).select_related("library__tier").get(pk=book_set.pk)
        people = named(staff)
        found = against(held, deposit, begins_on, ends_on, len(people), None)
        if held.retired_at is not None:
            found.append(Against("retired", _("This set is out of service.")))
        if held.placements.filter(state=State.PLANNED).exists():
            found.append(Against("planned", _("This set is planned for another site already. Call that off first.")))
        if found:
            raise PlacementRefused(found)
        made = Placement.objects.create(
            library_id=held.library_id, set=held, deposit=deposit, begins_on=begins_on, ends_on=ends_on,
            staff=people, made_at=at, made_by=actor, note=note.strip(),
        )  # fmt: skip
        after = {"set": held.code, "site": deposit.site.name, "from": begins_on, "due_back": ends_on}
        audit.record(actor=actor, at=at, action="placement.planned", thing=made, before=None, after=after)
        return made


def named(people: Sequence[str]) -> list[str]:
    return [name.strip() for name in people if name.strip()]


def against(
    held: BookSet, deposit: DepositSite, begins_on: date, ends_on: date, people: int, books: int | None
) -> list[Against]:
    """Every reason why the set may not go there on these days, by the rules of the first of them."""
    closed = deposit.site.closed_on
    planned = Plan(
        begins_on=begins_on, ends_on=ends_on, people=people, capacity=deposit.capacity, books=books,
        site_open=closed is None or closed > begins_on,
    )  # fmt: skip
    found = against_plan(planned, numbers(held.library, begins_on))
    if deposit.library_id != held.library_id:
        found.append(Against("foreign_site", _("This site is served by another library.")))
    return found


def change(
    *, placement: Placement, ends_on: date, staff: Sequence[str], number: str, actor: User | None, at: datetime
) -> Placement:
    """Another day on which it is due back, other people, the number of the minutes. Raises PlacementRefused."""
    with in_turn():
        held = steps.held(placement, "change")
        people = named(staff)
        receipt = held.confirmations.filter(kind=Confirmation.Kind.RECEIPT).first()
        began = timezone.localdate(receipt.at) if receipt else held.begins_on
        found = against(held.set, held.deposit, began, ends_on, len(people), None)
        if found:
            raise PlacementRefused(found)
        before = {"due_back": held.ends_on, "staff": held.staff, "number": held.number}
        held.ends_on, held.staff, held.number = ends_on, people, number.strip()
        held.save(update_fields=["ends_on", "staff", "number"])
        after = {"due_back": ends_on, "staff": people, "number": held.number}
        if before != after:
            audit.record(actor=actor, at=at, action="placement.changed", thing=held, before=before, after=after)
        return held


def cancel(*, placement: Placement, reason: str, actor: User | None, at: datetime) -> None:
    """Call off what has not left yet; its books stay in the set."""
    with in_turn():
        held = steps.held(placement, "cancel")
        steps.step(held, State.CANCELLED, "placement.cancelled", actor, at, {"reason": reason.strip()})


def dispatch(*, placement: Placement, word: Word, actor: User | None, at: datetime) -> Placement:
    """The box leaves: its list is fixed, its books are on their way, the sender still has charge of them.

    Raises PlacementRefused with every reason, among them those against single books by the rules of today.
    """
    with in_turn():
        held = steps.held(placement, "dispatch")
        book_set = held.set
        going = copies.lock_all(book_set.contents.filter(removed_at=None).values_list("copy", flat=True))
        today = timezone.localdate(at)
        found = against(book_set, held.deposit, max(today, held.begins_on), held.ends_on, len(held.staff), len(going))
        found += _against_contents(book_set, going, today)
        other = book_set.placements.filter(state__in=(State.SENT, *Placement.AT_SITE)).first()
        if other is not None:
            message = _("The set is still away (%(state)s): %(site)s.")
            values = {"state": other.get_state_display(), "site": other.deposit}
            found.append(Against("away", message % values))
        if found:
            raise PlacementRefused(found)
        lines = [steps.line(held, copy, copy.assigned_id) for copy in going]
        PlacementLine.objects.bulk_create(lines, batch_size=500)
        steps.send(held, going, word, actor, at)
        return held


def _against_contents(book_set: BookSet, going: Sequence[Copy], today: date) -> list[Against]:
    """Books that were packed and may not travel any more: the first few by name, the others as a number."""
    if not going:
        return [Against("empty", _("There is no book in this set. Pack it first."))]
    least = number(Key.COPIES_PER_TITLE, book_set.library, today)
    standings = packing.standings(going, book_set)
    found = []
    for copy in going:
        if copy.status != Status.PACKED:
            message = _("%(copy)s is not packed (%(status)s). Take it out of the set.")
            values = {"copy": copy, "status": Status(copy.status).label}
            found.append(Against("not_packed", message % values))
        for reason in against_travelling(standings[copy.pk], least):
            found.append(Against(reason.code, f"{copy}: {reason.message}", reason.rule))
    if len(found) > NAMED:
        more = _("There is something against %(n)d more books.") % {"n": len(found) - NAMED}
        found = [*found[:NAMED], Against("more", more)]
    return found


def receive(*, placement: Placement, seen: Seen, word: Word, actor: User | None, at: datetime) -> Placement:
    """The host takes over what came. What did not come stays in the sender's charge, and somebody is asked about it.

    Raises PlacementRefused when the box is not on its way, or nothing of it came.
    """
    with in_turn():
        held = steps.held(placement, "receive")
        lines = list(held.lines.select_related("copy").order_by("copy_id"))
        on_list, others, unknown = steps.meant(held, seen.codes)
        for row in lines:
            row.received = Found.HERE if row.copy_id in on_list else seen.of(row.copy_id)
        came = {row.copy_id: row for row in lines if row.received in THERE}
        if not came:
            raise PlacementRefused([Against("nothing_came", _("None of the books came. Ask the library about them."))])
        books = copies.lock_all(came)
        take_over(held, books, actor, at)
        PlacementLine.objects.bulk_update(lines, ["received"], batch_size=500)
        for row in lines:
            if row.received not in THERE:
                questions.ask(held, Question.Kind.NOT_RECEIVED, copy=row.copy, by=word.name, at=at)
            elif row.received == Found.DAMAGED:
                questions.ask(held, Question.Kind.DAMAGED, copy=row.copy, by=word.name, at=at)
        steps.ask_about_codes(held, others, unknown, word, at)
        steps.confirm(held, Confirmation.Kind.RECEIPT, word, len(books), actor, at)
        facts = {"copies": len(books), "missing": len(lines) - len(books), "said_by": word.name}
        steps.step(held, State.IN_PLACE, "placement.received", actor, at, facts)
        booking.book(Kind.ROTATION_RECEIVED, held, books, actor, at)
        booking.book_round(held, actor, at)
        return held


def take_over(held: Placement, books: Sequence[Copy], actor: User | None, at: datetime) -> None:
    """The host has charge of these books from now on; they are, and belong, at the site while they stay."""
    site = held.deposit.site
    to = copies.Whereabouts(custodian=site.organisation_id, place=site.pk, assigned=site.pk)
    copies.move_all(goals=[(copy, to) for copy in books], cause=Cause.DEPOSITED, actor=actor, at=at, thing=held)
    copies.set_status_of_all(copies=books, status=Status.AVAILABLE)


def recall(
    *, placement: Placement, on: date, actor: User | None, at: datetime, reason: str = "", fetched_by: str = ""
) -> Placement:
    """Ask the site to have the box ready on a day; a letter to its custodian is noted with it."""
    with in_turn():
        held = steps.held(placement, "recall")
        if on < timezone.localdate(at):
            raise PlacementRefused([Against("past", _("That day is over. Choose today or a later one."))])
        held.recalled_on = on
        steps.step(held, State.RECALLED, "placement.recalled", actor, at, {"on": on, "reason": reason.strip()})
        recalling.write(placement=held, fetched_by=fetched_by, actor=actor, at=at)
        return held
