"""What holds at a library, by itself or by what stands above it."""

from datetime import date

from lienthu.circulation.queries.policies import line_of
from lienthu.federation.models import Organisation
from lienthu.visits import rules
from lienthu.visits.models import Allotment, VisitRule


def terms_of(library: Organisation, on: date) -> rules.Terms:
    """The terms for visits and computers. Two queries."""
    line = line_of(library.pk, on)
    return rules.resolve(VisitRule.objects.filter(organisation__in=line), line)


def allotment_of(library: Organisation, on: date, *, age_band: str, category: str) -> int:
    """Minutes a day for somebody of this band and category. Two queries."""
    line = line_of(library.pk, on)
    rows = Allotment.objects.filter(organisation__in=line)
    return rules.allotted(rows, line, age_band=age_band, category=category)


def allotments_at(library: Organisation, on: date) -> list[Allotment]:
    """The rows that reach the library, its own first, then those from above, the nearest first."""
    line = line_of(library.pk, on)
    rows = Allotment.objects.filter(organisation__in=line).select_related("organisation")
    return sorted(rows, key=lambda row: (line.index(row.organisation_id), row.category, row.age_band))
