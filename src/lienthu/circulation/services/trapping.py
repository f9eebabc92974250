"""Copies and holds find each other: a copy is chosen for a hold, a copy that comes free goes to the first it serves,
is put on the hold shelf or sent there, and is let go when the hold ends.

Each function works in the caller's transaction. Lock order: the copy on the desk, then holds by number, never by their
place in the queue, which somebody may be changing; whoever has one hold in hand and may come to others of its queue
takes the whole queue first (`lock_queue`). A further copy is taken only if nobody else has it in hand (`_free_one`).
So two desks never wait for each other in a ring.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.calendars.queries import opening
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.models import Hold, Loan, Transfer
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.queries.desk import heading_of
from lienthu.circulation.queries.loans import facts_of
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.rules import holds as hold_rules
from lienthu.circulation.services import desk_log, sending, telling
from lienthu.circulation.services.desk_log import HOLD_FIELDS, Desk, Watch
from lienthu.common import stretches
from lienthu.federation import queries as federation

State, Status = Hold.State, Copy.Status
SAVED = tuple(name.removesuffix("_id") for name in HOLD_FIELDS)


class Carried(NamedTuple):
    """What a copy on a desk is to do for a hold: the status that it gets, and its way, if it goes on one."""

    hold: Hold
    status: Copy.Status
    transfer: Transfer | None


def save(hold: Hold) -> None:
    """Only what these services change."""
    stretches.forget(queries.CALM)
    hold.save(update_fields=SAVED)


def locked(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    """The same holds, which nobody else changes until this transaction ends."""
    return holds.select_for_update(of=("self",))


def lock_queue(title: int) -> None:
    """Every open hold on the title, and on those that were merged into it, by number. `title` leads its merge."""
    if connection.features.has_select_for_update:
        holds = Hold.objects.open().filter(title__in=queries.numbers_of(title)).order_by("pk")
        list(holds.select_for_update().values_list("pk", flat=True))


def of_copy(copy: Copy) -> Hold | None:
    """The open hold that the copy serves, under lock, with its people."""
    holds = Hold.objects.open().filter(copy=copy.pk)
    return locked(holds).select_related("title", "patron__category", "library", "site").first()


# --- a copy is free


def claim(copy: Copy, watch: Watch, on: date, *, in_hand: bool) -> Hold | None:
    """The first hold in the queue that the copy serves has it from now on; None when it serves none.

    The caller sets the copy's status. Costs one query where nobody waits, and a small one.
    """
    if not queries.is_waited_for(copy):
        return None
    hold, passed = _first(locked(queries.unserved(copy).order_by("pk")), copy, on, in_hand=in_hand)
    if hold is not None:
        _give(hold, copy, queries.choose(hold, [copy], on), watch, passed=passed, came_back=in_hand)
    return hold


def seek(hold: Hold, watch: Watch, on: date) -> bool:
    """Choose a free copy for a hold that waits without one; False when none can serve it now.

    A copy that serves somebody further in front, whom nobody had told of it yet, goes to them.
    """
    free = queries.candidates(hold, on)
    while choice := queries.choose(hold, free, on):
        number = choice.candidate.copy
        free = [each for each in free if each.pk != number]
        copy = _free_one(number)
        if copy is None:  # somebody has it in hand: the next best
            continue
        # Who is being served this instant is not waited for: their own seeking goes on.
        waiting = queries.unserved(copy).select_for_update(of=("self",), skip_locked=True)
        first, passed = _first(waiting, copy, on, in_hand=False)
        watch.other(copy)
        if first is None or first.pk == hold.pk:
            _give(hold, copy, choice, watch, passed=passed)
        else:
            _give(first, copy, queries.choose(first, [copy], on), watch, passed=passed)
        copies.set_status(copy=copy, status=Status.RESERVED)
        if hold.copy_id is not None:
            return True
    return False


def _first(waiting: Iterable[Hold], copy: Copy, on: date, *, in_hand: bool) -> tuple[Hold | None, dict[int, str]]:
    """The first of these whom the copy serves, and why each before it was passed by."""
    holds = {hold.pk: hold for hold in sorted(waiting, key=lambda each: (each.rank, each.pk))}
    if not holds:
        return None, {}
    offered = queries.offered([copy], on, in_hand=in_hand)[copy.pk]
    found, passed = hold_rules.turn((queries.as_waiting(hold, on) for hold in holds.values()), offered)
    return holds[found.hold] if found else None, passed


def _give(
    hold: Hold,
    copy: Copy,
    choice: hold_rules.Choice | None,
    watch: Watch,
    *,
    passed: dict[int, str],
    came_back: bool = False,
) -> None:
    watch.hold(hold)
    kept = replace(choice, passed=passed, came_back=came_back).kept() if choice else {}
    hold.copy, hold.choice = copy, kept
    save(hold)


def _free_one(number: int, status: Copy.Status = Status.AVAILABLE) -> Copy | None:
    """The copy under lock, if it has the status still and nobody has it in hand."""
    rows = Copy.objects.select_for_update(of=("self",), skip_locked=True).select_related("record", "place")
    return rows.filter(pk=number, status=status).first()


# --- a copy on the desk


def carry(hold: Hold, copy: Copy, desk: Desk, watch: Watch, *, came_from: int | None = None) -> Carried:
    """The hold's copy is on this desk: put it on the hold shelf here, or send it where it is fetched.

    `came_from` is in whose charge it was before this desk took it; the caller sets the copy's status and books the
    transfer. Nothing happens twice: a hold that is ready here stays as it is.
    """
    clear_shelf(copy, watch)
    watch.hold(hold)
    if hold.library_id != desk.library.pk:
        hold.came_from_id = hold.came_from_id or came_from or copy.custodian_id
        hold.state = State.IN_TRANSIT
        hold.transfer = transfer = sending.begin(copy, hold.library_id, desk, reason=_("for a hold"))
        save(hold)
        desk_log.record(hold, desk, "hold.sent", None, {"copy": str(copy)})
        return Carried(hold, Status.IN_TRANSIT, transfer)
    if came_from and came_from != desk.library.pk:
        hold.came_from_id = came_from
    if hold.site_id and desk.site and hold.site_id != desk.site.pk:
        hold.state = State.IN_TRANSIT
        save(hold)
        desk_log.record(hold, desk, "hold.sent", None, {"copy": str(copy)})
        return Carried(hold, Status.RESERVED, None)
    _shelve(hold, copy, desk)
    return Carried(hold, Status.RESERVED, None)


def _shelve(hold: Hold, copy: Copy, desk: Desk) -> None:
    """The copy lies on the hold shelf from now on, and its reader is told."""
    day = timezone.localdate(desk.at)
    hold.state, hold.ready_at, hold.shelf_until = State.READY, desk.at, _until(hold, copy, day)
    save(hold)
    if desk.site and copy.place_id not in (None, desk.site.pk):
        to = copies.whereabouts(copy)._replace(place=desk.site.pk)
        cause, why = CopyMove.Cause.ASSIGNED, _("for a hold")
        copies.move(copy=copy, to=to, cause=cause, actor=desk.actor, at=desk.at, reason=why, thing=hold)
    desk_log.record(hold, desk, "hold.ready", None, {"copy": str(copy), "kept_until": hold.shelf_until})
    if hold.patron is not None:
        telling.hold_ready(
            hold=hold.pk,
            patron=hold.patron,
            library=hold.library,
            title=heading_of(copy),
            pickup=pickup_name(hold, day),
            until=hold.shelf_until,
            actor=desk.actor,
            at=desk.at,
        )


def _until(hold: Hold, copy: Copy, on: date) -> date:
    """The last day on the hold shelf, an open one."""
    category = hold.patron.category.code if hold.patron else ""
    material = facts_of(copy).kind
    terms = terms_for(library=hold.library_id, category=category, material=material, on=on)
    due = rules.due(on=on, days=terms.number("hold_days"), calendar=opening(hold.library_id, hold.site_id or 0))
    return timezone.localdate(due)


def clear_shelf(copy: Copy, watch: Watch) -> bool:
    """The copy is in hand, so it is no longer left on the hold shelf. Whether it was."""
    left = list(locked(Hold.objects.filter(copy=copy.pk, left_on_shelf=True).order_by("pk")))
    for hold in left:
        watch.hold(hold)
        hold.left_on_shelf = False
        save(hold)
    return bool(left)


def pickup_name(hold: Hold, on: date) -> str:
    """Where it is fetched, as a reader knows it."""
    names = federation.short_names([hold.library_id], on)
    return names.place(hold.library_id, hold.site.name if hold.site else "", between=": ")


def settle(copy: Copy, desk: Desk, watch: Watch) -> Carried | None:
    """A copy that comes free on this desk goes to the first hold that it serves; None when nobody waits for it."""
    hold = claim(copy, watch, timezone.localdate(desk.at), in_hand=True)
    return carry(hold, copy, desk, watch) if hold else None


def arrived(copy: Copy, desk: Desk, watch: Watch) -> Carried | None:
    """What a copy that was just taken in here is to do: lie ready for its hold, or serve another; None for neither."""
    hold = of_copy(copy)
    return carry(hold, copy, desk, watch) if hold else settle(copy, desk, watch)


def called_off(copy: Copy, desk: Desk, watch: Watch) -> bool:
    """The sender has the copy back: its hold, if it has one, waits for it again as before. Whether it has."""
    hold = of_copy(copy)
    if hold is None:
        return False
    watch.hold(hold)
    hold.state, hold.came_from, hold.transfer = State.WAITING, None, None
    save(hold)
    desk_log.record(hold, desk, "hold.called_back", None, {"copy": str(copy)})
    return True


def home_of(copy: Copy, library: int) -> int | None:
    """To whom a copy goes back that was brought here for a hold, when nobody waits for it; None when it stays."""
    if copy.owner_id == library:
        return None
    ended = Hold.objects.filter(copy=copy.pk, library=library).exclude(closed_at=None).exclude(came_from=None)
    last = ended.order_by("-pk").first()
    came = CopyMove.objects.filter(copy=copy.pk, to_custodian=library).exclude(from_custodian=library).last()
    if last is None or came is None or last.came_from_id == library:
        return None
    if last.transfer_id is None:
        return last.came_from_id if came.at == last.ready_at else None
    by_it = (came.thing, came.thing_id) == (Transfer._meta.label_lower, last.transfer_id)
    return last.came_from_id if by_it else None


# --- a hold ends, or loses its copy


def let_go(hold: Hold, watch: Watch, on: date) -> None:
    """The hold's copy serves the next in the queue, or stands free. The copy is locked, or skipped if it is in hand.

    The caller has closed the hold, or will seek another copy for it.
    """
    number, hold_is_open = hold.copy_id, hold.is_open
    if number is None:
        return
    if hold_is_open:
        hold.copy, hold.choice, hold.ready_at, hold.shelf_until = None, {}, None, None
        hold.state = State.WAITING
        save(hold)
    copy = _free_one(number, Status.RESERVED)
    if copy is not None:
        release(copy, watch, on)


def release(copy: Copy, watch: Watch, on: date) -> Hold | None:
    """A reserved copy that its hold no longer needs: the next hold has it, or it is free."""
    watch.other(copy)
    following = claim(copy, watch, on, in_hand=False)
    if following is None:
        copies.set_status(copy=copy, status=Status.AVAILABLE)
    return following


def lose_copy(copy: Copy, desk: Desk, watch: Watch, reason: str) -> Hold | None:
    """The copy can no longer serve its hold (lent by the desk's decision, lost, damaged): another one is sought.

    The caller sets the copy's status; it is not free.
    """
    hold = of_copy(copy)
    if hold is None:
        return None
    watch.hold(hold)
    telling.hold_settled(holds=[hold.pk], at=desk.at)
    hold.copy, hold.choice, hold.ready_at, hold.shelf_until = None, {}, None, None
    hold.state, hold.came_from, hold.transfer = State.WAITING, None, None
    save(hold)
    desk_log.record(hold, desk, "hold.lost_copy", None, {"copy": str(copy)}, reason)
    seek(hold, watch, timezone.localdate(desk.at))
    return hold


def fulfil(copy: Copy, loan: Loan, desk: Desk, watch: Watch) -> Hold | None:
    """The patron has what they waited for: their hold on this title ends; a copy kept for it elsewhere is let go."""
    title = queries.numbers_of(copy.record.title_id)
    holds = Hold.objects.open().filter(patron=loan.patron_id, title__in=title)
    if not holds.exists():
        return None
    lock_queue(copy.record.title_id)
    part = queries.part_of(copy.record.facts)
    for hold in locked(holds.order_by("pk")).select_related("title", "patron__category", "library", "site"):
        if hold.copy_id != copy.pk and (hold.only_copy_id or not hold_rules.is_volume(hold.part, part)):
            continue
        watch.hold(hold)
        before: dict[str, object] = {"hold_state": hold.state}
        other = hold.copy_id if hold.copy_id != copy.pk else None
        hold.state, hold.closed_at, hold.loan = State.FULFILLED, desk.at, loan
        hold.closed_by_id = desk.actor.pk if desk.actor else None
        hold.copy = copy
        save(hold)
        kept = _free_one(other, Status.RESERVED) if other else None
        if kept is not None:
            release(kept, watch, timezone.localdate(desk.at))
        telling.hold_settled(holds=[hold.pk], at=desk.at)
        desk_log.record(hold, desk, "hold.fulfilled", before, {"copy": str(copy)})
        return hold
    return None
