"""What somebody should look at today: late returns, targets, jumps, totals that lack somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef

from lienthu.dashboards.queries.overview import Headline
from lienthu.federation.models import Organisation
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.queries.targets import places_below
from lienthu.indicators.rules.forecast import Standing
from lienthu.indicators.rules.periods import Period, of_month
from lienthu.ledger.models import DailySum
from lienthu.returns.models import Return
from lienthu.returns.queries.told import silent


@dataclass(frozen=True)
class Attention:
    """`late`: returns by the days that they are late, longest first. `missing`: organisations that some total lacks.
    `unknown`: members of whom there is neither a return nor an entry in the ledger."""

    late: Sequence[tuple[Return, int]]
    behind: Sequence[Headline]
    close: Sequence[Headline]
    jumped: Sequence[Headline]
    missing: Sequence[int]
    unknown: Sequence[int]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.behind or self.close or self.jumped or self.missing or self.unknown)


def attention(headlines: Sequence[Headline], place: Place, period: Period, today: date) -> Attention:
    """Out of what the overview knows anyway, and a few questions for the returns."""
    return Attention(
        late=late_returns(place, today),
        behind=[row for row in headlines if row.standing == Standing.BEHIND],
        close=[row for row in headlines if row.standing == Standing.CLOSE],
        jumped=[row for row in headlines if row.is_jump],
        missing=sorted({one for row in headlines for one in row.figure.missing}),
        unknown=unknown_members(place, period),
    )


def late_returns(place: Place, today: date) -> list[tuple[Return, int]]:
    """Those of the place's organisations, and the federation's own calls among them, that are past their day."""
    if place.sort == Sort.SITE:
        return []
    month = of_month(today)
    who = list(shares([place], month)[place])
    rows = Return.objects.outstanding().filter(organisation__in=who, call__due_on__lt=today).select_related("call")
    return [(row, (today - row.call.due_on).days) for row in rows.order_by("call__due_on", "organisation__code")]


def unknown_members(place: Place, period: Period) -> list[int]:
    """Of a federation: the members whose whole networks have handed in nothing and have nothing in the ledger."""
    if place.sort != Sort.FEDERATION:
        return []
    held = shares(places_below(place, period), period)
    every = {one for parts in held.values() for one in parts}
    served = DailySum.objects.filter(host=OuterRef("pk"), booked_on__gte=period.first, booked_on__lt=period.until)
    told = Return.objects.standing().filter(
        state__in=Return.TOLD, call__first_on__gte=period.first, call__until__lte=period.until
    )
    known = Exists(served) | Exists(told.filter(organisation=OuterRef("pk")))  # a look into an index for each
    heard = set(Organisation.objects.filter(known, pk__in=every).values_list("pk", flat=True))
    quiet = {member: parts.keys() for member, parts in held.items() if heard.isdisjoint(parts)}
    still = silent({one for parts in quiet.values() for one in parts}, period)  # nor do they own what others lent
    return sorted(member.pk for member, parts in quiet.items() if parts <= still)
