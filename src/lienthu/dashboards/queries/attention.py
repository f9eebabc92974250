"""What somebody should look at today: late returns, targets, jumps, totals that lack somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lienthu.dashboards.queries.overview import Headline
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.rules.forecast import Standing
from lienthu.indicators.rules.periods import of_month
from lienthu.returns.models import Return


@dataclass(frozen=True)
class Attention:
    """`late`: returns by the days that they are late, longest first. `missing`: organisations that some total lacks."""

    late: Sequence[tuple[Return, int]]
    behind: Sequence[Headline]
    close: Sequence[Headline]
    jumped: Sequence[Headline]
    missing: Sequence[int]

    @property
    def is_empty(self) -> bool:
        return not (self.late or self.behind or self.close or self.jumped or self.missing)


def attention(headlines: Sequence[Headline], place: Place, today: date) -> Attention:
    """Out of what the overview knows anyway, and one question for the returns."""
    return Attention(
        late=late_returns(place, today),
        behind=[row for row in headlines if row.standing == Standing.BEHIND],
        close=[row for row in headlines if row.standing == Standing.CLOSE],
        jumped=[row for row in headlines if row.is_jump],
        missing=sorted({one for row in headlines for one in row.figure.missing}),
    )


def late_returns(place: Place, today: date) -> list[tuple[Return, int]]:
    """Those of the place's organisations, and the federation's own calls among them, that are past their day."""
    if place.sort == Sort.SITE:
        return []
    month = of_month(today)
    who = list(shares([place], month)[place])
    rows = Return.objects.outstanding().filter(organisation__in=who, call__due_on__lt=today).select_related("call")
    return [(row, (today - row.call.due_on).days) for row in rows.order_by("call__due_on", "organisation__code")]
