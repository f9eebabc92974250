"""The network of a province: its sites with their boxes, what is due, what is open, and how its books are used.

A number of queries that grows neither with the sites nor with the boxes. Rooms above add the places that they serve:
an AppConfig names `network = "lienthu.mobile.network.points"`, a function from libraries and a day to points.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.catalogue.models import Copy
from lienthu.common import rooms
from lienthu.common.dated import on_day
from lienthu.common.maps import Point
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.ledger.models import DailySum, Kind
from lienthu.lib.vietnamese import sort_key
from lienthu.rotation.models import BookSet, Confirmation, DepositSite, Placement, PlacementLine, Question
from lienthu.rotation.queries import packing
from lienthu.rotation.rules.network import SOON, Standing, Step, per_book, standing
from lienthu.rotation.rules.placing import THERE

State, Status = Placement.State, Copy.Status
USES = (Kind.CHECK_OUT, Kind.IN_HOUSE_USE)
AWAY = (State.SENT, *Placement.AT_SITE)


class Period(NamedTuple):
    """The days over which use is added up, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class SiteRow:
    """A site today, and the use of the books that stood there in the period."""

    deposit: DepositSite
    standing: Standing
    there: Sequence[Placement] = ()
    coming: Sequence[Placement] = ()
    books: int = 0  # copies in the host's charge now
    placed: int = 0  # copies that stood there on at least one day of the period
    uses: int = 0  # loans and readings on the spot, of the library's copies, in the period
    questions: int = 0

    @property
    def per_book(self) -> Decimal | None:
        return per_book(self.uses, self.placed)


@dataclass(frozen=True)
class BoxRow:
    """A set and where it is: at its depot, on its way, at a site."""

    set: BookSet
    books: int
    away: Placement | None
    planned: Placement | None


@dataclass(frozen=True)
class DueRow:
    """What is to be done with a box, and by when."""

    day: date
    step: Step
    placement: Placement
    late: bool


class OpenRow(NamedTuple):
    """Open questions of one kind about one box."""

    placement: int
    box: str
    site: str
    kind: str
    n: int
    since: datetime

    @property
    def label(self) -> str:
        return str(Question.Kind(self.kind).label)


@dataclass(frozen=True)
class Network:
    """Everything on the page."""

    sites: Sequence[SiteRow]
    boxes: Sequence[BoxRow]
    due: Sequence[DueRow]
    questions: Sequence[OpenRow]
    refused: Sequence[Placement]
    stops: Sequence[Point]


def libraries_of(user: User, library: Organisation, day: date, action: str = "rotation.work") -> list[int]:
    """The library and all below it, as far as the user's roles reach. These make up its network."""
    wanted = [library.pk, *federation.descendants(library, day)]
    reached = reach(user, action, day)
    mine = None if reached is None else {each.pk for each in reached}
    return [each for each in wanted if mine is None or each in mine]


def network(libraries: Collection[int], day: date, period: Period) -> Network:
    """As it is on the day."""
    deposits = DepositSite.objects.filter(on_day(day, start="site__opened_on", end="site__closed_on"))
    deposits = deposits.filter(library__in=libraries).select_related("site__organisation").order_by("pk")
    under_way = list(
        Placement.objects.filter(library__in=libraries)
        .open()
        .select_related("set", "deposit__site")
        .order_by("ends_on")
    )
    found = sorted(deposits, key=lambda row: sort_key(row.site.name))
    return Network(
        sites=_sites(found, under_way, libraries, day, period),
        boxes=_boxes(libraries, under_way),
        due=_due(under_way, day),
        questions=_questions(libraries),
        refused=list(_refused(libraries, period)),
        stops=stops(libraries, day),
    )


def serving(libraries: Collection[int], day: date) -> dict[int, str]:
    """Those of the libraries that have sites of their own, with their names."""
    rows = DepositSite.objects.filter(library__in=libraries).order_by().values_list("library", flat=True).distinct()
    return federation.short_names(list(rows), day)


def stops(libraries: Collection[int], day: date) -> list[Point]:
    """The places that rooms above serve for these libraries."""
    return [point for gather in rooms.functions("network") for point in gather(libraries, day)]


def due_day(placement: Placement) -> date:
    """The day on which a box that stands at a site is to go: the one it was called back for, if that comes first."""
    return min(placement.ends_on, placement.recalled_on or placement.ends_on)


def _sites(
    deposits: Sequence[DepositSite],
    under_way: Sequence[Placement],
    libraries: Collection[int],
    day: date,
    period: Period,
) -> list[SiteRow]:
    placed: dict[int, list[Placement]] = {}
    for row in under_way:
        placed.setdefault(row.deposit_id, []).append(row)
    here, stood, used = _books_there(libraries), _stood(libraries, period), _uses(libraries, period)
    asked = _asked(libraries)
    found = []
    for each in deposits:
        rows = placed.get(each.pk, [])
        there = [row for row in rows if row.state in Placement.AT_SITE]
        found.append(
            SiteRow(
                each,
                standing([due_day(row) for row in there], day),
                there,
                [row for row in rows if row.state not in Placement.AT_SITE],
                here.get(each.pk, 0),
                stood.get(each.pk, 0),
                used.get((each.site_id, each.library_id), 0),
                asked.get(each.pk, 0),
            )
        )
    return found


def _books_there(libraries: Collection[int]) -> dict[int, int]:
    """Copies that the host of each site has charge of, by site."""
    rows = PlacementLine.objects.filter(
        placement__library__in=libraries,
        placement__state__in=Placement.AT_SITE,
        received__in=THERE,
        copy__custodian=F("placement__deposit__site__organisation"),
    )
    rows = rows.exclude(copy__status__in=(Status.LOST, Status.WITHDRAWN)).order_by()
    return dict(rows.values_list("placement__deposit").annotate(Count("id")))


def _stood(libraries: Collection[int], period: Period) -> dict[int, int]:
    """Different copies that stood at each site on some day of the period."""
    first, last = _bounds(period)
    receipt = Confirmation.objects.filter(placement=OuterRef("pk"), kind=Confirmation.Kind.RECEIPT)
    stays = Placement.objects.filter(library__in=libraries).annotate(since=Subquery(receipt.values("at")[:1]))
    stays = stays.filter(Q(ended_at=None) | Q(ended_at__gte=first), since__lt=last)
    rows = PlacementLine.objects.filter(placement__in=stays.values("pk"), received__in=THERE).order_by()
    return dict(rows.values_list("placement__deposit").annotate(Count("copy", distinct=True)))


def _uses(libraries: Collection[int], period: Period) -> dict[tuple[int, int], int]:
    """Out of the ledger, by site and owner: a host that is a library itself lends its own books there too."""
    sites = DepositSite.objects.filter(library__in=libraries).values("site")
    sums = DailySum.objects.filter(kind__in=USES, booked_on__range=period, site__in=sites, owner__in=libraries)
    rows = sums.order_by().values_list("site", "owner").annotate(n=Sum("quantity"))
    return {(site, owner): n for site, owner, n in rows}


def _asked(libraries: Collection[int]) -> dict[int, int]:
    rows = Question.objects.filter(placement__library__in=libraries, answer="").order_by()
    return dict(rows.values_list("placement__deposit").annotate(Count("id")))


def _bounds(period: Period) -> tuple[datetime, datetime]:
    """From the first moment of the period until before the second one."""
    first = datetime.combine(period.first, datetime.min.time())
    last = datetime.combine(date.fromordinal(period.last.toordinal() + 1), datetime.min.time())
    return timezone.make_aware(first), timezone.make_aware(last)


def _boxes(libraries: Collection[int], under_way: Sequence[Placement]) -> list[BoxRow]:
    away = {row.set_id: row for row in under_way if row.state in AWAY}
    planned = {row.set_id: row for row in under_way if row.state == State.PLANNED}
    rows = list(
        BookSet.objects.filter(library__in=libraries).in_service().select_related("depot").order_by("code", "pk")
    )
    books = packing.counts([row.pk for row in rows])
    return [BoxRow(row, books.get(row.pk, 0), away.get(row.pk), planned.get(row.pk)) for row in rows]


def _due(under_way: Sequence[Placement], day: date) -> list[DueRow]:
    """Within a week, and everything that is late, the earliest first."""
    sent = [row.pk for row in under_way if row.state == State.SENT]
    left = dict(
        Confirmation.objects.filter(placement__in=sent, kind=Confirmation.Kind.DISPATCH).values_list("placement", "at")
    )
    found = []
    for row in under_way:
        if row.state == State.PLANNED:
            due = DueRow(row.begins_on, Step.LEAVE, row, row.begins_on < day)
        elif row.state == State.SENT:
            since = timezone.localdate(left[row.pk]) if row.pk in left else row.begins_on
            due = DueRow(since, Step.CONFIRM, row, since + SOON < day)
        else:
            by = due_day(row)
            due = DueRow(by, Step.RECALLED if row.recalled_on == by else Step.BACK, row, by < day)
        if due.day <= day + SOON:
            found.append(due)
    return sorted(found, key=lambda due: (due.day, due.placement.pk))


def _questions(libraries: Collection[int]) -> list[OpenRow]:
    rows = Question.objects.filter(placement__library__in=libraries, answer="").order_by()
    told = rows.values_list("placement", "placement__set__code", "placement__deposit__site__name", "kind")
    return sorted((OpenRow(*row) for row in told.annotate(Count("id"), Min("raised_at"))), key=lambda row: row.since)


def _refused(libraries: Collection[int], period: Period) -> QuerySet[Placement]:
    """Boxes that left and came back without anybody having taken them over, the last first."""
    first, last = _bounds(period)
    rows = Placement.objects.filter(
        library__in=libraries, state=State.CANCELLED, ended_at__gte=first, ended_at__lt=last
    )
    rows = rows.filter(confirmations__kind=Confirmation.Kind.DISPATCH)
    return rows.select_related("set", "deposit__site").order_by("-ended_at")
