"""The returns that a figure rests on."""

from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import Period
from lienthu.returns.models import Call, Entry, Return


def behind(code: str, place: Place, period: Period) -> list[Entry]:
    """What the place's own returns within the period say of the indicator, with `of` and its call; the newest first.

    Of a sum over several organisations there may be none: each of them has its own.
    """
    asks = {Sort.LIBRARY: Call.Asks.SELF, Sort.NETWORK: Call.Asks.NETWORK}.get(place.sort)
    if asks is None:
        return []
    handed_in = Return.objects.standing().filter(
        organisation=place.pk, state__in=Return.TOLD, call__asks=asks,
        call__first_on__gte=period.first, call__until__lte=period.until,
    )  # fmt: skip
    rows = Entry.objects.filter(of__in=handed_in, indicator=code).exclude(state=Entry.State.EMPTY)
    return list(rows.select_related("of__call").order_by("-of__call__until", "-of__submitted_at", "-pk"))
