"""What ways between libraries cost, as pages and files show it."""

import csv
import io
from collections.abc import Collection
from datetime import date

from lienthu.circulation.models import WayCost
from lienthu.circulation.queries.holds import Places
from lienthu.circulation.rules import holds as rules
from lienthu.common.dated import on_day
from lienthu.federation.models import Federation, Membership, Organisation

COLUMNS = ("from", "from_site", "to", "to_site", "cost")
# The same columns in Vietnamese: a file may have either.
IN_VIETNAMESE = dict(zip(("từ", "từ điểm", "đến", "đến điểm", "chi phí"), COLUMNS, strict=True))


def federations(on: date) -> list[Federation]:
    """The federations that have members on the day."""
    return list(Federation.objects.filter(pk__in=Membership.objects.filter(on_day(on)).values("federation")))


def libraries(on: date, groups: Collection[Federation]) -> list[Organisation]:
    """Between whom ways are asked for: the members of these federations; without any, every library. By code."""
    members = Membership.objects.filter(on_day(on), federation__in=groups).values("organisation")
    found = Organisation.objects.filter(closed_on=None)
    own = found.filter(pk__in=members) if groups else found.filter(kind=Organisation.Kind.LIBRARY)
    return list(own.order_by("code"))


def costs(starts: Collection[int], ends: Collection[int], on: date) -> dict[tuple[int, int], rules.Cost]:
    """What each way costs from one of these organisations to another, and what says so. Four queries."""
    places = Places([(each, None) for each in {*starts, *ends}], on)
    rows = WayCost.objects.order_by("pk")
    found = rows.values_list("from_organisation_id", "from_site_id", "to_organisation_id", "to_site_id", "cost")
    table = [rules.Way(start, first or 0, end, last or 0, cost) for start, first, end, last, cost in found]
    known = {each: places(each, None) for each in {*starts, *ends}}
    return {(start, end): rules.cost(known[start], known[end], table) for start in starts for end in ends}


def own(start: Organisation) -> dict[int, WayCost]:
    """The rows for ways that begin at the organisation as a whole, by where they end."""
    rows = WayCost.objects.filter(from_organisation=start, from_site=None, to_site=None)
    return {row.to_organisation_id: row for row in rows}


def as_csv() -> str:
    """Every row that somebody wrote down; codes of organisations, names of sites."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for row in WayCost.objects.select_related("from_organisation", "from_site", "to_organisation", "to_site"):
        ends = (row.from_organisation.code, row.from_site, row.to_organisation.code, row.to_site)
        writer.writerow([*(str(each or "") for each in ends), row.cost])
    return file.getvalue()
