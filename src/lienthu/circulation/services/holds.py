"""Holds as readers and staff ask for them: placed, suspended, resumed, fetched elsewhere, moved in the queue, ended.

`desk` is given where it is done at a desk, which can take it back the same day; a reader's own doing has none.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, Title
from lienthu.catalogue.services import copies
from lienthu.circulation import rules
from lienthu.circulation.errors import HoldRefused
from lienthu.circulation.models import DeskAction, Hold
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.queries.policies import terms_for
from lienthu.circulation.rules import holds as hold_rules
from lienthu.circulation.services import telling, trapping
from lienthu.circulation.services.desk_log import Desk, Watch
from lienthu.common import audit
from lienthu.common.access import allowed
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Channel, Kind
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import Refusal

State = Hold.State
LONGEST: Final = timedelta(days=366)  # that a hold may be suspended, or wanted


@dataclass(frozen=True)
class Asked:
    """What somebody waits for, and where they fetch it."""

    patron: Patron
    title: int
    library: Organisation
    site: Site | None = None
    part: str = ""  # this volume only
    only_copy: Copy | None = None
    expires_on: date | None = None  # the last day it is wanted


def place(
    *, asked: Asked, actor: User | None, at: datetime, desk: Desk | None = None, against: str | None = None
) -> Hold:
    """Put the patron into the queue and choose a copy for them, if one is free.

    `against` says why it is done against every refusal that the actor may override at the desk's library. Raises
    HoldRefused with every reason at once.
    """
    day = timezone.localdate(at)
    patron = Patron.objects.select_related("category", "library").get(pk=asked.patron.pk)
    title = Title.objects.filter(pk=asked.title).select_related("merged_into").first()
    if title is None:
        raise HoldRefused([Refusal("title_unknown", _("There is no such title."), "")])
    title = title.merged_into or title
    _demand_days(asked.expires_on, day)
    with in_turn():
        if connection.features.has_select_for_update:
            Patron.objects.select_for_update().values_list("pk").get(pk=patron.pk)
        material = queries.material_of(title.pk)
        refusals = hold_rules.against_placing(_wish(asked, patron, title.pk, material, day))
        overridden = _overridden(refusals, desk, against)
        hold = _new(asked, patron, title, actor, at)
        watch = Watch(None)
        watch.hold(hold)
        trapping.seek(hold, watch, day)
        if desk is not None:
            watch.write(DeskAction.Kind.HOLD_PLACED, desk, hold=hold)
        after: dict[str, object] = {"copy": _number(hold), "against": overridden}
        _record(hold, actor, at, "hold.placed", None, after, against or "")
        _book(hold, patron, material, actor, at, desk)
    return hold


def _wish(asked: Asked, patron: Patron, title: int, material: str, day: date) -> hold_rules.Wish:
    library = asked.library.pk
    terms = terms_for(library=library, category=patron.category.code, material=material, on=day)
    held = Hold.objects.open().filter(patron=patron)
    fits = any(
        each.library.pk == library and (asked.site is None or each.site == asked.site)
        for each in queries.pickups(patron, day)
    )
    shelf = ""
    if terms.yes("shelf_first"):
        shelf = queries.shelf_here(title, asked.part, library, asked.site.pk if asked.site else None)
    only_copy = asked.only_copy.pk if asked.only_copy else 0
    in_house = terms.yes("in_house_only")
    return hold_rules.Wish(
        standing=patron_rules.standing(patron, day),
        open_holds=held.count(),
        hold_limit=terms.number("hold_limit"),
        held_already=held.filter(title__in=queries.numbers_of(title)).exists(),
        on_loan=queries.on_loan_to(patron, title),
        shelf=shelf,
        copies=0 if in_house else queries.could_serve(title, library, asked.part, only_copy, day),
        volume_known=not asked.part or asked.part in queries.volumes(title),
        pickup_fits=fits,
    )


def _overridden(refusals: list[Refusal], desk: Desk | None, against: str | None) -> list[str]:
    """The codes of what is overridden; raises with those that are not."""
    if not refusals:
        return []
    if against is None or desk is None or desk.actor is None:
        raise HoldRefused(refusals)
    if not against.strip():
        raise HoldRefused([Refusal("no_reason", _("Write down why it is done all the same."), rules.OVERRIDE)])
    actor, library = desk.actor, desk.library
    left = [each for each in refusals if not (each.overridable_by and allowed(actor, each.overridable_by, library))]
    if left:
        raise HoldRefused(left)
    return [each.code for each in refusals]


def _new(asked: Asked, patron: Patron, title: Title, actor: User | None, at: datetime) -> Hold:
    hold = Hold(
        title=title,
        part=asked.part,
        only_copy=asked.only_copy,
        patron=patron,
        library=asked.library,
        site=asked.site,
        placed_at=at,
        placed_by=actor,
        expires_on=asked.expires_on,
    )
    try:
        with transaction.atomic():
            hold.save(force_insert=True)
    except IntegrityError as error:  # the table's own word
        message = _("The reader has a hold on this title already.")
        raise HoldRefused([Refusal("held_already", message, "")]) from error
    hold.rank = hold.pk
    hold.save(update_fields=("rank",))
    return hold


def _book(hold: Hold, patron: Patron, material: str, actor: User | None, at: datetime, desk: Desk | None) -> None:
    activity = ledger.Activity(
        kind=Kind.HOLD_PLACED,
        at=at,
        owner=patron.library_id,
        host=hold.library_id,
        site=hold.site_id or 0,
        age_band=patron_rules.band_of(patron, timezone.localdate(at)),
        material=material,
        channel=Channel.PHYSICAL if desk else Channel.ONLINE,
        thing=hold,
    )
    ledger.append(activity, actor=actor)


def _demand_days(until: date | None, today: date) -> None:
    if until is not None and not today <= until <= today + LONGEST:
        message = _("Choose a day from today on, within a year.")
        raise HoldRefused([Refusal("wrong_day", message, "")])


def cancel(*, hold: Hold, actor: User | None, at: datetime, reason: str = "", desk: Desk | None = None) -> Hold:
    """End the hold; its copy serves the next in the queue. The reader is told where it was not they who did it.

    Raises HoldRefused when it has ended already.
    """
    with in_turn():
        held = _held(hold)
        watch, before = Watch(None), held.state
        _close(held, State.CANCELLED, actor, at, reason, watch)
        if desk is not None:
            watch.write(DeskAction.Kind.HOLD_CANCELLED, desk, hold=held)
        _record(held, actor, at, "hold.cancelled", {"hold_state": before}, {"hold_state": held.state}, reason)
        if actor is not None and held.patron is not None:
            telling.hold_cancelled(
                hold=held.pk, patron=held.patron, library=held.library, title=heading(held), reason=reason,
                actor=actor, at=at,
            )  # fmt: skip
        else:
            telling.hold_settled(holds=[held.pk], at=at)
    return held


def expire(*, hold: Hold, at: datetime) -> bool:
    """End the hold if its last day is over, on the hold shelf or before; False when there is nothing to do yet."""
    day = timezone.localdate(at)
    with in_turn():
        try:
            held = _held(hold)
        except HoldRefused:
            return False
        last = held.shelf_until if held.state == State.READY else held.expires_on
        if last is None or day <= last or held.state == State.IN_TRANSIT:
            return False
        watch, before = Watch(None), held.state
        _close(held, State.EXPIRED, None, at, "", watch)
        _record(held, None, at, "hold.expired", {"hold_state": before}, {"hold_state": held.state, "kept_until": last})
        if held.patron is not None:
            telling.hold_expired(
                hold=held.pk, patron=held.patron, library=held.library, title=heading(held), until=last, actor=None,
                at=at,
            )  # fmt: skip
    return True


def suspend(*, hold: Hold, until: date, actor: User | None, at: datetime) -> Hold:
    """Let others go first until that day; the place in the queue stays. Raises HoldRefused unless it still waits."""
    day = timezone.localdate(at)
    if not day < until <= day + LONGEST:
        message = _("Choose the day on which it counts again: after today, within a year.")
        raise HoldRefused([Refusal("wrong_day", message, "")])
    with in_turn():
        held = _waiting(hold)
        before, held.suspended_until = held.suspended_until, until
        trapping.save(held)
        trapping.let_go(held, Watch(None), day)
        _record(held, actor, at, "hold.suspended", {"suspended_until": before}, {"suspended_until": until})
    return held


def resume(*, hold: Hold, actor: User | None, at: datetime) -> Hold:
    """Let it count again from now on. Raises HoldRefused unless it still waits."""
    with in_turn():
        held = _waiting(hold)
        before, held.suspended_until = held.suspended_until, None
        trapping.save(held)
        if held.copy_id is None:
            trapping.seek(held, Watch(None), timezone.localdate(at))
        _record(held, actor, at, "hold.resumed", {"suspended_until": before}, None)
    return held


def fetch_at(*, hold: Hold, library: Organisation, site: Site | None, actor: User | None, at: datetime) -> Hold:
    """Let the reader fetch it at another place; the place in the queue stays, the nearest copy is chosen anew.

    Raises HoldRefused unless it still waits, and with every reason why that place cannot serve it.
    """
    day = timezone.localdate(at)
    with in_turn():
        held = _waiting(hold)
        if (held.library_id, held.site_id) == (library.pk, site.pk if site else None):
            return held
        _demand_place(held, library, site, day)
        before: dict[str, object] = {"library": held.library.code, "site": held.site.name if held.site else ""}
        watch = Watch(None)
        held.library, held.site = library, site
        held.save(update_fields=("library", "site"))
        trapping.let_go(held, watch, day)
        held.refresh_from_db(fields=("copy", "choice"))  # what was let go may be theirs again
        if held.copy_id is None:
            trapping.seek(held, watch, day)
        after: dict[str, object] = {"library": library.code, "site": site.name if site else "", "copy": _number(held)}
        _record(held, actor, at, "hold.fetched_elsewhere", before, after)
    return held


def _demand_place(held: Hold, library: Organisation, site: Site | None, day: date) -> None:
    """Raise HoldRefused unless the hold could be served at the place; what speaks against the reader is not asked."""
    if held.patron is None:  # an open hold has one
        return
    title = queries.title_of(held)
    asked = Asked(held.patron, title, library, site, held.part, held.only_copy)
    wish = _wish(asked, held.patron, title, queries.material_of(title), day)
    wish = replace(wish, standing=(), open_holds=0, hold_limit=1, held_already=False, on_loan=False, shelf="")
    if refusals := hold_rules.against_placing(wish):
        raise HoldRefused(refusals)


def move(*, hold: Hold, up: bool, library: Organisation, actor: User, at: datetime, reason: str) -> Hold:
    """Change places with the hold before or after it in the queue, saying why.

    Only among the readers of one's own library: raises HoldRefused before another library's reader, at an end of the
    queue, and without a reason.
    """
    if not reason.strip():
        raise HoldRefused([Refusal("no_reason", _("Write down why it is moved in the queue."), "")])
    with in_turn():
        title = queries.title_of(hold)
        trapping.lock_queue(title)
        waits = [each for each in queries.queue(title) if each.state == State.WAITING]
        ranks = [each.pk for each in waits]
        here = ranks.index(hold.pk) if hold.pk in ranks else -1
        there = here - 1 if up else here + 1
        if here < 0 or not 0 <= there < len(waits):
            raise HoldRefused([Refusal("no_neighbour", _("It cannot be moved further in this queue."), "")])
        one, other = waits[here], waits[there]
        if {one.library_id, other.library_id} != {library.pk}:
            message = _("A reader of another library stands there; only readers of your own can change places.")
            raise HoldRefused([Refusal("another_library", message, "")])
        one.rank, other.rank = other.rank, one.rank
        for each in (one, other):
            each.save(update_fields=("rank",))
            place_now: dict[str, object] = {"position": (there if each is one else here) + 1}
            place_was: dict[str, object] = {"position": (here if each is one else there) + 1}
            _record(each, actor, at, "hold.moved", place_was, place_now, reason)
    return one


def not_found(*, hold: Hold, actor: User, at: datetime, reason: str = "") -> Hold:
    """The chosen copy is not on its shelf: another is chosen. The copy serves others, and this hold if it turns up.

    Raises HoldRefused unless the hold waits with a copy.
    """
    day = timezone.localdate(at)
    with in_turn():
        held = _waiting(hold)
        if held.copy_id is None:
            raise HoldRefused([Refusal("no_copy", _("No copy is chosen for this hold any more."), "")])
        copy = held.copy
        held.passed_over = [*held.passed_over, held.copy_id]
        watch = Watch(None)
        trapping.let_go(held, watch, day)
        trapping.seek(held, watch, day)
        _record(held, actor, at, "hold.copy_not_found", {"copy": str(copy)}, {"copy": _number(held)}, reason)
    return held


def reopen(*, number: int, actor: User | None, at: datetime) -> bool:
    """Let a cancelled hold wait again in its old place; False where its reader has another one by now."""
    with in_turn():
        held = trapping.locked(Hold.objects.filter(pk=number, state=State.CANCELLED).exclude(patron=None))
        hold = held.select_related("title", "patron__category", "library", "site").first()
        if hold is None:
            return False
        same = Hold.objects.open().filter(patron=hold.patron, title__in=queries.numbers_of(queries.title_of(hold)))
        if same.exists():
            return False
        hold.state, hold.copy, hold.choice, hold.closed_at, hold.closed_by = State.WAITING, None, {}, None, None
        hold.came_from, hold.transfer, hold.ready_at, hold.shelf_until = None, None, None, None
        hold.reason = ""
        trapping.save(hold)
        trapping.seek(hold, Watch(None), timezone.localdate(at))
        _record(hold, actor, at, "hold.reopened", {"hold_state": State.CANCELLED}, {"hold_state": hold.state})
    return True


def heading(hold: Hold) -> str:
    """What is waited for, in words."""
    title = queries.title_of(hold)
    return ". ".join(filter(None, (queries.headings([title])[title], hold.part)))


def _number(hold: Hold) -> str:
    return str(hold.copy) if hold.copy_id else ""


def _held(hold: Hold) -> Hold:
    """The hold as it is now, under lock, its copy and its queue before it. Raises HoldRefused when it has ended."""
    number = Hold.objects.open().filter(pk=hold.pk).values_list("copy_id", flat=True).first()
    if number is not None:
        copies.lock(number)
    trapping.lock_queue(queries.title_of(hold))
    rows = trapping.locked(Hold.objects.open().filter(pk=hold.pk))
    held = rows.select_related("title", "patron__category", "library", "site").first()
    if held is None:
        raise HoldRefused([Refusal("ended", _("This hold has ended already."), "")])
    if held.copy_id != number:
        raise HoldRefused([Refusal("changed", _("Something happened to this hold a moment ago. Look again."), "")])
    return held


def _waiting(hold: Hold) -> Hold:
    held = _held(hold)
    if held.state != State.WAITING:
        message = _("This can be done only while the hold waits: a copy is on its way or ready already.")
        raise HoldRefused([Refusal("not_waiting", message, "")])
    return held


def _close(held: Hold, state: Hold.State, actor: User | None, at: datetime, reason: str, watch: Watch) -> None:
    watch.hold(held)
    held.left_on_shelf = held.state == State.READY
    held.state, held.closed_at, held.reason = state, at, reason
    held.closed_by_id = actor.pk if actor else None
    trapping.save(held)
    trapping.let_go(held, watch, timezone.localdate(at))


def _record(
    hold: Hold,
    actor: User | None,
    at: datetime,
    action: str,
    before: dict[str, object] | None,
    after: dict[str, object] | None,
    reason: str = "",
) -> None:
    audit.record(actor=actor, at=at, action=action, thing=hold, before=before, after=after, reason=reason)
