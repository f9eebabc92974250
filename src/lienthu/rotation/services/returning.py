"""The end of a placement: the count at the site, then home or on to the next site; or a box that nobody took over."""

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
from lienthu.rotation.models import Confirmation, DepositSite, Placement, PlacementLine, Question
from lienthu.rotation.rules.placing import THERE
from lienthu.rotation.services import booking, placements, questions, sets, steps
from lienthu.rotation.services.steps import Seen, Word

Status, State, Found, Cause = Copy.Status, Placement.State, PlacementLine.Found, CopyMove.Cause
GOES_BACK = (Status.AVAILABLE, Status.DAMAGED)


def count(*, placement: Placement, seen: Seen, word: Word, actor: User | None, at: datetime) -> Placement:
    """What is there at the end. A book that is lent at a desk counts as with a reader; what is missing is asked about.

    Nothing moves by it. Raises PlacementRefused when the set is not at the site.
    """
    with in_turn():
        held = steps.held(placement, "count")
        lines = list(held.lines.filter(received__in=THERE).select_related("copy").order_by("copy_id"))
        on_list, others, unknown = steps.meant(held, seen.codes)
        for row in lines:
            row.counted = Found.HERE if row.copy_id in on_list else _counted(row, seen, held)
        PlacementLine.objects.bulk_update(lines, ["counted"], batch_size=500)
        about = {
            Found.MISSING: Question.Kind.NOT_COUNTED,
            Found.ON_LOAN: Question.Kind.ON_LOAN,
            Found.DAMAGED: Question.Kind.DAMAGED,
        }
        for row in lines:
            if row.counted in about:
                questions.ask(held, about[Found(row.counted)], copy=row.copy, by=word.name, at=at)
        steps.ask_about_codes(held, others, unknown, word, at)
        there = sum(row.counted in THERE for row in lines)
        steps.confirm(held, Confirmation.Kind.COUNT, word, there, actor, at)
        facts = {"copies": there, "missing": len(lines) - there, "said_by": word.name}
        steps.step(held, State.COUNTED, "placement.counted", actor, at, facts)
        return held


def _counted(row: PlacementLine, seen: Seen, held: Placement) -> PlacementLine.Found:
    """As said; where nothing was said, a copy that the desk has lent, lost or sent elsewhere is not there."""
    if row.copy_id in seen.found:
        return seen.of(row.copy_id)
    if row.copy.status == Status.ON_LOAN:
        return Found.ON_LOAN
    gone = row.copy.custodian_id != held.deposit.host_id or row.copy.status not in GOES_BACK
    return Found.MISSING if gone else Found.HERE


def bring_back(*, placement: Placement, seen: Seen, word: Word, actor: User | None, at: datetime) -> Placement:
    """The box is at the depot again: the library has charge of what came back, which stays in the set.

    What was counted at the site and is not in the box is asked about, stays in the host's charge and leaves the set.
    Raises PlacementRefused when the box was not counted yet.
    """
    with in_turn():
        held = steps.held(placement, "bring_back")
        lines = {row.copy_id: row for row in held.lines.filter(counted__in=THERE)}
        on_list, others, unknown = steps.meant(held, seen.codes)
        books = copies.lock_all(lines)
        back = []
        for copy in books:
            row = lines[copy.pk]
            row.returned = Found.HERE if copy.pk in on_list else seen.of(copy.pk)
            if row.returned in THERE and not _with_host(copy, held):
                row.returned = Found.MISSING
            if row.returned in THERE:
                back.append(copy)
            else:
                questions.ask(held, Question.Kind.NOT_RETURNED, copy=copy, by=word.name, at=at)
        _take_home(held, back, {pk: row.home_id for pk, row in lines.items()}, actor, at)
        PlacementLine.objects.bulk_update(list(lines.values()), ["returned"], batch_size=500)
        _leave_the_set(held, {copy.pk for copy in back if copy.status == Status.PACKED}, actor, at)
        steps.ask_about_codes(held, others, unknown, word, at)
        steps.confirm(held, Confirmation.Kind.RETURN, word, len(back), actor, at)
        facts = {"copies": len(back), "missing": len(lines) - len(back), "said_by": word.name}
        steps.step(held, State.RETURNED, "placement.returned", actor, at, facts)
        booking.book(Kind.ROTATION_RETURNED, held, back, actor, at)
        return held


def _with_host(copy: Copy, held: Placement) -> bool:
    return copy.custodian_id == held.deposit.host_id and copy.status in GOES_BACK


def _take_home(
    held: Placement, back: Sequence[Copy], homes: dict[int, int | None], actor: User | None, at: datetime
) -> None:
    """In the library's charge, at the depot, belonging where they belonged; a damaged one stays so, on no shelf yet."""
    depot = held.set.depot_id
    goals = [
        (copy, copies.Whereabouts(custodian=held.library_id, place=depot, assigned=homes[copy.pk])) for copy in back
    ]
    copies.move_all(goals=goals, cause=Cause.BROUGHT_BACK, actor=actor, at=at, thing=held)
    fit = [copy for copy in back if copy.status != Status.DAMAGED]
    copies.set_status_of_all(copies=fit, status=Status.PACKED)


def _leave_the_set(held: Placement, stay: set[int], actor: User | None, at: datetime) -> None:
    """Whatever of the set is not among these is no longer of it."""
    listed = set(held.lines.values_list("copy", flat=True))
    rows = held.set.contents.filter(removed_at=None, copy__in=listed - stay)
    going = [row.copy for row in rows.select_related("copy")]
    sets.take_out(held.set, going, actor, at)


def move_on(
    *,
    placement: Placement,
    deposit: DepositSite,
    ends_on: date,
    staff: Sequence[str],
    word: Word,
    actor: User | None,
    at: datetime,
) -> Placement:
    """From this site straight to the next: the host hands the box on and has charge of it until the next takes it over.

    Raises PlacementRefused with every reason. Returns the new placement, which is on its way.
    """
    with in_turn():
        held = steps.held(placement, "move_on")
        today = timezone.localdate(at)
        lines = {row.copy_id: row for row in held.lines.filter(counted__in=THERE)}
        going = [copy for copy in copies.lock_all(lines) if _with_host(copy, held) and copy.status == Status.AVAILABLE]
        people = placements.named(staff)
        found = placements.against(held.set, deposit, today, ends_on, len(people), len(going))
        if deposit.pk == held.deposit_id:
            found.append(Against("same_site", _("The set is at this site already. Choose another one.")))
        if not going:
            found.append(Against("empty", _("No book of this set was counted here, so nothing can go on.")))
        if found:
            raise PlacementRefused(found)
        _leave_the_set(held, {copy.pk for copy in going}, actor, at)
        facts = {"site": deposit.site.name, "copies": len(going)}
        steps.step(held, State.MOVED_ON, "placement.moved_on", actor, at, facts)
        return _onward(held, deposit, ends_on, people, going, lines, word, actor, at)


def _onward(
    held: Placement,
    deposit: DepositSite,
    ends_on: date,
    people: list[str],
    going: Sequence[Copy],
    lines: dict[int, PlacementLine],
    word: Word,
    actor: User | None,
    at: datetime,
) -> Placement:
    today = timezone.localdate(at)
    made = Placement.objects.create(
        library_id=held.library_id, set=held.set, deposit=deposit, begins_on=today, ends_on=ends_on, staff=people,
        came_from=held, made_at=at, made_by=actor,
    )  # fmt: skip
    after = {"set": held.set.code, "site": deposit.site.name, "from": today, "due_back": ends_on}
    audit.record(actor=actor, at=at, action="placement.planned", thing=made, before=None, after=after)
    rows = [steps.line(made, copy, lines[copy.pk].home_id) for copy in going]
    PlacementLine.objects.bulk_create(rows, batch_size=500)
    steps.send(made, going, word, actor, at)
    return made


def turn_back(*, placement: Placement, reason: str, actor: User | None, at: datetime) -> Placement:
    """The box comes back to the depot without the site having taken it over. What was booked as sent is taken back."""
    with in_turn():
        held = steps.held(placement, "turn_back")
        if not reason.strip():
            raise PlacementRefused([Against("no_reason", _("Say why the box came back."))])
        homes: dict[int, int | None] = dict(held.lines.values_list("copy", "home_id"))
        books = copies.lock_all(homes)
        _take_home(held, books, homes, actor, at)
        booking.take_back(Kind.ROTATION_SENT, held, None, reason, actor, at)
        facts: dict[str, object] = {"copies": len(books), "reason": reason.strip()}
        steps.step(held, State.CANCELLED, "placement.turned_back", actor, at, facts)
        return held
