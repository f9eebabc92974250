"""Differences between what was said and what was found: asked once, answered by a person, and only then put right."""

from datetime import datetime

from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Site
from lienthu.ledger.models import Kind as Booked
from lienthu.rotation.errors import QuestionRefused
from lienthu.rotation.models import Confirmation, Placement, PlacementLine, Question, SetCopy
from lienthu.rotation.rules.placing import ANSWERS, THERE
from lienthu.rotation.services import booking, sets

Kind, Answer = Question.Kind, Question.Answer
Status, Found, Cause = Copy.Status, PlacementLine.Found, CopyMove.Cause


def ask(
    placement: Placement,
    kind: Question.Kind,
    *,
    copy: Copy | None = None,
    code: str = "",
    by: str,
    at: datetime,
    note: str = "",
) -> Question:
    """Write the difference down, once, for whoever sent the box to answer. In the caller's transaction."""
    sent = placement.confirmations.filter(kind=Confirmation.Kind.DISPATCH).first()
    owner = (sent.actor_id if sent else None) or placement.made_by_id
    told = {"copy": copy} if copy is not None else {"copy": None, "code": code}
    defaults = {
        "code": code or str(copy or ""), "note": note[:300], "owner_id": owner, "raised_at": at, "raised_by": by[:120],
    }  # fmt: skip
    found, _made = Question.objects.get_or_create(placement=placement, kind=kind, **told, defaults=defaults)
    return found


def hand_over(*, question: Question, owner: User, actor: User | None, at: datetime) -> None:
    """Somebody else is to answer it."""
    with in_turn():
        held = _open(question)
        before: dict[str, object] = {"owner": str(held.owner or "")}
        held.owner = owner
        held.save(update_fields=["owner"])
        _audit(held, "question.handed_over", before, {"owner": str(owner)}, "", actor, at)


def answer(
    *, question: Question, answer: Question.Answer, reason: str = "", actor: User | None, at: datetime
) -> Question:
    """Settle a difference and put the copy right by it. Raises QuestionRefused for what this cannot be answered by."""
    with in_turn():
        held = _open(question)
        if answer not in ANSWERS[held.kind]:
            raise QuestionRefused("no_answer", _("This difference is not settled in that way."))
        if held.copy_id is not None and answer != Answer.SET_ASIDE:
            _put_right(held, copies.lock(held.copy_id), answer, reason, actor, at)
        held.answer, held.reason, held.answered_at, held.answered_by = answer, reason.strip(), at, actor
        held.save(update_fields=["answer", "reason", "answered_at", "answered_by"])
        _audit(held, "question.answered", None, {"copy": held.code, "answer": str(answer)}, reason, actor, at)
        return held


def _put_right(
    held: Question, copy: Copy, answer: Question.Answer, reason: str, actor: User | None, at: datetime
) -> None:
    match answer:
        case Answer.LOST:
            _lose(held, copy, actor, at)
        case Answer.AT_DEPOT:
            _at_depot(held, copy, reason, actor, at)
        case Answer.AT_SITE:
            _at_site(held, copy, actor, at)
        case Answer.TAKEN_IN:
            _take_in(held, copy, actor, at)
        case Answer.WITHDRAWN_FROM_USE:
            _demand(copy, Status.AVAILABLE, Status.PACKED)
            copies.set_status(copy=copy, status=Status.DAMAGED)


def _lose(held: Question, copy: Copy, actor: User | None, at: datetime) -> None:
    """Lost while travelling: its custodian stays who had charge of it last. A loan is settled at the desk."""
    if copy.status == Status.ON_LOAN:
        raise QuestionRefused("lent", _("A reader has it. Take it back at the desk, or mark it as lost there."))
    if copy.status != Status.LOST:
        copies.set_status(copy=copy, status=Status.LOST)
        booking.book_loss(held.placement, copy, actor, at)
    _out_of_the_set(held, copy, actor, at)


def _at_depot(held: Question, copy: Copy, reason: str, actor: User | None, at: datetime) -> None:
    """It lies at the depot: in the library's charge, free on its shelf, no longer in the set."""
    if copy.status in (Status.ON_LOAN, Status.WITHDRAWN):
        _refuse_status(copy)
    line = _line(held, copy)
    to = copies.Whereabouts(held.placement.library_id, held.placement.set.depot_id, line.home_id)
    copies.move(copy=copy, to=to, cause=Cause.BROUGHT_BACK, actor=actor, at=at, thing=held.placement)
    if copy.status != Status.DAMAGED:
        copies.set_status(copy=copy, status=Status.AVAILABLE)
    if line.received in THERE:
        booking.book(Booked.ROTATION_RETURNED, held.placement, [copy], actor, at)
        PlacementLine.objects.filter(pk=line.pk).update(returned=Found.HERE)
    else:
        booking.take_back(Booked.ROTATION_SENT, held.placement, copy, reason or str(held), actor, at)
    _out_of_the_set(held, copy, actor, at)


def _at_site(held: Question, copy: Copy, actor: User | None, at: datetime) -> None:
    """It is at the site: the host takes it over now, or it counts as there after all."""
    placement = held.placement
    if placement.state not in Placement.AT_SITE:
        message = _("The set has left this site. Say that the book is at the depot, or lost.")
        raise QuestionRefused("left", message)
    line = _line(held, copy)
    if held.kind == Kind.NOT_RECEIVED:
        _demand(copy, Status.IN_TRANSIT)
        _deposit(placement, copy, actor, at)
        booking.book(Booked.ROTATION_RECEIVED, placement, [copy], actor, at)
        PlacementLine.objects.filter(pk=line.pk).update(received=Found.HERE)
    else:
        _demand(copy, Status.AVAILABLE, Status.DAMAGED)
    if placement.state == Placement.State.COUNTED:
        PlacementLine.objects.filter(pk=line.pk).update(counted=Found.HERE)


def _take_in(held: Question, copy: Copy, actor: User | None, at: datetime) -> None:
    """A book that was in the box and on no list becomes one of the set, if it is ours and free."""
    placement = held.placement
    ours = copy.owner_id == placement.library_id and copy.custodian_id == placement.library_id
    if not ours or SetCopy.objects.filter(copy=copy, removed_at=None).exists():
        message = _("This book belongs elsewhere, or to another set. Set it aside to be sent there.")
        raise QuestionRefused("belongs_elsewhere", message)
    _demand(copy, Status.AVAILABLE)
    if placement.state not in Placement.AT_SITE:
        raise QuestionRefused("left", _("The set has left this site. Set the book aside to be sent where it belongs."))
    SetCopy.objects.create(set=placement.set, copy=copy, added_at=at, added_by=actor)
    counted = Found.HERE if placement.state == Placement.State.COUNTED else ""
    PlacementLine.objects.create(
        placement=placement, copy=copy, title_id=copy.record.title_id, home_id=copy.assigned_id, added=True,
        received=Found.HERE, counted=counted,
    )  # fmt: skip
    _deposit(placement, copy, actor, at)
    booking.book(Booked.ROTATION_SENT, placement, [copy], actor, at)
    booking.book(Booked.ROTATION_RECEIVED, placement, [copy], actor, at)


def _deposit(placement: Placement, copy: Copy, actor: User | None, at: datetime) -> None:
    site: Site = placement.deposit.site
    to = copies.Whereabouts(site.organisation_id, site.pk, site.pk)
    copies.move(copy=copy, to=to, cause=Cause.DEPOSITED, actor=actor, at=at, thing=placement)
    if copy.status != Status.AVAILABLE:
        copies.set_status(copy=copy, status=Status.AVAILABLE)


def _out_of_the_set(held: Question, copy: Copy, actor: User | None, at: datetime) -> None:
    if SetCopy.objects.filter(set=held.placement.set_id, copy=copy, removed_at=None).exists():
        sets.take_out(held.placement.set, [copy], actor, at)


def _line(held: Question, copy: Copy) -> PlacementLine:
    return PlacementLine.objects.get(placement=held.placement_id, copy=copy)


def _demand(copy: Copy, *allowed: Copy.Status) -> None:
    if copy.status not in allowed:
        _refuse_status(copy)


def _refuse_status(copy: Copy) -> None:
    message = _("This cannot be said now: the copy is %(status)s.") % {"status": Status(copy.status).label}
    raise QuestionRefused("wrong_status", message)


def _open(question: Question) -> Question:
    held = (
        Question.objects.select_for_update(of=("self",))
        .select_related("placement__set", "placement__deposit__site", "owner")
        .get(pk=question.pk)
    )
    if not held.is_open:
        raise QuestionRefused(
            "answered", _("This was answered already: %(answer)s.") % {"answer": held.get_answer_display()}
        )
    return held


def _audit(
    held: Question,
    action: str,
    before: dict[str, object] | None,
    after: dict[str, object],
    reason: str,
    actor: User | None,
    at: datetime,
) -> None:
    audit.record(actor=actor, at=at, action=action, thing=held.placement, before=before, after=after, reason=reason)
