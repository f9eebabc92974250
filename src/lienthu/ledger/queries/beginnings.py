"""Since when the ledger knows of a kind of doing at an organisation."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from lienthu.ledger.models import Beginning


@dataclass(frozen=True)
class Begun:
    """By organisation, and by kind and channel there: the first day of the first month that has any."""

    first: Mapping[int, Mapping[tuple[str, str], date]]

    def since(self, organisation: int, kinds: Collection[str], channels: Collection[str] | None = None) -> date | None:
        """The first month of any of the kinds (and channels); None where there never was one."""
        return min(
            (
                month
                for (kind, channel), month in self.first.get(organisation, {}).items()
                if kind in kinds and (channels is None or channel in channels)
            ),
            default=None,
        )


def begun(credit: str, organisations: Collection[int]) -> Begun:
    """Of these organisations, as hosts or as owners (`Beginning.Credit`). One query; a few rows for each of them."""
    rows = Beginning.objects.filter(credit=credit, organisation__in=list(organisations)).order_by()
    first: dict[int, dict[tuple[str, str], date]] = {}
    for organisation, kind, channel, month in rows.values_list("organisation", "kind", "channel", "month"):
        first.setdefault(organisation, {})[kind, channel] = month
    return Begun(first)
