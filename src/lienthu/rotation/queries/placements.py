"""Placements, their books and their questions, as pages and papers show them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, QuerySet, Sum, When

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.federation.models import Organisation
from lienthu.lib.marc.facts import Facts
from lienthu.rotation.models import (
    Confirmation,
    CustodianLink,
    DepositSite,
    Placement,
    PlacementLine,
    Question,
    SiteTally,
    SiteUse,
    Wish,
)
from lienthu.rotation.queries.packing import had_recently
from lienthu.rotation.rules.placing import THERE

State = Placement.State
WEEK = timedelta(days=7)


class Book(NamedTuple):
    """A line of a placement with what its record says."""

    line: PlacementLine
    copy: Copy
    facts: Facts

    @property
    def title(self) -> str:
        return self.facts.title.partition(" : ")[0]


def books(placement: Placement, *, of: Collection[str] | None = None) -> list[Book]:
    """The list of the placement in its order; `of` narrows it to those received so."""
    rows = placement.lines.select_related("copy__record").order_by("id")
    if of is not None:
        rows = rows.filter(received__in=list(of))
    return [Book(row, row.copy, facts_from_json(row.copy.record.facts)) for row in rows]


def counted_books(placement: Placement) -> list[Book]:
    """Those that were counted at the site at the end, so that they are looked for when the box comes back."""
    rows = placement.lines.filter(counted__in=THERE).select_related("copy__record").order_by("id")
    return [Book(row, row.copy, facts_from_json(row.copy.record.facts)) for row in rows]


class Sums(NamedTuple):
    """Books of a placement: on the list, received, counted, back."""

    sent: int
    received: int
    counted: int
    returned: int


def sums(placement: Placement) -> Sums:
    there = Q(received__in=THERE)
    found = placement.lines.aggregate(
        n_sent=Count("id"),
        n_received=Count("id", filter=there),
        n_counted=Count("id", filter=Q(counted__in=THERE)),
        n_returned=Count("id", filter=Q(returned__in=THERE)),
    )
    return Sums(found["n_sent"], found["n_received"], found["n_counted"], found["n_returned"])


def shown(placements: QuerySet[Placement]) -> QuerySet[Placement]:
    """With what a list of them shows."""
    return placements.select_related("set", "deposit__site__organisation").annotate(
        books=Count("lines", distinct=True),
        waiting=Count("questions", filter=Q(questions__answer=""), distinct=True),
    )


def of_library(library: Organisation, which: str) -> QuerySet[Placement]:
    """`which`: "open", "ended", or a state."""
    rows = Placement.objects.filter(library=library)
    if which == "ended":
        rows = rows.filter(state__in=Placement.ENDED)
    elif which in State.values:
        rows = rows.filter(state=which)
    else:
        rows = rows.open()
    return shown(rows).order_by("ends_on" if which != "ended" else "-ended_at", "-id")


def due_until(library: Organisation, day: date) -> QuerySet[Placement]:
    """At a site and due back by that day, the earliest first."""
    rows = Placement.objects.filter(library=library, state__in=Placement.AT_SITE, ends_on__lte=day)
    return rows.order_by("ends_on", "id")


def hosted_by(library: Organisation) -> QuerySet[Placement]:
    """Boxes of other libraries that are here or on their way here, those on their way first."""
    rows = Placement.objects.filter(
        deposit__site__organisation=library, state__in=(State.SENT, *Placement.AT_SITE)
    ).exclude(library=library)
    return rows.select_related("set", "deposit__site").order_by(Case(When(state="sent", then=0), default=1), "ends_on")


def not_confirmed(library: Organisation) -> QuerySet[Placement]:
    """Sent, and nobody has said that it came."""
    return Placement.objects.filter(library=library, state=State.SENT).order_by("id")


def confirmations(placement: Placement) -> dict[str, Confirmation]:
    return {row.kind: row for row in placement.confirmations.select_related("actor")}


def open_questions(library: Organisation) -> QuerySet[Question]:
    rows = Question.objects.filter(placement__library=library, answer="")
    return rows.select_related("placement__set", "placement__deposit__site", "copy__record", "owner").order_by("id")


def repeats(placement: Placement) -> list[str]:
    """Titles of the set that the site had within the months of the rule, by name; for a placement not sent yet."""
    recent = had_recently(placement.deposit, placement.begins_on)
    rows = placement.set.contents.filter(removed_at=None, copy__record__title__in=recent)
    said = rows.select_related("copy__record").values_list("copy__record__facts", flat=True)
    return sorted({facts_from_json(facts).title.partition(" : ")[0] for facts in said})


@dataclass(frozen=True)
class AtSite:
    """A site with what is there and on its way, for lists."""

    deposit: DepositSite
    there: Sequence[Placement]
    coming: Sequence[Placement]
    wishes: int

    @property
    def free(self) -> bool:
        return not self.there and not self.coming


def sites_of(library: Organisation) -> list[AtSite]:
    """The sites that the library serves, by name. Four queries, whatever their number."""
    deposits = list(
        DepositSite.objects.filter(library=library).select_related("site__organisation").order_by("site__name", "id")
    )
    under_way = Placement.objects.filter(deposit__in=[each.pk for each in deposits]).open()
    placed: dict[int, list[Placement]] = {}
    for row in under_way.select_related("set").order_by("ends_on"):
        placed.setdefault(row.deposit_id, []).append(row)
    wishes = dict(
        Wish.objects.filter(deposit__in=[each.pk for each in deposits], state=Wish.State.OPEN)
        .order_by()
        .values_list("deposit")
        .annotate(Count("id"))
    )
    return [
        AtSite(
            each,
            [row for row in placed.get(each.pk, ()) if row.state in Placement.AT_SITE],
            [row for row in placed.get(each.pk, ()) if row.state not in Placement.AT_SITE],
            wishes.get(each.pk, 0),
        )
        for each in deposits
    ]


def uses_of(placement: Placement) -> dict[str, int]:
    """Loans and readings at the site while the set was there: told one by one, and in totals."""
    single = SiteUse.objects.filter(line__placement=placement, undone_at=None).count()
    told: dict[str, Any] = SiteTally.objects.filter(placement=placement, undone_at=None).aggregate(
        loans=Sum("loans_adult") + Sum("loans_child"),
        uses=Sum("uses"),
        visits=Sum("visits_adult") + Sum("visits_child"),
    )
    return {"single": single, **{name: value or 0 for name, value in told.items()}}


def live_links(deposit: DepositSite, at: Any) -> QuerySet[CustodianLink]:
    rows = deposit.links.filter(revoked_at=None, expires_at__gt=at)
    return rows.select_related("placement__set", "made_by")


class Stay(NamedTuple):
    """An event in the life of a copy, for its timeline: a move, with the placement that it was part of."""

    move: CopyMove
    placement: Placement | None


def timeline(copy: Copy) -> list[Stay]:
    """Every move of the copy, oldest first. Two queries."""
    moves = list(
        CopyMove.objects.filter(copy=copy)
        .select_related("actor", "from_place", "to_place", "from_custodian", "to_custodian")
        .order_by("id")
    )
    numbers = [move.thing_id or 0 for move in moves if move.thing == Placement._meta.label_lower]
    rows = Placement.objects.filter(pk__in=numbers).select_related("set", "deposit__site").in_bulk()
    return [
        Stay(move, rows.get(move.thing_id or 0) if move.thing == Placement._meta.label_lower else None)
        for move in moves
    ]
