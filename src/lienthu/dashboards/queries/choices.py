"""What a page lets one choose: whose figures, and over which period."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.common.access import allowed
from lienthu.common.dated import on_day
from lienthu.federation.models import Membership, Organisation, Site, Term
from lienthu.federation.queries import ancestors
from lienthu.indicators.queries.access import READ, offered
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import periods
from lienthu.indicators.rules.periods import Period
from lienthu.ledger.models import DailySum

YEARS = 10
PARTS = ("6M", "9M", "Q1", "Q2", "Q3", "Q4")


def readable(user: User, places: Collection[Place], day: date) -> set[Place]:
    """Those of the libraries, networks and sites whose own pages the user may open."""
    reached = reach(user, READ, day)
    if reached is None:
        return set(places)
    mine = {each.pk for each in reached}
    sites = [place.pk for place in places if place.sort == Sort.SITE]
    of_sites = dict(Site.objects.filter(pk__in=sites).values_list("pk", "organisation_id")) if sites else {}
    return {
        place
        for place in places
        if place.sort != Sort.FEDERATION and (of_sites.get(place.pk) if place.sort == Sort.SITE else place.pk) in mine
    }


def places(user: User, library: Organisation | None, place: Place, day: date) -> list[Place]:
    """Where the person works and its federations, the place itself, and what stands above it and may be read."""
    found = [*offered(user, library, day), place]
    if place.sort == Sort.SITE:
        found.append(Place(Sort.LIBRARY, Site.objects.get(pk=place.pk).organisation_id))
    elif place.sort != Sort.FEDERATION:
        above = [Place(Sort.NETWORK, pk) for pk in reversed(ancestors([place.pk], day)[place.pk])]
        may_read = readable(user, above, day)
        found += [each for each in above if each in may_read]
        found += [Place(sort, place.pk) for sort in (Sort.NETWORK, Sort.LIBRARY)]
    return list(dict.fromkeys(found))


def default_place(user: User, library: Organisation | None, day: date) -> Place | None:
    """Where somebody begins: where they work, else a federation, else whatever their roles are over."""
    places = offered(user, library, day)
    if places:
        return next((place for place in places if place.sort != Sort.FEDERATION or _has_entries(place, day)), places[0])
    reached = reach(user, READ, day)
    if reached is None:
        reached = list(Organisation.objects.filter(kind=Organisation.Kind.LIBRARY)[:1])
    return next((Place(Sort.NETWORK, each.pk) for each in reached if allowed(user, READ, each)), None)


def _has_entries(place: Place, day: date) -> bool:
    """Whether a member of the federation is at work in this hub: of the others it knows nothing yet."""
    seats = Membership.objects.filter(on_day(day), federation=place.pk)
    return DailySum.objects.filter(host__in=seats.values("organisation")).exists()


def spans(place: Place, period: Period, today: date) -> list[tuple[str, list[Period]]]:
    """Periods by kind, for a list: years; the parts and months of the year looked at; terms of the federation."""
    year = period.first.year
    years = [periods.of_year(today.year - back) for back in range(YEARS)]
    parts = [periods.read(f"{year}-{part}") for part in PARTS]
    months = list(periods.of_year(year).months())
    found = [("years", years), ("parts", parts), ("months", months)]
    if place.sort == Sort.FEDERATION:
        found.append(("terms", [span for span, _name in terms(place.pk, today)]))
    if not any(period in listed for _group, listed in found):
        found.append(("chosen", [period]))
    return [(group, listed) for group, listed in found if listed]


def terms(federation: int, today: date) -> Sequence[tuple[Period, str]]:
    """The federation's terms with their names, the newest first; one without an end goes to today."""
    rows = Term.objects.filter(federation=federation, valid_from__isnull=False, valid_from__lte=today)
    found = []
    for term in rows:
        if term.valid_from is not None:
            found.append((Period(term.valid_from, term.valid_to or today + timedelta(days=1)), term.name))
    return found
