"""What a plan is worked out from, read from the tables as the planner's own plain data."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from django.utils import timezone

from lienthu.lib.planning import problem as planning
from lienthu.rotation.models import (
    BookSet,
    DepositSite,
    Placement,
    PlacementLine,
    ProposedCopy,
    RotationPlan,
    SetCopy,
    Wish,
)
from lienthu.rotation.models.sites import Audience
from lienthu.rotation.queries.rules import numbers
from lienthu.rotation.rules.distances import Place, minutes_between
from lienthu.rotation.rules.numbers import Key, months_before

NOT_THERE = (Placement.State.PLANNED, Placement.State.CANCELLED)


@dataclass(frozen=True)
class Question:
    """The planner's problem and whose rows its numbers stand for."""

    problem: planning.Problem
    sets: Sequence[BookSet]
    sites: Sequence[DepositSite]

    def number_of(self, book_set: int, deposit: int, number: int) -> planning.Placement | None:
        """A placement of rows as the planner counts; None when the set or site is no longer part of it."""
        sets, sites = self._set_numbers, self._site_numbers
        if book_set not in sets or deposit not in sites or number >= len(self.problem.rounds):
            return None
        return planning.Placement(sets[book_set], sites[deposit], number)

    def placed(self, plan: RotationPlan) -> planning.Plan:
        """What the plan has placed, as the planner counts, without what is no longer part of it. One query."""
        rows = plan.planned.values_list("set_id", "deposit_id", "round")
        return frozenset(p for p in (self.number_of(*row) for row in rows) if p is not None)

    @cached_property
    def _set_numbers(self) -> dict[int, int]:
        return {row.pk: i for i, row in enumerate(self.sets)}

    @cached_property
    def _site_numbers(self) -> dict[int, int]:
        return {row.pk: i for i, row in enumerate(self.sites)}


def question(plan: RotationPlan) -> Question:
    """Sets that hold books, sites that are open, what they had, what they wish for; pins and bans of the plan. 10
    queries."""
    every = list(BookSet.objects.for_plan(plan.pk, plan.library_id).select_related("depot"))
    contents = _contents(every)
    sets = [row for row in every if contents[row.pk]]
    sites = list(
        DepositSite.objects.open_on(plan.first_on).filter(library=plan.library_id).select_related("site").order_by("id")
    )
    rules = numbers(plan.library, plan.first_on)
    rounds = tuple(planning.Round(*plan.days(r)) for r in range(plan.rounds))
    without_rows = planning.Problem(
        boxes=_boxes(sets, sites, contents, plan),
        sites=_sites(sites, plan, rules[Key.MONTHS_BEFORE_AGAIN].value),
        rounds=rounds,
        minutes=minutes_between(_depot(sets), [_place(row) for row in sites]),
        rules=planning.Rules(
            repeat_months=rules[Key.MONTHS_BEFORE_AGAIN].value, months_at_site=rules[Key.MONTHS_AT_SITE].value
        ),
        weights=planning.Weights(fairness=float(plan.fairness), driving=plan.driving / 100),
    )
    return _with_wills(Question(without_rows, sets, sites), plan)


def _with_wills(found: Question, plan: RotationPlan) -> Question:
    """With what people pinned and forbade."""
    sets = {row.pk: i for i, row in enumerate(found.sets)}
    sites = {row.pk: i for i, row in enumerate(found.sites)}
    pinned = plan.planned.filter(pinned=True).values_list("set_id", "deposit_id", "round")
    pins = (found.number_of(*row) for row in pinned)
    bans = [
        planning.Forbidden(
            None if row.set_id is None else sets[row.set_id],
            None if row.deposit_id is None else sites[row.deposit_id],
            row.round,
        )
        for row in plan.bans.all()
        if (row.set_id is None or row.set_id in sets) and (row.deposit_id is None or row.deposit_id in sites)
    ]
    problem = replace(found.problem, pins=frozenset(pin for pin in pins if pin is not None), forbidden=frozenset(bans))
    return Question(problem, found.sets, found.sites)


def _contents(sets: Sequence[BookSet]) -> dict[int, Counter[int]]:
    """Set → how many copies of each title."""
    found: dict[int, Counter[int]] = {row.pk: Counter() for row in sets}
    packed = SetCopy.objects.filter(set__in=sets, removed_at=None).values_list("set_id", "copy__record__title_id")
    proposed = ProposedCopy.objects.filter(set__in=[row for row in sets if row.proposed_by_id])
    for book_set, title in (*packed, *proposed.values_list("set_id", "copy__record__title_id")):
        if title is not None:
            found[book_set][title] += 1
    return found


def _boxes(
    sets: Sequence[BookSet], sites: Sequence[DepositSite], contents: dict[int, Counter[int]], plan: RotationPlan
) -> tuple[planning.Box, ...]:
    where = {row.pk: i for i, row in enumerate(sites)}
    away = {
        row.set_id: row
        for row in Placement.objects.filter(
            set__in=sets, state__in=(Placement.State.SENT, *Placement.AT_SITE)
        ).order_by("id")
    }
    found = []
    for row in sets:
        there = away.get(row.pk)
        free = None if there is None or there.ends_on <= plan.first_on else there.ends_on + timedelta(days=1)
        held = contents[row.pk]
        found.append(
            planning.Box(
                row.code,
                frozenset(held),
                held.total(),
                _readers(row.audiences, row.languages),
                most_copies=max(held.values()),
                at=None if there is None else where.get(there.deposit_id),
                free_from=free,
            )
        )
    return tuple(found)


def _readers(audiences: Sequence[str], languages: Sequence[str]) -> frozenset[str]:
    return frozenset({*audiences} - {Audience.EVERYBODY} | set(languages))


def _sites(sites: Sequence[DepositSite], plan: RotationPlan, months: int) -> tuple[planning.Site, ...]:
    wished: dict[int, set[int]] = defaultdict(set)
    open_wishes = Wish.objects.filter(deposit__in=sites, state=Wish.State.OPEN).exclude(title=None)
    for deposit, title in open_wishes.values_list("deposit_id", "title_id"):
        wished[deposit].add(title)
    had = _had(sites, months_before(plan.first_on, months + 1))
    year_before = months_before(plan.first_on, 12)
    lately = Counter(
        Placement.objects.filter(deposit__in=sites, begins_on__gte=year_before, begins_on__lt=plan.first_on)
        .exclude(state=Placement.State.CANCELLED)
        .values_list("deposit_id", flat=True)
    )
    return tuple(
        planning.Site(
            row.site.name,
            capacity=row.capacity,
            audiences=_readers(row.audiences, row.languages),
            wished_titles=frozenset(wished[row.pk]),
            served=lately[row.pk],
            least=plan.least,
            had=had[row.pk],
        )
        for row in sites
    )


def _had(sites: Sequence[DepositSite], since: date) -> dict[int, dict[int, date]]:
    """Site → title → the last day that it was there, or is to be."""
    found: dict[int, dict[int, date]] = {row.pk: {} for row in sites}
    rows = (
        PlacementLine.objects.filter(placement__deposit__in=sites, placement__ends_on__gte=since)
        .exclude(placement__state__in=NOT_THERE)
        .values_list("placement__deposit_id", "title_id", "placement__ends_on", "placement__ended_at")
        .distinct()
    )
    for deposit, title, due, ended in rows:
        last = timezone.localdate(ended) if ended else due
        found[deposit][title] = max(last, found[deposit].get(title, last))
    return found


def _depot(sets: Sequence[BookSet]) -> Place:
    """Where the vehicle starts: the depot that most sets have."""
    depots = Counter(row.depot for row in sets)
    if not depots:
        return Place(None, None)
    depot = max(depots, key=lambda site: (depots[site], -site.pk))
    return Place(depot.latitude, depot.longitude)


def _place(row: DepositSite) -> Place:
    return Place(row.site.latitude, row.site.longitude, row.travel_minutes)
