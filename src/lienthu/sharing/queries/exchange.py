"""What a round of exchange knows: its offers and wishes, the proposal, the balance of members."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.common.access import allowed
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.lib.planning.exchanging import Going, Offered, Question
from lienthu.sharing.models import Choice, Gift, GiftLine, Offer, Round
from lienthu.sharing.queries.holdings import holders_of

RIGHT = "federation.govern"


def rounds_of(library: Organisation, day: date) -> QuerySet[Round]:
    """The rounds of the federations in which the library is, the latest first."""
    return Round.objects.filter(federation__in=federation.federations_of(library, day)).select_related("federation")


def may_govern(user: User, shown: Federation, day: date) -> bool:
    """Whether somebody leads rounds of the federation: by a right over the hub, or over its lead library."""
    lead = federation.lead_library(shown, day)
    return allowed(user, RIGHT, lead) if lead is not None else allowed(user, RIGHT, None)


def question_of(held: Round, day: date) -> Question:
    """The round as a question to the planner; what a person has said is fixed or barred."""
    offers = list(held.offers.order_by("pk"))
    members = list(federation.members(held.federation, day).order_by("pk").values_list("pk", flat=True))
    fixed: list[Going] = []
    barred: list[Going] = []
    for choice in held.choices.filter(by_hand=True).select_related("offer"):
        way = Going(choice.offer.library_id, choice.recipient_id, choice.offer.title_id)
        (barred if choice.barred else fixed).append(way)
    return Question(
        members=members,
        offers=[Offered(each.library_id, each.title_id, each.copies) for each in offers],
        holds=holders_of({each.title_id for each in offers} | set(held.wishes.values_list("title", flat=True))),
        wishes=set(held.wishes.values_list("library", "title")),
        only_wishes=held.only_wishes,
        fixed=fixed,
        barred=barred,
    )


def going_of(held: Round) -> list[Going]:
    rows = held.choices.filter(barred=False).values_list("offer__library", "recipient", "offer__title")
    return sorted(Going(*row) for row in rows)


def spare(library: Organisation, titles: Collection[int]) -> QuerySet[Copy]:
    """The copies of titles that the library could send now, the last that came first."""
    rows = Copy.objects.filter(owner=library, custodian=library, record__title__in=titles, status=Copy.Status.AVAILABLE)
    busy = GiftLine.objects.filter(state="listed", gift__state__in=("draft", "sent")).exclude(copy=None)
    return rows.exclude(pk__in=busy.values("copy")).order_by("-pk")


class Balance(NamedTuple):
    """A member's line: what it gave to each member, and what it gave and got in all."""

    member: int
    gave_to: list[int | None]  # in the order of the members; None for itself
    gave: int
    got: int

    @property
    def net(self) -> int:
        return self.got - self.gave


def balance(members: list[int], counts: Mapping[tuple[int, int], int]) -> list[Balance]:
    """Member × member: copies from the one of the line to the one of the column."""
    return [
        Balance(
            one,
            [None if one == other else counts.get((one, other), 0) for other in members],
            sum(counts.get((one, other), 0) for other in members),
            sum(counts.get((other, one), 0) for other in members),
        )
        for one in members
    ]


def planned(held: Round) -> dict[tuple[int, int], int]:
    """Giver and recipient → copies, as the proposal has them."""
    rows = Choice.objects.filter(round=held, barred=False).order_by()
    counted = rows.values_list("offer__library", "recipient").annotate(n=Count("pk"))
    return {(giver, recipient): n for giver, recipient, n in counted}


def arrived(rounds: QuerySet[Round] | list[Round]) -> dict[tuple[int, int], int]:
    """Giver and recipient → copies that changed their owner in these rounds."""
    rows = GiftLine.objects.filter(gift__round__in=rounds, state=GiftLine.State.GIVEN).order_by()
    counted = rows.values_list("gift__library", "gift__recipient").annotate(n=Count("pk"))
    return {(giver, recipient): n for giver, recipient, n in counted}


def questions(library: Organisation) -> QuerySet[GiftLine]:
    """Copies of shipments from or to the library that did not arrive."""
    rows = GiftLine.objects.filter(state=GiftLine.State.MISSING)
    return rows.filter(Q(gift__library=library) | Q(gift__recipient=library)).select_related("gift", "copy")


def offers_of(held: Round) -> QuerySet[Offer]:
    return held.offers.select_related("record").order_by("library_id", "pk")


def shipments(held: Round) -> QuerySet[Gift]:
    lines = Count("lines"), Count("lines", filter=Q(lines__state="missing"))
    return held.shipments.annotate(n=lines[0], missing=lines[1]).order_by("library_id", "recipient_id")
