"""Plans: made, given to a job to work out (`working_out`), changed by people, approved round by round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, jobs
from lienthu.common.models import Job
from lienthu.federation.models import Organisation
from lienthu.rotation.errors import PlacementRefused, PlanRefused, SetRefused
from lienthu.rotation.models import BookSet, DepositSite, PlanBan, PlannedPlacement, RotationPlan
from lienthu.rotation.services import loose, placements

JOB = "rotation.plan"
State = RotationPlan.State


@transaction.atomic
def draft(*, library: Organisation, actor: User | None, at: datetime, **facts: Any) -> RotationPlan:
    """A plan with nothing in it yet. `facts`: the fields of a plan that a person says."""
    made = RotationPlan(library=library, made_at=at, made_by=actor, **facts)
    made.save(force_insert=True)
    after = {"name": made.name, "from": made.first_on, "rounds": made.rounds}
    audit.record(actor=actor, at=at, action="plan.made", thing=made, before=None, after=after)
    return made


@transaction.atomic
def give_up(*, plan: RotationPlan, actor: User | None, at: datetime) -> None:
    """Throw the plan away; what it said stays in the audit. Raises PlanRefused once a round of it is approved."""
    held = _held(plan)
    if held.planned.exclude(placement=None).exists():
        message = _("A round of this plan is approved: its placements point to it, so it stays.")
        raise PlanRefused("approved", message)
    before = {"name": held.name, "from": held.first_on, "rounds": held.rounds}
    audit.record(actor=actor, at=at, action="plan.given_up", thing=held, before=before, after=None)
    loose.drop(held)
    held.delete()


@transaction.atomic
def ask(*, plan: RotationPlan, actor: User | None, at: datetime) -> Job:
    """Have the plan worked out, or what is not pinned of it worked out anew."""
    held = _held(plan)
    held.job = jobs.enqueue(JOB, {"plan": held.pk}, actor=actor, at=at)
    held.state, held.stop_asked = State.WORKING, False
    held.save(update_fields=["job", "state", "stop_asked"])
    return held.job


@transaction.atomic
def stop(*, plan: RotationPlan) -> None:
    """Be content with the best plan found so far."""
    RotationPlan.objects.filter(pk=plan.pk, state=State.WORKING).update(stop_asked=True)


@transaction.atomic
def pin(*, planned: PlannedPlacement, pinned: bool, actor: User | None, at: datetime) -> None:
    """What is pinned stays when the plan is worked out anew. What was approved stays pinned."""
    plan, row = _held(planned.plan), _row(planned)
    row.pinned = pinned
    row.save(update_fields=["pinned"])
    _touched(plan)
    audit.record(actor=actor, at=at, action="plan.pinned" if pinned else "plan.unpinned", thing=plan, before=None,
                 after=_named(row))  # fmt: skip


@transaction.atomic
def move(
    *, plan: RotationPlan, book_set: BookSet, deposit: DepositSite, number: int, actor: User | None, at: datetime
) -> PlannedPlacement:
    """Put the set at the site in this round, pinned there; what was in its way leaves the plan. Raises PlanRefused."""
    held = _held(plan)
    foreign = book_set.library_id != held.library_id or book_set.proposed_by_id not in (None, held.pk)
    if foreign or deposit.library_id != held.library_id or number >= held.rounds:
        raise PlanRefused("foreign", _("This set, site or round is not part of the plan."))
    in_the_way = held.planned.filter(round=number, set=book_set) | held.planned.filter(round=number, deposit=deposit)
    if in_the_way.exclude(placement=None).exists():
        raise PlanRefused("approved", _("This round is approved already. Change the placement itself."))
    before = [_named(row) for row in in_the_way]
    in_the_way.delete()
    _touched(held)
    made = PlannedPlacement.objects.create(plan=held, set=book_set, deposit=deposit, round=number, pinned=True)
    audit.record(actor=actor, at=at, action="plan.moved", thing=held, before={"there": before}, after=_named(made))
    return made


@transaction.atomic
def forbid(
    *,
    plan: RotationPlan,
    book_set: BookSet | None,
    deposit: DepositSite | None,
    number: int | None,
    actor: User | None,
    at: datetime,
) -> PlanBan:
    """Never this set here (in this round, or in any): what of the plan says otherwise leaves it. Raises
    PlanRefused."""
    held = _held(plan)
    rows = held.planned.all()
    for name, value in (("set", book_set), ("deposit", deposit), ("round", number)):
        if value is not None:
            rows = rows.filter(**{name: value})
    if rows.exclude(placement=None).exists():
        raise PlanRefused("approved", _("This round is approved already. Change the placement itself."))
    rows.delete()
    _touched(held)
    ban = PlanBan.objects.create(plan=held, set=book_set, deposit=deposit, round=number)
    after = {"set": book_set and book_set.code, "site": deposit and str(deposit), "round": number}
    audit.record(actor=actor, at=at, action="plan.forbidden", thing=held, before=None, after=after)
    return ban


@transaction.atomic
def allow(*, ban: PlanBan, actor: User | None, at: datetime) -> None:
    """Take a prohibition back."""
    held = _held(ban.plan)
    after = {"set": ban.set and ban.set.code, "site": ban.deposit and str(ban.deposit), "round": ban.round}
    ban.delete()
    _touched(held)
    audit.record(actor=actor, at=at, action="plan.allowed", thing=held, before=after, after=None)


@dataclass(frozen=True)
class Approved:
    """What came of an approval: placements made, and those that were refused with every reason."""

    made: int
    refused: Sequence[tuple[PlannedPlacement, str]]


def approve(*, plan: RotationPlan, number: int, actor: User | None, at: datetime) -> Approved:
    """Make the placements of a round real. What rotation refuses stays in the plan, with the reason, and can be asked
    again."""
    with transaction.atomic():
        held = _held(plan)
        rows = list(held.planned.filter(round=number, placement=None).select_related("set", "deposit__site"))
    begins, ends = held.days(number)
    made, refused = 0, []
    for row in rows:
        try:
            _make_real(row, begins, ends, held.staff, actor, at)
            made += 1
        except (PlacementRefused, SetRefused) as refusal:
            refused.append((row, str(refusal)))
    after = {"round": number + 1, "placements": made, "refused": len(refused)}
    audit.record(actor=actor, at=at, action="plan.approved", thing=held, before=None, after=after)
    return Approved(made, refused)


@transaction.atomic
def _make_real(
    row: PlannedPlacement, begins: date, ends: date, staff: Sequence[str], actor: User | None, at: datetime
) -> None:
    book_set = loose.make_up(box=row.set, actor=actor, at=at) if row.set.proposed_by_id else row.set
    row.placement = placements.plan(
        book_set=book_set, deposit=row.deposit, begins_on=begins, ends_on=ends, staff=staff, actor=actor, at=at
    )
    row.pinned = True
    row.save(update_fields=["placement", "pinned"])


def _held(plan: RotationPlan) -> RotationPlan:
    """The plan, locked. Raises PlanRefused while it is being worked out."""
    held = RotationPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    failed = held.job is not None and held.job.state == Job.State.FAILED
    if held.state == State.WORKING and not failed:
        raise PlanRefused("working", _("The plan is being worked out. Wait for it, or stop the work."))
    return held


def _touched(held: RotationPlan) -> None:
    """What was proven of the proposal holds no longer: a person has changed it."""
    held.outcome = {**held.outcome, "changed": True}
    held.save(update_fields=["outcome"])


def _row(planned: PlannedPlacement) -> PlannedPlacement:
    row = PlannedPlacement.objects.select_related("set", "deposit__site").get(pk=planned.pk)
    if row.placement_id is not None:
        raise PlanRefused("approved", _("This round is approved already. Change the placement itself."))
    return row


def _named(row: PlannedPlacement) -> dict[str, object]:
    return {"set": row.set.code, "site": str(row.deposit), "round": row.round + 1}
