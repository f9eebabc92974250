"""A plan as its pages show it: by site and round, as tours on a map, and why it is so."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from lienthu.catalogue.queries.titles import titles_shown
from lienthu.common.maps import Point, State, View, view
from lienthu.federation.models import Site
from lienthu.lib.planning.problem import Placement
from lienthu.lib.planning.why import Reason
from lienthu.rotation.models import BookSet, DepositSite, PlannedPlacement, ProposedCopy, RotationPlan
from lienthu.rotation.queries.planning import Question, question
from lienthu.rotation.rules import plan_words

if TYPE_CHECKING:
    from lienthu.lib.planning.reasons import Here


@dataclass(frozen=True)
class Row:
    """A site with what it gets in each round (None: nothing), and how many sets in all."""

    deposit: DepositSite
    cells: Sequence[PlannedPlacement | None]

    @property
    def count(self) -> int:
        return sum(1 for cell in self.cells if cell is not None)


def calendar(plan: RotationPlan) -> list[Row]:
    """All open sites of the library, by name. Two queries."""
    sites = DepositSite.objects.open_on(plan.first_on).filter(library=plan.library_id).select_related("site")
    at = {(row.deposit_id, row.round): row for row in plan.planned.select_related("set")}
    ordered = sorted(sites, key=lambda row: (row.site.name, row.pk))
    return [Row(row, [at.get((row.pk, r)) for r in range(plan.rounds)]) for row in ordered]


def moves(plan: RotationPlan) -> list[PlannedPlacement]:
    """Every placement of the plan, round by round."""
    rows = plan.planned.select_related("set", "deposit__site", "placement")
    return sorted(rows, key=lambda row: (row.round, row.deposit.site.name, row.pk))


@dataclass(frozen=True)
class Stop:
    deposit: str
    after: str  # hours and minutes from leaving
    leaves: str
    takes: str


@dataclass(frozen=True)
class Exchange:
    """The tours before a round (the last: the bringing home)."""

    number: int
    feasible: bool
    hours: str
    tours: Sequence[Sequence[Stop]]


def exchanges(plan: RotationPlan) -> list[Exchange]:
    """The tours of the last proposal. Two queries."""
    sites = {row.pk: row for row in DepositSite.objects.filter(library=plan.library_id).select_related("site")}
    codes = dict(BookSet.objects.filter(library=plan.library_id).values_list("pk", "code"))
    return [
        Exchange(
            number,
            bool(each["feasible"]),
            clock(each["minutes"]),
            [[_stop(call, sites, codes) for call in tour["calls"]] for tour in each["tours"]],
        )
        for number, each in enumerate(plan.outcome.get("tours", []), start=1)
    ]


def _stop(call: dict[str, Any], sites: dict[int, DepositSite], codes: dict[int, str]) -> Stop:
    return Stop(
        str(sites[call["deposit"]]),
        clock(call["after"]),
        ", ".join(codes[pk] for pk in call["leaves"]),
        ", ".join(codes[pk] for pk in call["takes"]),
    )


def map_of(plan: RotationPlan, exchange: Exchange) -> View:
    """The depot, the sites that the tours of the exchange call at, and those that they leave out."""
    stored = plan.outcome["tours"][exchange.number - 1]["tours"]
    called = {call["deposit"] for tour in stored for call in tour["calls"]}
    sites = DepositSite.objects.open_on(plan.first_on).filter(library=plan.library_id).select_related("site")
    points = {row.pk: _point(row.site, State.GOOD if row.pk in called else State.EMPTY) for row in sites}
    first = BookSet.objects.for_plan(plan.pk, plan.library_id).select_related("depot").first()
    depot = [_point(first.depot, State.PLAIN)] if first else []
    ways = []
    for tour in stored:
        stops = [points[call["deposit"]] for call in tour["calls"] if call["deposit"] in points]
        ways.append([point.spot for point in (*depot, *stops, *depot) if point.spot])
    return view(_("Sites and tours"), [*depot, *points.values()], tours=ways)


def _point(site: Site, state: State) -> Point:
    words = {State.PLAIN: _("depot"), State.GOOD: _("on a tour")}
    return Point(site.name, site.latitude, site.longitude, state, words.get(state, _("not on a tour this time")))


def boxes(plan: RotationPlan) -> list[BookSet]:
    """The boxes that the plan would make up out of loose stock, each with `books`, how many it would hold."""
    rows = BookSet.objects.filter(proposed_by=plan).annotate(books=Count("proposed"))
    return list(rows.order_by("code"))


def contents_of(box: BookSet) -> QuerySet[ProposedCopy]:
    """What a proposed box is to hold, by call number, as somebody fetches it from the shelves."""
    return box.proposed.select_related("copy__record").order_by("copy__call_number", "copy")


def clock(minutes: int) -> str:
    """95 → "1:35"."""
    return f"{minutes // 60}:{minutes % 60:02d}"


@dataclass(frozen=True)
class Explained:
    """A place of the plan in words."""

    reasons: Sequence[str]
    rivals: Sequence[tuple[BookSet, str]]


def explain(plan: RotationPlan, planned: PlannedPlacement) -> Explained | None:
    """Why this set here; None when set or site left the plan's question since."""
    asked = question(plan)
    here = asked.number_of(planned.set_id, planned.deposit_id, planned.round)
    if here is None:
        return None
    from lienthu.lib.planning.reasons import why_here  # brings the solver along: loaded when it is asked

    found = why_here(asked.problem, asked.placed(plan), here)
    titles = _titles({*found.titles, *found.again, *(t for r in found.rivals for w in r.reasons for t in w.titles)})
    rivals = []
    for rival in found.rivals:
        words = [_words(asked, reason, titles) for reason in rival.reasons]
        rivals.append((asked.sets[rival.box], " ".join(words) or _("The plan as a whole is better without.")))
    return Explained(plan_words.here_in_words(found, lambda t: titles.get(t, "?"), _together(asked, found)), rivals)


def _together(asked: Question, found: "Here") -> list[str]:
    return [asked.problem.sites[s].name for s in found.together]


def against(plan: RotationPlan, book_set: BookSet, deposit: DepositSite, number: int) -> tuple[list[str], float | None]:
    """What stands against this set at this place; or, where nothing does, how many points the plan would lose."""
    asked = question(plan)
    there = asked.number_of(book_set.pk, deposit.pk, number)
    if there is None:
        return [_("This set is empty, or this site is closed: it is not part of the plan.")], None
    placements = asked.placed(plan)
    from lienthu.lib.planning.reasons import why_not, would_cost

    found = why_not(asked.problem, placements, there)
    titles = _titles({t for reason in found for t in reason.titles})
    return [_words(asked, reason, titles) for reason in found], would_cost(asked.problem, placements, there)


def wrong_with(plan: RotationPlan, book_set: BookSet, deposit: DepositSite, number: int) -> list[str]:
    """What stands against a placement that the plan has."""
    asked = question(plan)
    here = asked.number_of(book_set.pk, deposit.pk, number)
    if here is None:
        return [_("This set is empty, or this site is closed: it is not part of the plan.")]
    from lienthu.lib.planning.reasons import why_not

    found = why_not(asked.problem, asked.placed(plan) - {here}, here)
    titles = _titles({t for reason in found for t in reason.titles})
    return [_words(asked, reason, titles) for reason in found]


def clashes(plan: RotationPlan) -> list[tuple[str, list[str]]]:
    """Why the plan is impossible as it stands: each pinned placement with what stands against it."""
    stored = plan.outcome.get("clash", [])
    if not stored:
        return []
    asked = question(plan)
    found = []
    for each in stored:
        at = asked.number_of(each["set"], each["deposit"], each["round"])
        if at is None:
            continue
        reasons = [plan_words.reason_of(reason) for reason in each["reasons"]]
        titles = _titles({t for reason in reasons for t in reason.titles})
        found.append((_where(asked, at), [_words(asked, reason, titles) for reason in reasons]))
    return found


def _words(asked: Question, reason: Reason, titles: dict[int, str]) -> str:
    return plan_words.in_words(reason, lambda p: _where(asked, p), lambda t: titles.get(t, "?"))


def _where(asked: Question, placement: Placement) -> str:
    return _("%(set)s at %(site)s, round %(n)d") % {
        "set": asked.problem.boxes[placement.box].name,
        "site": asked.problem.sites[placement.site].name,
        "n": placement.round + 1,
    }


def _titles(numbers: set[int]) -> dict[int, str]:
    return {number: shown.heading for number, shown in titles_shown(sorted(numbers)).items()}
