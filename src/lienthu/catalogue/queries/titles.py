"""One title: what it shows, who holds it, the records behind it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from django.db.models import F
from django.utils.translation import gettext as _

from lienthu.catalogue.derive import Member, facts_from_json, in_forms, shown
from lienthu.catalogue.errors import TitleMoved, TitleUnknown
from lienthu.catalogue.models import Copy, RecordVersion, SourceRecord, Title
from lienthu.catalogue.queries.directory import LibraryBrief, directory, forms_shown
from lienthu.catalogue.shown import Shown
from lienthu.federation.models import Site
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import parse

EARTH_KM = 6371.0
BEYOND_ANY = 1 << 63  # a number from here on is no key of a table


class HeldCopy(NamedTuple):
    """One copy as a reader sees it; `status` is a Copy.Status value."""

    barcode: str
    accession_number: str
    status: str
    status_label: str
    note: str


@dataclass(slots=True)
class Holding:
    """The copies of a title at one place on one shelf."""

    library_code: str
    library_name: str
    site_name: str
    shelf: str
    call_number: str
    latitude: float | None
    longitude: float | None
    distance_km: float | None = None  # from where the reader says to be
    copies: list[HeldCopy] = field(default_factory=list)

    @property
    def total(self) -> int:
        return len(self.copies)

    @property
    def available(self) -> int:
        return sum(copy.status == Copy.Status.AVAILABLE for copy in self.copies)


class RecordView(NamedTuple):
    """One member's record behind a title."""

    record_id: int
    library_code: str
    library_name: str
    control_number: str
    version: int
    received_at: datetime
    withdrawn: bool


class TitlePage(NamedTuple):
    """All that a title's page says."""

    shown: Shown
    holdings: list[Holding]
    records: list[RecordView]


def titles_shown(titles: Sequence[int]) -> dict[int, Shown]:
    """What each of these titles shows; titles without any record are left out."""
    members: dict[int, list[Member]] = defaultdict(list)
    rows = SourceRecord.objects.filter(title__in=titles).values_list("title_id", "pk", "facts", "withdrawn_at")
    forms = forms_shown()
    for title, record, facts, withdrawn in rows:
        members[title].append(Member(record, in_forms(facts_from_json(facts), forms), withdrawn is not None))
    return {title: shown(title, of_title) for title, of_title in members.items()}


def title_page(title: int, near: tuple[float, float] | None = None) -> TitlePage:
    """The page of a title. `near` is the reader's (latitude, longitude) in degrees: holdings come nearest first.

    Raises TitleMoved when the number leads to another, TitleUnknown when it never was or all its records have been
    withdrawn.
    """
    found = Title.objects.filter(pk=title).first() if title < BEYOND_ANY else None
    if found is None:
        raise _unknown(title)
    if found.merged_into_id is not None:
        raise TitleMoved(found.merged_into_id)
    records = list(
        SourceRecord.objects.filter(title=title)
        .annotate(received_at=F("versions__received_at"))
        .filter(versions__number=F("version"))
        .order_by("pk")
    )
    current = [record for record in records if record.withdrawn_at is None]
    if not current:
        raise _unknown(title)
    forms = forms_shown()
    members = [Member(record.pk, in_forms(facts_from_json(record.facts), forms)) for record in current]
    copies = list(
        Copy.objects.filter(record__in=[record.pk for record in current])
        .exclude(status=Copy.Status.WITHDRAWN)
        .select_related("place")
        .order_by("pk")
    )
    organisations = {record.library_id for record in records} | {copy.custodian_id for copy in copies}
    briefs = directory(organisations).briefs
    views = [
        RecordView(
            record.pk, *briefs[record.library_id], record.control_number, record.version,
            record.received_at, record.withdrawn_at is not None,
        )
        for record in records
    ]  # fmt: skip
    return TitlePage(shown(title, members), _holdings(current, copies, briefs, near), views)


def _unknown(title: int) -> TitleUnknown:
    return TitleUnknown("title_unknown", _("There is no title with the number %(number)s.") % {"number": title})


def _holdings(
    records: Sequence[SourceRecord],
    copies: Sequence[Copy],
    briefs: Mapping[int, LibraryBrief],
    near: tuple[float, float] | None,
) -> list[Holding]:
    """Copies gathered by place and shelf; a record without copies still says that its library holds the title."""
    sites = _main_sites({record.library_id for record in records} | {copy.custodian_id for copy in copies})
    holdings: dict[tuple[int, int | None, str, str], Holding] = {}
    silent = {record.pk: record.library_id for record in records}

    def holding(organisation: int, site: Site | None, shelf: str, call_number: str) -> Holding:
        key = (organisation, site.pk if site else None, shelf, call_number)
        if key not in holdings:
            where = site or sites.get(organisation)
            spot = (where.latitude, where.longitude) if where else (None, None)
            holdings[key] = Holding(*briefs[organisation], where.name if where else "", shelf, call_number, *spot)
        return holdings[key]

    for copy in copies:
        silent.pop(copy.record_id, None)
        holding(copy.custodian_id, copy.place, copy.shelf, copy.call_number).copies.append(
            HeldCopy(copy.barcode, copy.accession_number, copy.status, str(Copy.Status(copy.status).label), copy.note)
        )
    for library in silent.values():
        holding(library, None, "", "")
    found = list(holdings.values())
    if near is not None:
        for entry in found:
            if entry.latitude is not None and entry.longitude is not None:
                entry.distance_km = distance_km(near, (entry.latitude, entry.longitude))
    far = float("inf")

    def order(entry: Holding) -> tuple[float, bool, str, str]:
        distance = far if entry.distance_km is None else entry.distance_km
        return distance, entry.available == 0, entry.library_name, entry.shelf

    found.sort(key=order)
    return found


def _main_sites(organisations: Iterable[int]) -> dict[int, Site]:
    """For each organisation the site that stands for it: its main building, else its first."""
    sites: dict[int, Site] = {}
    for site in Site.objects.filter(organisation__in=list(organisations), closed_on=None).order_by("pk"):
        if site.organisation_id not in sites or (
            site.kind == Site.Kind.MAIN and sites[site.organisation_id].kind != Site.Kind.MAIN
        ):
            sites[site.organisation_id] = site
    return sites


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance in kilometres between two (latitude, longitude) in degrees, by the haversine."""
    (lat1, lon1), (lat2, lon2) = ((radians(lat), radians(lon)) for lat, lon in (a, b))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def marc_view(record: int) -> Record:
    """The current version of a record, decoded from the bytes as they came.

    Raises TitleUnknown when there is no such record.
    """
    found = marc_views([record])
    if not found:
        raise TitleUnknown("record_unknown", _("There is no record with the number %(number)s.") % {"number": record})
    return found[record]


def marc_views(records: Collection[int]) -> dict[int, Record]:
    """As `marc_view` for many, by the record's key; those that there are not are left out."""
    rows = RecordVersion.objects.filter(record__in=records, number=F("record__version")).select_related("run")
    return {version.record_id: _decoded(version) for version in rows}


def _decoded(version: RecordVersion) -> Record:
    run = version.run
    return parse(bytes(version.raw), format=run.format, encoding=run.encoding, columns=run.columns)
