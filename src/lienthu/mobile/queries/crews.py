"""Which rule holds for a crew, and what a trip lacks."""

from datetime import date

from lienthu.common.dated import on_day
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.mobile import rules
from lienthu.mobile.models import CrewRule, Trip


def rule_for(library: Organisation, day: date) -> CrewRule | None:
    """The rule of the nearest organisation up the tree that laid one down, else the hub's; None: none."""
    line = [library.pk, *reversed(federation.ancestors([library.pk], day)[library.pk])]
    rows = {row.organisation_id: row for row in CrewRule.objects.filter(on_day(day)).order_by("valid_from", "pk")}
    found = next((rows[each] for each in line if each in rows), None)
    return found or rows.get(None)


def needed(rule: CrewRule | None) -> rules.Needed:
    """The rule as the check takes it; what is built in where nobody has laid one down."""
    if rule is None:
        return rules.BUILT_IN
    return rules.Needed(rule.people, rule.operators, rule.librarians, str(rule))


def lacks(trip: Trip) -> list[str]:
    """What the trip's crew lacks by the rule of its day, in sentences."""
    duties = [member.duty for member in trip.members.all()]
    return rules.crew_problems(duties, needed(rule_for(trip.library, trip.on)))
