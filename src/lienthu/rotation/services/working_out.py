"""Working a plan out: the job's own part, which loads the solvers. Who reads or changes plans needs none of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from lienthu.common import jobs
from lienthu.common.models import Job
from lienthu.lib.planning import judge, naive, tours
from lienthu.lib.planning import problem as planning
from lienthu.lib.planning.reasons import shortages
from lienthu.lib.planning.solve import PinsClash, Progress, Proposal, solve
from lienthu.lib.planning.why import Why
from lienthu.rotation.models import PlannedPlacement, RotationPlan
from lienthu.rotation.queries.planning import Question, question
from lienthu.rotation.rules.plan_words import as_json
from lienthu.rotation.services import filling

GAP = 0.002  # as near to the bound as is worth waiting for
TOURS_EACH = 3.0  # seconds for the tours of one exchange, at most
TOURS_WITHOUT_GAIN = 3_000  # turns of their search that better nothing, after which it is over
TOURS_MOST = 40  # of one exchange
State = RotationPlan.State


def work_out(job: Job) -> Mapping[str, object]:
    """The job: propose, drive, store. Safe to repeat, since it only ever replaces what is not pinned."""
    plan = RotationPlan.objects.select_related("library__tier").get(pk=str(job.arguments["plan"]))
    if plan.state != State.WORKING:
        return {}
    outcome: dict[str, object] = {"loose": filling.propose(plan=plan, at=timezone.now())} if plan.loose else {}
    asked = question(plan)
    short = shortages(asked.problem) if plan.least else []
    if plan.again:
        sites = frozenset(each.site for each in short if Why.HAD_TITLES in each.causes)
        asked = Question(replace(asked.problem, repeats_at=sites), asked.sets, asked.sites)
    outcome["shortages"] = [as_json(each) for each in short]
    try:
        found = solve(
            asked.problem,
            seconds=plan.seconds,
            gap=GAP,
            seed=plan.pk,
            start=asked.placed(plan),
            stop=lambda now: _tell(job, plan, now),
        )
    except PinsClash as clash:
        outcome["clash"] = [
            {**_rows(asked, placement), "reasons": [as_json(reason) for reason in reasons]}
            for placement, reasons in clash.reasons.items()
        ]
        _store(plan, State.IMPOSSIBLE, outcome)
        return {}
    outcome |= _figures(asked, found, plan)
    _store(plan, State.READY, outcome, found.plan, asked)
    return {"placements": len(found.plan), "gap": found.gap}


def _tell(job: Job, plan: RotationPlan, now: Progress) -> bool:
    jobs.progress(job, min(int(now.seconds), plan.seconds - 1), plan.seconds)
    return RotationPlan.objects.filter(pk=plan.pk, stop_asked=True).exists()


def _rows(asked: Question, placement: planning.Placement) -> dict[str, int]:
    return {
        "set": asked.sets[placement.box].pk,
        "deposit": asked.sites[placement.site].pk,
        "round": placement.round,
    }


def _figures(asked: Question, found: Proposal, plan: RotationPlan) -> dict[str, object]:
    """What the page compares: the plan and the naive cycle; and the plan's tours."""
    cycle = naive.cycle(asked.problem)
    ours, theirs = (_driving(asked, placed, plan) for placed in (found.plan, cycle))
    return {
        "bound": round(found.bound, 1),
        "gap": found.gap,
        "seconds": round(found.seconds, 1),
        "plan": _account(asked, found.plan, found.account, ours),
        "naive": _account(asked, cycle, judge.account(asked.problem, cycle), theirs),
        "tours": [_as_json(asked, each) for each in ours],
    }


def _driving(asked: Question, placed: planning.Plan, plan: RotationPlan) -> list[tours.Driving]:
    vehicle = tours.Vehicle("", plan.load, day=60 * plan.hours, tours=TOURS_MOST)
    return tours.of_plan(
        asked.problem,
        placed,
        [vehicle],
        seconds=TOURS_EACH,
        at_stop=plan.stop_minutes,
        without_gain=TOURS_WITHOUT_GAIN,
    )


def _account(
    asked: Question, plan: planning.Plan, found: judge.Account, driving: Sequence[tours.Driving]
) -> dict[str, object]:
    return {
        "points": round(found.total, 1),
        "placements": len(plan),
        "match": round(found.match / len(plan), 1) if plan else 0,
        "repeated": found.repeated,
        "least": min(found.services, default=0),
        "most": max(found.services, default=0),
        "minutes": sum(each.minutes for each in driving),
        "broken": len(judge.breaches(asked.problem, plan)),
    }


def _as_json(asked: Question, driving: tours.Driving) -> dict[str, object]:
    return {
        "feasible": driving.feasible,
        "minutes": driving.minutes,
        "tours": [
            {
                "driving": tour.driving,
                "duration": tour.duration,
                "calls": [
                    {
                        "deposit": asked.sites[call.place - 1].pk,
                        "after": call.after,
                        "leaves": [asked.sets[b].pk for b in call.leaves],
                        "takes": [asked.sets[b].pk for b in call.takes],
                    }
                    for call in tour.calls
                ],
            }
            for tour in driving.tours
        ],
    }


@transaction.atomic
def _store(
    plan: RotationPlan,
    state: str,
    outcome: Mapping[str, object],
    found: planning.Plan = frozenset(),
    asked: Question | None = None,
) -> None:
    held = RotationPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    held.state, held.outcome, held.stop_asked = state, dict(outcome), False
    held.save(update_fields=["state", "outcome", "stop_asked"])
    if asked is None:
        return
    kept = set(held.planned.filter(pinned=True).values_list("set_id", "deposit_id", "round"))
    held.planned.filter(pinned=False).delete()
    rows = (_rows(asked, placement) for placement in sorted(found))
    PlannedPlacement.objects.bulk_create(
        [
            PlannedPlacement(plan=held, set_id=row["set"], deposit_id=row["deposit"], round=row["round"])
            for row in rows
            if (row["set"], row["deposit"], row["round"]) not in kept
        ],
        batch_size=500,
    )
