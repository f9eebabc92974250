"""Holds as desks, lists and readers need them: queues, what could serve whom, and where it is fetched."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from django.db.models import Exists, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, SourceRecord, Title
from lienthu.catalogue.queries import titles_shown
from lienthu.circulation import rules
from lienthu.circulation.models import Hold, Loan, WayCost
from lienthu.circulation.queries.policies import rules_of, terms_for
from lienthu.circulation.rules import holds as hold_rules
from lienthu.common import stretches
from lienthu.common.prepared import Read
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.lib.matching import volume_key
from lienthu.patrons.models import Patron

State, Status = Hold.State, Copy.Status
_NUMBER = re.compile(r"\d+")
# Where a reader can fetch something by themselves. To a mobile library's stop it comes with the next trip.
FETCHED_AT = (Site.Kind.MAIN, Site.Kind.BRANCH, Site.Kind.READING_ROOM, Site.Kind.STOP, Site.Kind.OTHER)
COULD_COME = (Status.AVAILABLE, Status.ON_LOAN, Status.IN_PROCESS, Status.IN_TRANSIT, Status.RESERVED)


def numbers_of(title: int) -> QuerySet[Title, int]:
    """The title's own number and those that lead to it, for `title__in`."""
    return Title.objects.filter(Q(pk=title) | Q(merged_into=title)).order_by().values_list("pk", flat=True)


def title_of(hold: Hold) -> int:
    """The title that the hold is on now; one query where the hold was read without its title."""
    return hold.title.merged_into_id or hold.title_id


def part_of(facts: str) -> str:
    """The volume as a record names it, as holds keep it."""
    return ". ".join(facts_from_json(facts).parts)[:255]


def volumes(title: int) -> list[str]:
    """The volumes among which a reader can choose: none unless the title's records differ in them."""
    facts = SourceRecord.objects.filter(title=title, withdrawn_at=None).order_by("pk").values_list("facts", flat=True)
    found: dict[str, str] = {}  # one spelling for each
    for part in map(part_of, facts):
        found.setdefault(_NUMBER.sub(lambda number: number[0].zfill(9), volume_key(part)), part)
    return [found[key] for key in sorted(found) if found[key]] if len(found) > 1 else []


def material_of(title: int) -> str:
    """The kind of material, as the title's first record has it; "" for a title without records."""
    records = SourceRecord.objects.filter(title=title).order_by("withdrawn_at", "pk")
    facts = records.values_list("facts", flat=True).first()
    return facts_from_json(facts).kind if facts else ""


def headings(titles: Iterable[int]) -> dict[int, str]:
    """What each of these titles is called; "" for one without records. One query."""
    wanted = list(titles)
    shown = titles_shown(wanted)
    return {title: shown[title].heading if title in shown else "" for title in wanted}


def queue(title: int) -> QuerySet[Hold]:
    """The open holds on the title, first in front."""
    return _with_people(Hold.objects.open().filter(title__in=numbers_of(title))).order_by("rank", "pk")


def _with_people(holds: QuerySet[Hold]) -> QuerySet[Hold]:
    return holds.select_related("title", "patron__category", "copy__record", "library", "site")


def unserved(copy: Copy) -> QuerySet[Hold]:
    """The holds that wait without a copy and ask for this one or its title, first in front. Read at each check-in."""
    return (
        _waiting_for(copy.pk, copy.record.title_id).select_related("patron__category", "title").order_by("rank", "pk")
    )


def _waiting_for(copy: int, title: int) -> QuerySet[Hold]:
    waiting = Hold.objects.filter(title__in=numbers_of(title), state=State.WAITING, closed_at=None, copy=None)
    return waiting.filter(Q(only_copy=None) | Q(only_copy=copy))


def is_waited_for(copy: Copy) -> bool:
    """Whether anybody is `unserved` who asks for the copy or its title: nobody, nearly always, and told for less."""
    calm = stretches.known(CALM)
    if calm is not None and copy.pk in calm:
        return False
    return bool(_WAITS(copy.pk, copy.record.title_id))


_WAITS: Final = Read(lambda copy, title: _waiting_for(copy, title).order_by().values_list("pk")[:1], int, int)


CALM = "copies that nobody waits for"  # what a stretch of acts knows until it changes a hold


def calm_ahead(copies: Iterable[Copy]) -> None:
    """Before the acts of a stretch that are about these copies: which of them nobody waits for."""
    titles = {copy.pk: copy.record.title_id for copy in copies}
    wanted = set(titles.values())
    numbers = Title.objects.filter(Q(pk__in=wanted) | Q(merged_into__in=wanted)).order_by().values_list("pk", flat=True)
    waiting = Hold.objects.filter(title__in=numbers, state=State.WAITING, closed_at=None, copy=None).order_by()
    asked = {title for pair in waiting.values_list("title", "title__merged_into") for title in pair}
    stretches.keep(CALM, {copy for copy, title in titles.items() if title not in asked})


def asks_for(copy: Copy) -> bool:
    """Whether a free copy on the desk has to do with a hold: somebody waits for it, or it lay on the hold shelf."""
    left = Hold.objects.filter(copy=copy.pk, left_on_shelf=True)
    return unserved(copy).exists() or left.exists()


def hold_of(copy: int) -> Hold | None:
    """The open hold that the copy serves."""
    return _with_people(Hold.objects.open().filter(copy=copy)).first()


def open_holds_of(patron: Patron) -> QuerySet[Hold]:
    """What the patron waits for, what is ready first."""
    holds = _with_people(Hold.objects.open().filter(patron=patron))
    return holds.order_by("ready_at", "placed_at", "pk")


def kept(hold: Hold, library: int, patron: int | None = None) -> rules.Kept:
    """The hold as the library's desk may be told of it: whose it is only where it is fetched."""
    return rules.Kept(
        to=str(hold.patron) if hold.patron is not None and hold.library_id == library else "",
        pulled=hold.state != State.WAITING,
        until=hold.shelf_until if hold.state == State.READY else None,
        same_patron=hold.patron_id is not None and hold.patron_id == patron,
    )


# --- what could serve whom


def as_waiting(hold: Hold, on: date) -> hold_rules.Waiting:
    """The hold as rules decide its turn on the day. Two queries."""
    terms = None
    if hold.patron is not None:
        category, material = hold.patron.category.code, material_of(title_of(hold))
        terms = terms_for(library=hold.library_id, category=category, material=material, on=on)
    return hold_rules.Waiting(
        hold=hold.pk,
        library=hold.library_id,
        part=hold.part,
        only_copy=hold.only_copy_id or 0,
        sleeps=hold.sleeps(on),
        run_out=hold.expires_on is not None and hold.expires_on < on,
        in_house_only=terms is not None and terms.yes("in_house_only"),
        passed_over=frozenset(hold.passed_over),
    )


def offered(copies: Collection[Copy], on: date, *, in_hand: bool = False) -> dict[int, hold_rules.Offered]:
    """The copies, read with their records, as rules decide whom they serve. Two queries."""
    lending = Lenders({copy.owner_id for copy in copies}, on)
    return {
        copy.pk: hold_rules.Offered(
            copy=copy.pk,
            owner=copy.owner_id,
            custodian=copy.custodian_id,
            part=part_of(copy.record.facts),
            lends_to_others=lending(copy.owner_id, facts_from_json(copy.record.facts).kind),
            in_hand=in_hand,
        )
        for copy in copies
    }


class Lenders:
    """Whether an organisation has its copies of a kind sent to other libraries' readers. Two queries for all."""

    def __init__(self, organisations: Collection[int], on: date) -> None:
        above = federation.ancestors(organisations, on)
        self._lines = {each: (each, *reversed(above[each])) for each in organisations}
        everybody = {organisation for line in self._lines.values() for organisation in line}
        self._rules = rules_of(everybody, categories={""})

    def __call__(self, organisation: int, material: str) -> bool:
        line = self._lines[organisation]
        return rules.resolve(self._rules, line=line, category="", material=material).yes("lends_to_others")


def free_copies(hold: Hold) -> list[Copy]:
    """The copies that are free and of what the hold asks for, with their records."""
    copies = Copy.objects.filter(status=Status.AVAILABLE, record__withdrawn_at=None).select_related("record", "place")
    if hold.only_copy_id:
        return list(copies.filter(pk=hold.only_copy_id))
    return list(copies.filter(record__title__in=numbers_of(title_of(hold))).order_by("pk"))


def candidates(hold: Hold, on: date) -> list[Copy]:
    """The free copies that may serve the hold on the day."""
    waiting, free = as_waiting(hold, on), free_copies(hold)
    fit = offered(free, on) if free else {}
    return [copy for copy in free if not hold_rules.against(waiting, fit[copy.pk])]


def could_serve(title: int, library: int, part: str, only_copy: int, on: date) -> int:
    """How many copies, free or not, could ever come to a reader of the library."""
    copies = Copy.objects.filter(status__in=COULD_COME, record__withdrawn_at=None).select_related("record")
    copies = copies.filter(pk=only_copy) if only_copy else copies.filter(record__title__in=numbers_of(title))
    waiting = hold_rules.Waiting(hold=0, library=library, part=part, only_copy=only_copy)
    return sum(not hold_rules.against(waiting, each) for each in offered(list(copies), on).values())


class Places:
    """Organisations and sites as rules know them: their lines in the tree, their points on the map. Two queries."""

    def __init__(self, wanted: Collection[tuple[int, int | None]], on: date) -> None:
        organisations = {organisation for organisation, _site in wanted}
        self._above = federation.ancestors(organisations, on)
        self._points: dict[int, tuple[float, float] | None] = {}
        self._main: dict[int, int] = {}
        for site in Site.objects.filter(organisation__in=organisations).order_by("pk"):
            point = (site.latitude, site.longitude)
            self._points[site.pk] = point if site.latitude is not None else None  # type: ignore[assignment]
            if site.closed_on is None and (site.organisation_id not in self._main or site.kind == Site.Kind.MAIN):
                self._main[site.organisation_id] = site.pk

    def __call__(self, organisation: int, site: int | None) -> hold_rules.Place:
        """The place; a library's main site stands for one that nobody wrote down."""
        point = self._points.get(site or self._main.get(organisation, 0))
        return hold_rules.Place(organisation, site or 0, (organisation, *reversed(self._above[organisation])), point)


def ways_to(place: hold_rules.Place) -> list[hold_rules.Way]:
    """The rows of the table of costs that end at the place or above it."""
    rows = WayCost.objects.filter(to_organisation__in=place.line).order_by("pk")
    found = rows.values_list("from_organisation_id", "from_site_id", "to_organisation_id", "to_site_id", "cost")
    return [
        hold_rules.Way(start, from_site or 0, end, to_site or 0, cost) for start, from_site, end, to_site, cost in found
    ]


def choose(hold: Hold, copies: Collection[Copy], on: date) -> hold_rules.Choice | None:
    """Which of the copies serves the hold best. Five queries, whatever their number."""
    if not copies:
        return None
    places = Places([(hold.library_id, hold.site_id), *((each.custodian_id, each.place_id) for each in copies)], on)
    used = dict(
        Loan.objects.filter(copy__in=[each.pk for each in copies])
        .order_by()
        .values_list("copy")
        .annotate(last=Max("checked_out_at"))
    )
    end = places(hold.library_id, hold.site_id)
    found = [
        hold_rules.Candidate(
            copy=each.pk,
            place=places(each.custodian_id, each.place_id),
            last_used=timezone.localdate(used[each.pk]) if each.pk in used else None,
        )
        for each in copies
    ]
    return hold_rules.choose(found, end, ways_to(end))


# --- placing


class Pickup(NamedTuple):
    """A place where a reader can fetch something."""

    library: Organisation
    site: Site | None
    name: str

    @property
    def key(self) -> str:
        return f"{self.library.pk}-{self.site.pk if self.site else 0}"


def pickups(patron: Patron, on: date) -> list[Pickup]:
    """Where the patron's card serves: their library's places, then those of the libraries above it. Three queries."""
    line = [patron.library_id, *reversed(federation.ancestors([patron.library_id], on)[patron.library_id])]
    libraries = {
        each.pk: each
        for each in Organisation.objects.filter(pk__in=line, kind=Organisation.Kind.LIBRARY, closed_on=None)
    }
    names = federation.short_names(line, on)
    sites: dict[int, list[Site]] = {}
    for site in federation.sites_of(line, on).filter(kind__in=FETCHED_AT).order_by("pk"):
        sites.setdefault(site.organisation_id, []).append(site)
    found = []
    for organisation in line:
        if organisation not in libraries:
            continue
        own = sorted(sites.get(organisation, []), key=lambda site: (site.kind != Site.Kind.MAIN, site.name))
        name = names[organisation]
        library = libraries[organisation]
        if not own:
            found.append(Pickup(library, None, name))
        for site in own:
            found.append(Pickup(library, site, names.place(organisation, site.name, between=": ")))
    return found


def shelf_here(title: int, part: str, library: int, site: int | None) -> str:
    """Where a free copy stands at the place of pickup, in words a reader can follow; "" where none does."""
    copies = Copy.objects.filter(
        status=Status.AVAILABLE, record__title__in=numbers_of(title), custodian=library, record__withdrawn_at=None
    ).select_related("record", "place")
    if site:
        copies = copies.filter(Q(place=site) | Q(place=None))
    for copy in copies.order_by("pk"):
        if hold_rules.is_volume(part, part_of(copy.record.facts)):
            said = [copy.place.name if copy.place else "", copy.shelf, copy.call_number, str(copy)]
            return " · ".join(filter(None, said))
    return ""


def on_loan_to(patron: Patron, title: int) -> bool:
    return Loan.objects.open().filter(patron=patron, copy__record__title__in=numbers_of(title)).exists()


# --- lists


def to_pull(library: Organisation) -> QuerySet[Hold]:
    """What the library has to fetch from its shelves for holds, in the order of the shelves."""
    holds = _with_people(Hold.objects.open().filter(state=State.WAITING, copy__custodian=library))
    holds = holds.select_related("title", "patron__category", "copy__record", "copy__place", "library", "site")
    return holds.order_by("copy__place__name", "copy__shelf", "copy__call_number", "copy__accession_number", "pk")


def on_shelf(library: Organisation) -> QuerySet[Hold]:
    """What is ready at the library, by readers' names."""
    return _with_people(Hold.objects.open().filter(library=library, state=State.READY)).order_by(
        "patron__sort_key", "pk"
    )


def left_on_shelf(library: Organisation) -> QuerySet[Hold]:
    """What nobody fetched, and stands on the hold shelf still: neither lent nor sent since."""
    since = Loan.objects.filter(copy=OuterRef("copy"), checked_out_at__gte=OuterRef("closed_at"))
    holds = Hold.objects.filter(library=library, left_on_shelf=True, copy__custodian=library)
    return _with_people(holds.exclude(Exists(since)).exclude(copy__status=Status.IN_TRANSIT)).order_by(
        "closed_at", "pk"
    )


def coming(library: Organisation) -> QuerySet[Hold]:
    """What is on its way to the library for its readers."""
    return _with_people(Hold.objects.open().filter(library=library, state=State.IN_TRANSIT)).order_by("pk")


def waiting(library: Organisation) -> QuerySet[Hold]:
    """The holds to be fetched at the library that still wait, the longest first."""
    return _with_people(Hold.objects.open().filter(library=library, state=State.WAITING)).order_by("placed_at", "pk")


def ended(patron: Patron, limit: int = 20) -> QuerySet[Hold]:
    """What the patron waited for before, last first: kept only as long as the law and their own wish allow."""
    return _with_people(Hold.objects.filter(patron=patron).exclude(closed_at=None)).order_by("-pk")[:limit]


@dataclass(frozen=True)
class Standing:
    """A hold in its queue. `ahead`: how many wait before it; `due`: when the first copy on loan is due back."""

    hold: Hold
    ahead: int
    free: int
    lent: int
    due: datetime | None


def standings(holds: Collection[Hold]) -> dict[int, Standing]:
    """Where each hold stands. Three queries for all: queues, copies, loans."""
    titles = {hold.pk: title_of(hold) for hold in holds}
    open_ones = Hold.objects.open().filter(
        Q(title__in=set(titles.values())) | Q(title__merged_into__in=set(titles.values()))
    )
    queues: dict[int, list[tuple[int, int, str]]] = {}
    for pk, title, merged, rank, state in open_ones.values_list(
        "pk", "title_id", "title__merged_into_id", "rank", "state"
    ):
        queues.setdefault(merged or title, []).append((rank, pk, state))
    of_titles: dict[int, list[tuple[str, int]]] = {}
    copies = Copy.objects.filter(record__title__in=set(titles.values()), record__withdrawn_at=None)
    for pk, title, status in copies.values_list("pk", "record__title_id", "status"):
        of_titles.setdefault(title, []).append((status, pk))
    lent = [pk for rows in of_titles.values() for status, pk in rows if status == Status.ON_LOAN]
    due = dict(Loan.objects.open().filter(copy__in=lent).order_by().values_list("copy_id", "due_at"))
    found = {}
    for hold in holds:
        rows = of_titles.get(titles[hold.pk], [])
        before = [
            each for each in queues.get(titles[hold.pk], ()) if each[:2] < (hold.rank, hold.pk) and each[2] == "waiting"
        ]
        days = [due[pk] for status, pk in rows if status == Status.ON_LOAN and pk in due]
        found[hold.pk] = Standing(
            hold=hold,
            ahead=len(before),
            free=sum(status == Status.AVAILABLE for status, _pk in rows),
            lent=sum(status == Status.ON_LOAN for status, _pk in rows),
            due=min(days, default=None),
        )
    return found
