"""What somebody should look at today: targets that will be missed, figures that jumped, totals that lack somebody."""

from collections.abc import Sequence
from dataclasses import dataclass

from lienthu.dashboards.queries.overview import Headline
from lienthu.indicators.rules.forecast import Standing


@dataclass(frozen=True)
class Attention:
    """`behind` and `jumped`: headlines. `missing`: organisations, by key, that some total lacks."""

    behind: Sequence[Headline]
    close: Sequence[Headline]
    jumped: Sequence[Headline]
    missing: Sequence[int]

    @property
    def is_empty(self) -> bool:
        return not (self.behind or self.close or self.jumped or self.missing)


def attention(headlines: Sequence[Headline]) -> Attention:
    """Out of what the overview knows anyway."""
    return Attention(
        behind=[row for row in headlines if row.standing == Standing.BEHIND],
        close=[row for row in headlines if row.standing == Standing.CLOSE],
        jumped=[row for row in headlines if row.is_jump],
        missing=sorted({one for row in headlines for one in row.figure.missing}),
    )
