"""Putting a bundle together: what a device needs to serve the people of one place for days without a network.

The number of queries does not grow with copies and people. Shapes: docs/offline-protocol.md, section 4.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.calendars.queries import opening
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.circulation import rules as lending
from lienthu.circulation.models import Hold, Loan
from lienthu.circulation.queries.desk import libraries_of
from lienthu.circulation.queries.policies import line_of, rules_of
from lienthu.common import audit
from lienthu.common.access import allowed
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Card, Message, Patron
from lienthu.patrons.queries import categories_of
from lienthu.sync import registry, rules
from lienthu.sync.errors import DeviceRefused
from lienthu.sync.models import Bundle, Device

COPY_COLUMNS: Final = (
    "id",
    "barcode",
    "accession",
    "title",
    "author",
    "call",
    "material",
    "status",
    "patron",
    "due",
    "against",
)
PATRON_COLUMNS: Final = (
    "id",
    "name",
    "number",
    "cards",
    "category",
    "band",
    "expires",
    "against",
    "loans",
    "messages",
)
TERMS: Final = ("loan_days", "max_loans", "renewals", "overdue_limit", "in_house_only")
CALENDAR_DAYS: Final = 120  # beyond the longest loan
AT_ONCE: Final = 5_000  # keys in one statement, of the 32,766 that SQLite takes
TITLE_LENGTH: Final = 160
Row = list[object]


@dataclass(frozen=True)
class Place:
    """Where the bundle will be used, and when it is made."""

    library: Organisation
    site: Site | None
    at: datetime

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)


def choices(*, device: Device, at: datetime) -> list[dict[str, object]]:
    """What the device may take along, the likeliest first. Raises DeviceRefused when its person may not any more."""
    demand(device)
    found: list[dict[str, object]] = []
    scopes = registry.scopes()
    for kind in sorted(scopes, key=lambda kind: kind == "site"):  # trips and sets are days away, sites always there
        for each in scopes[kind].choices(device, at):
            row: dict[str, object] = {"kind": kind, "id": each.id, "name": each.name}
            found.append(row if each.copies is None else {**row, "copies": each.copies})
    return found


def demand(device: Device) -> None:
    """Raises DeviceRefused unless the device's person may take bundles along at its library."""
    if not device.person.is_active or not allowed(device.person, "sync.device", device.library):
        message = _("%(who)s no longer has the right to take data of the library along.") % {"who": device.person}
        raise DeviceRefused("not_allowed", message, status=403)


def make(*, device: Device, number: UUID, kind: str, scope_id: int, at: datetime) -> tuple[dict[str, Any], bool]:
    """The bundle as the device gets it, and whether it is new; asked for again it has the facts of now.

    Raises DeviceRefused where there is no such scope, or it holds more copies than one bundle takes.
    """
    demand(device)
    scope = registry.scopes().get(kind)
    contents = scope.contents(device, scope_id, at) if scope else None
    if contents is None:
        message = _("What was asked for cannot be taken along: it is not there, or not yours.")
        raise DeviceRefused("no_scope", message, status=404)
    site = contents.site or device.site
    place = Place(site.organisation if site else device.library, site, at)
    copies = _copies(contents.copies)
    people, left_out = _people(contents, place, device)
    row, new = _row(device, number, kind, scope_id, contents, len(copies), len(people), at)
    asked = registry.BundleRequest(device=device, scope=kind, scope_id=scope_id, contents=contents, at=at)
    return {
        "bundle": str(row.pk),
        "made_at": rules.written(at),
        "expires_at": rules.written(row.expires_at),
        "scope": {"kind": kind, "id": scope_id, "name": contents.name},
        "library": told_library(place.library, place.day),
        "site": {"id": site.pk, "name": site.name} if site else None,
        "trip": contents.trip or None,
        "utc_offset_minutes": round((timezone.localtime(at).utcoffset() or timedelta()).total_seconds() / 60),
        "copies": {"columns": COPY_COLUMNS, "rows": _copy_rows(copies, {each.pk for each in people}, place)},
        "patrons": {"columns": PATRON_COLUMNS, "rows": _patron_rows(people, place), "left_out": left_out},
        **_terms(copies, people, place),
        "parts": registry.parts(asked),
    }, new


def told_library(library: Organisation, day: date) -> dict[str, object]:
    return {"id": library.pk, "code": library.code, "name": federation.names([library.pk], day)[library.pk]}


def _row(
    device: Device,
    number: UUID,
    kind: str,
    scope_id: int,
    contents: registry.Contents,
    copies: int,
    patrons: int,
    at: datetime,
) -> tuple[Bundle, bool]:
    values = {"made_at": at, "expires_at": at + rules.BUNDLE_GOOD_FOR, "copies": copies, "patrons": patrons}
    first = {
        **values,
        "device": device,
        "scope": kind,
        "scope_id": scope_id,
        "name": contents.name[:200],
        "site": contents.site,
        "trip": contents.trip,
        "first_made_at": at,
    }
    row, new = Bundle.objects.get_or_create(pk=number, defaults=first)
    if new:
        after = {"bundle": contents.name, "copies": copies, "readers": patrons}
        audit.record(actor=device.person, at=at, action="device.bundle", thing=device, before=None, after=after)
        return row, True
    if row.device_id != device.pk or (row.scope, row.scope_id) != (kind, scope_id):
        raise DeviceRefused(
            "bad_request", _("This bundle number stands for something else. Make a new one."), status=400
        )
    Bundle.objects.filter(pk=row.pk).update(**values)
    row.expires_at = at + rules.BUNDLE_GOOD_FOR
    return row, False


# --- copies


def _copies(wanted: Any) -> list[Copy]:
    rows = wanted.exclude(status=Copy.Status.WITHDRAWN).select_related("record").order_by("pk")
    found = list(rows[: rules.LIMITS["copies"] + 1])
    if len(found) > rules.LIMITS["copies"]:
        message = _("There are more than %(most)d copies here. Take a smaller set or site along.")
        raise DeviceRefused("no_scope", message % {"most": rules.LIMITS["copies"]}, status=404)
    return found


def in_parts(keys: Collection[int]) -> Iterable[list[int]]:
    """The keys, as many at a time as one statement takes."""
    listed = list(keys)
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def _copy_rows(copies: list[Copy], known: set[int], place: Place) -> list[Row]:
    """`known`: the people of the bundle; nobody else is named in it."""
    keys = [copy.pk for copy in copies]
    lent: dict[int, tuple[int | None, datetime]] = {}
    kept: dict[int, int] = {}
    for part in in_parts(keys):
        loans = Loan.objects.open().filter(copy__in=part).order_by()
        lent |= {copy: (patron, due) for copy, patron, due in loans.values_list("copy", "patron", "due_at")}
        kept |= dict(Hold.objects.open().filter(copy__in=part).order_by().values_list("copy", "patron"))
    waiting = _("Another reader waits for this copy.")
    rows: list[Row] = []
    for copy in copies:
        facts = facts_from_json(copy.record.facts)
        patron, due = lent.get(copy.pk, (kept.get(copy.pk), None))
        title = ". ".join((facts.title, *facts.parts))[:TITLE_LENGTH]
        author = facts.authors[0][:80] if facts.authors else ""
        rows.append(
            [
                copy.pk,
                copy.barcode,
                copy.accession_number,
                title,
                author,
                copy.call_number,
                facts.kind,
                copy.status,
                patron if patron in known else None,
                timezone.localdate(due).isoformat() if due else None,
                waiting if copy.pk in kept else "",
            ]
        )
    return rows


# --- people


def _people(contents: registry.Contents, place: Place, device: Device) -> tuple[list[Patron], int]:
    """Those of the scope whom the desk serves: who borrowed there within a year or waits there, who belongs to the
    place's own small library, and whom the scope names; and how many did not fit. Who was there last comes first."""
    served = {*libraries_of(place.library), *libraries_of(device.library)}
    last: dict[int, datetime] = {}
    if place.site is not None:
        since = place.at - rules.BORROWED_WITHIN
        loans = Loan.objects.filter(site=place.site.pk).filter(Q(closed_at=None) | Q(checked_out_at__gte=since))
        for patron, at in loans.exclude(patron=None).order_by("checked_out_at").values_list("patron", "checked_out_at"):
            last[patron] = at
        for patron in Hold.objects.open().filter(site=place.site.pk).values_list("patron", flat=True):
            last.setdefault(patron, place.at)
    wanted = Patron.objects.filter(library__in=served, state=Patron.State.ACTIVE)
    found: set[int] = set()
    for part in in_parts(last):
        found.update(wanted.filter(pk__in=part).values_list("pk", flat=True))
    ordered = sorted(found, key=lambda key: last[key], reverse=True)
    ordered += [key for key in _belonging(contents, place, device, wanted) if key not in found]
    most = rules.LIMITS["patrons"]
    people: dict[int, Patron] = {}
    for part in in_parts(ordered[:most]):
        people |= {each.pk: each for each in Patron.objects.filter(pk__in=part).select_related("category")}
    return [people[key] for key in ordered[:most] if key in people], max(0, len(ordered) - most)


def _belonging(contents: registry.Contents, place: Place, device: Device, wanted: Any) -> list[int]:
    """Whom the scope names, and the readers of the place's own library where that is not the device's."""
    found: list[int] = []
    if contents.patrons is not None:
        found += contents.patrons.filter(pk__in=wanted.values("pk")).values_list("pk", flat=True)
    if place.library.pk != device.library_id or Site.objects.filter(organisation=place.library.pk).count() == 1:
        found += wanted.filter(library=place.library.pk).order_by("sort_key").values_list("pk", flat=True)
    return list(dict.fromkeys(found))


def _patron_rows(people: list[Patron], place: Place) -> list[Row]:
    keys = [each.pk for each in people]
    cards: dict[int, list[str]] = {}
    words: dict[int, list[str]] = {}
    held: dict[int, list[Row]] = {}
    for part in in_parts(keys):
        for patron, code in Card.objects.filter(patron__in=part, state=Card.State.ACTIVE).values_list("patron", "code"):
            cards.setdefault(patron, []).append(code)
        said = Message.objects.filter(patron__in=part, audience=Message.Audience.STAFF, done_at=None)
        for patron, text in said.order_by("pk").values_list("patron", "text"):
            words.setdefault(patron, []).append(text)
        for loan in Loan.objects.open().filter(patron__in=part).select_related("copy__record").order_by("due_at"):
            held.setdefault(cast(int, loan.patron_id), []).append(_loan_row(loan))
    return [
        [
            each.pk,
            each.full_name,
            each.number,
            cards.get(each.pk, []),
            each.category.code,
            str(patron_rules.band_of(each, place.day)),
            each.expires_on.isoformat() if each.expires_on else None,
            [[reason.code, reason.message] for reason in patron_rules.standing(each, place.day)],
            held.get(each.pk, []),
            words.get(each.pk, []),
        ]
        for each in people
    ]


def _loan_row(loan: Loan) -> Row:
    title = facts_from_json(loan.copy.record.facts).title[:TITLE_LENGTH]
    due = timezone.localdate(loan.due_at).isoformat()
    return [loan.copy_id, loan.copy.barcode, title, due, loan.renewals, loan.material]


# --- what holds there


def _terms(copies: list[Copy], people: list[Patron], place: Place) -> dict[str, object]:
    """Categories, terms of each category and kind of material, and the days on which the place is closed."""
    offered = categories_of(place.library, place.day)
    codes = {each.category.code for each in offered} | {each.category.code for each in people}
    materials = {facts_from_json(copy.record.facts).kind for copy in copies} | {""}
    line = line_of(place.library.pk, place.day)
    known = rules_of(line)
    table = [
        _told_terms(lending.resolve(known, line=line, category=code, material=material), code, material)
        for code in sorted(codes)
        for material in sorted(materials)
    ]
    longest = max((int(str(row["loan_days"])) for row in table), default=0)
    last = place.day + timedelta(days=longest + CALENDAR_DAYS)
    days = opening(place.library.pk, place.site.pk if place.site else 0).days(place.day, last)
    return {
        "categories": [
            {
                "code": each.category.code,
                "name": each.category.name,
                "band": str(each.band),
                "age_from": each.age_from,
                "age_to": each.age_to,
            }
            for each in offered
        ],
        "terms": table,
        "closed": [day.on.isoformat() for day in days if not day.is_open],
        "open_until": last.isoformat(),
    }


def _told_terms(terms: lending.Terms, category: str, material: str) -> Mapping[str, object]:
    return {
        "category": category,
        "material": material,
        **{name: terms.resolved[name].value for name in TERMS},
        "limits_one_kind": terms.limits_one_kind,
        "max_loans_overall": terms.max_loans_overall,
    }
