"""What somebody scanned or typed into the one box: a patron's card, a copy, or words."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, Final, NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.calendars.queries import stamp_beside
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.derive import with_parts
from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.copies import numbered
from lienthu.catalogue.search.backend import SearchError
from lienthu.catalogue.search.state import read_state
from lienthu.circulation.models import DeskAction, Fee, Hold
from lienthu.circulation.queries.holds import headings, part_of, title_of
from lienthu.circulation.queries.loans import facts_of
from lienthu.common import stretches
from lienthu.common.prepared import Read, cursor
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.patrons import queries as patrons
from lienthu.patrons.models import Card, Message, Patron

PATRONS_SHOWN = 8
TITLES_SHOWN = 8
COPIES_SHOWN = 40


class Found(NamedTuple):
    """A title with the copies of it that are in the library's charge."""

    title: int
    heading: str
    author: str
    copies: list[Copy]

    @property
    def on_shelf(self) -> list[tuple[Copy, str]]:
        """The copies, each with its volume where they are not all of one."""
        parts = [part_of(copy.record.facts) for copy in self.copies]
        return list(zip(self.copies, parts if len(set(parts)) > 1 else [""] * len(parts), strict=True))

    @property
    def lendable(self) -> bool:
        """Whether one of them stands there and can be lent now."""
        return any(copy.status == Copy.Status.AVAILABLE for copy in self.copies)


@dataclass(frozen=True)
class Reading:
    """What the text means; several fields are filled only where it may mean several things."""

    text: str
    patron: Patron | None = None
    copies: Sequence[Copy] = ()
    patrons: Sequence[Patron] = ()
    titles: Sequence[Found] = field(default=())
    dead_card: Card | None = None  # a card with this code that was lost or replaced
    elsewhere: Sequence[Found] = field(default=())  # titles of which the library has no copy; their copies are left out

    @property
    def copy(self) -> Copy | None:
        """The one copy it means."""
        return self.copies[0] if len(self.copies) == 1 else None

    @property
    def nothing(self) -> bool:
        return not (self.patron or self.copies or self.patrons or self.titles or self.elsewhere)


def libraries_of(library: Organisation) -> list[int]:
    """Whose patrons the desk serves: the library's and those of what stands below it. One query."""
    return [library.pk, *federation.descendants(library, timezone.localdate())]


def read(text: str, *, library: Organisation, libraries: Sequence[int], everywhere: bool = False) -> Reading:
    """A card first, then a copy's number, then words of names and titles; `everywhere`: also of other libraries'."""
    text = " ".join(text.replace("\x00", " ").split())  # a NUL is no text to PostgreSQL
    if not text:
        return Reading(text)
    patron = patrons.patron_by_card(text, libraries=libraries)
    if patron is not None:
        return Reading(text, patron=patron)
    copies = copies_with(text, library)
    if copies:
        return Reading(text, copies=copies)
    dead = patrons.card_by_code(text, libraries=libraries)
    named = patrons.search(text, library=libraries, limit=PATRONS_SHOWN)
    ours = titles_with(text, library)
    elsewhere = titles_elsewhere(text, {found.title for found in ours}) if everywhere else []
    return Reading(text, patrons=named, titles=ours, elsewhere=elsewhere, dead_card=dead)


def copies_with(code: str, library: Organisation) -> list[Copy]:
    """The copies with this barcode or accession number; those in the library's charge, where there are any."""
    numbers = numbered((code, code.upper()))
    found = _COPY(numbers[0]) if len(numbers) == 1 else list(_copies(numbers)[:COPIES_SHOWN])
    ours = [copy for copy in found if copy.custodian_id == library.pk]
    return ours or found


def _copies(numbers: Collection[int]) -> QuerySet[Copy]:
    return Copy.objects.filter(pk__in=numbers).select_related("record", "custodian")


_COPY: Final = Read(lambda number: _copies([number]), int)


def titles_with(text: str, library: Organisation) -> list[Found]:
    """Titles that the library holds, by words without or with marks; none while the index is not usable."""
    state = read_state({"q": [text], "lib": [library.code], "per_page": [str(TITLES_SHOWN)]})
    try:
        hits = catalogue.results(state, facets=()).hits[:TITLES_SHOWN]
    except SearchError:
        return []
    held: dict[int, list[Copy]] = {}
    copies = Copy.objects.filter(record__title__in=[hit.shown.id for hit in hits], custodian=library)
    copies = copies.exclude(status=Copy.Status.WITHDRAWN).select_related("record").order_by("record_id", "id")
    for copy in copies[: TITLES_SHOWN * COPIES_SHOWN]:
        held.setdefault(copy.record.title_id, []).append(copy)
    return [
        Found(hit.shown.id, hit.shown.heading, hit.shown.authors[0] if hit.shown.authors else "", held[hit.shown.id])
        for hit in hits
        if hit.shown.id in held
    ]


def titles_elsewhere(text: str, known: Collection[int]) -> list[Found]:
    """Titles of the union catalogue, by words, but for those known already: a reader at the desk may wait for them."""
    try:
        hits = catalogue.results(read_state({"q": [text], "per_page": [str(TITLES_SHOWN)]}), facets=()).hits
    except SearchError:
        return []
    return [
        Found(hit.shown.id, hit.shown.heading, hit.shown.authors[0] if hit.shown.authors else "", [])
        for hit in hits[:TITLES_SHOWN]
        if hit.shown.id not in known
    ]


def copy_by_id(number: int) -> Copy | None:
    return _COPY.first(number)


def patron_at(number: int, libraries: Sequence[int]) -> Patron | None:
    """The patron, if the desk serves them."""
    found = reader(number)
    return found if found is not None and found.library_id in libraries else None


def reader(number: int) -> Any:
    """The patron with their category, whether they wait for anything (`waits`): told by the same query, for most
    wait for nothing; and the stamp of calendars (`stamp`). None where there is none; in a stretch of acts read once."""
    return stretches.once(("reader", number), lambda: _READER.first(number))


def readers_ahead(numbers: Collection[int]) -> None:
    """Before the acts of a stretch that are about these patrons."""
    for patron in _readers(numbers):
        stretches.keep(("reader", patron.pk), patron)


def _readers(numbers: Collection[int]) -> QuerySet[Any]:
    waits = Exists(Hold.objects.open().filter(patron=OuterRef("pk")))
    told = Patron.objects.filter(pk__in=numbers).select_related("category")
    return told.annotate(waits=waits, stamp=stamp_beside()).order_by()


_READER: Final = Read(lambda number: _readers([number]), int)


def heading_of(copy: Copy) -> str:
    """The copy's title with its parts, as its own library's record has it."""
    return with_parts(facts_of(copy))


def named_of(action: DeskAction) -> str:
    """What the action was about, as a list shows it: its copy's title, or that of its hold."""
    if action.copy is not None:
        return heading_of(action.copy)
    if action.hold is None:
        return ""
    title = title_of(action.hold)
    return headings([title])[title]


class Beside(NamedTuple):
    """Whether a patron has any of these at all; most have none, and need not be asked for them one by one."""

    holds: bool
    fees: bool
    messages: bool


def beside(patron: Patron) -> Beside:
    """What there is to be read beside the patron's loans: open holds, fees that are owed, words of colleagues."""
    with cursor() as opened:
        opened.execute(_BESIDE, [patron.pk, patron.pk, patron.pk, Message.Audience.STAFF.value])
        return Beside(*(bool(found) for found in opened.fetchone()))


# Written out, as it is asked with every answer: the ORM takes longer to write it than the database to answer.
_BESIDE = (
    f"SELECT EXISTS(SELECT 1 FROM {Hold._meta.db_table} WHERE patron_id = %s AND closed_at IS NULL), "  # noqa: S608 our names
    f"EXISTS(SELECT 1 FROM {Fee._meta.db_table} WHERE patron_id = %s AND settled = ''), "
    f"EXISTS(SELECT 1 FROM {Message._meta.db_table} WHERE patron_id = %s AND audience = %s AND done_at IS NULL)"
)


def messages_for(patron: Patron) -> QuerySet[Message]:
    """What colleagues left for whoever serves the patron next."""
    return Message.objects.filter(patron=patron, audience=Message.Audience.STAFF, done_at=None)


def actions_of(library: Organisation, day_of: datetime) -> QuerySet[DeskAction]:
    """What was done at the library's desks on the day, last first."""
    actions = DeskAction.objects.filter(library=library, at__gte=_begin_of(day_of))
    return actions.select_related("copy__record", "patron", "actor", "loan", "hold__title")


def _begin_of(day_of: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate(day_of), time()))


def last_action(library: Organisation, actor: User, at: datetime) -> DeskAction | None:
    """What this person did last today and has not taken back; of its copy and patron only what names them."""
    return _LAST.first(library.pk, actor.pk, _begin_of(at))


_LAST: Final = Read(
    lambda library, actor, since: (
        DeskAction.objects.filter(library=library, actor=actor, at__gte=since, undone_at=None)
        .select_related("copy", "patron")
        .only("kind", "at", "copy__barcode", "copy__accession_number", "copy__key", "patron__full_name")[:1]
    ),
    int,
    int,
    datetime,
)
