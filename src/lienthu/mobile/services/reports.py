"""The report of a trip: figures out of the ledger, put right by a person who says why; photos, costs, incidents."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.pictures import upright
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Kind
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Cost, Figure, Incident, Measure, Photo, Trip, TripStop
from lienthu.mobile.queries import figures
from lienthu.mobile.services.trips import held
from lienthu.patrons import pictures
from lienthu.visits.models import VisitCount
from lienthu.visits.services import counts

State = Trip.State
WRITTEN = (State.UNDER_WAY, State.BACK)  # while photos, costs and incidents are added
MOST_PHOTOS = 40
LONGEST = 2_000  # pixels of a side that are kept
VISITS = (Measure.ADULTS, Measure.CHILDREN)
BOOKED_AS: Mapping[Measure, tuple[Kind, AgeBand]] = {
    Measure.ADULTS: (Kind.VISIT, AgeBand.ADULT),
    Measure.CHILDREN: (Kind.VISIT, AgeBand.CHILD),
    Measure.USES: (Kind.IN_HOUSE_USE, AgeBand.NOT_SAID),
    Measure.CARDS: (Kind.CARD_ISSUED, AgeBand.NOT_SAID),
    Measure.SESSIONS: (Kind.INTERNET_SESSION, AgeBand.NOT_SAID),
}


@transaction.atomic
def draw_up(*, trip: Trip) -> list[Figure]:
    """The figures of the stops that were served, as the ledger has them now; what a person said stays."""
    row = held(trip, State.BACK)
    booked = figures.counted(row)
    for stop in row.stops.filter(arrived_at=None, passed_by="", stop__site__in=booked).select_related("stop"):
        stop.arrived_at = figures.first_booked(row, stop.stop.site_id)  # without a network nobody said that it arrived
        stop.save(update_fields=("arrived_at",))
    for stop in _served(row):
        there = booked.get(stop.stop.site_id, {})
        for measure in Measure:
            Figure.objects.update_or_create(
                trip_stop=stop, measure=measure, defaults={"counted": there.get(measure, 0)}
            )
    return list(Figure.objects.filter(trip_stop__trip=row).select_related("trip_stop__stop__site"))


def _served(trip: Trip) -> list[TripStop]:
    rows = trip.stops.exclude(arrived_at=None).filter(passed_by="")
    return list(rows.select_related("stop__site"))


@transaction.atomic
def say(*, figure: Figure, number: int | None, reason: str, actor: User | None, at: datetime) -> Figure:
    """What a person says instead of the ledger's number, and why; None: as counted. Both stay to be read.

    Loans, cards and sessions were booked one by one, so fewer of them cannot be said: the wrong one is undone where it
    was booked. Raises MobileRefused.
    """
    trip = held(figure.trip_stop.trip, State.BACK)
    before = {"said": figure.said}
    if number is None or number == figure.counted:
        figure.said, figure.reason = None, ""
    else:
        if not reason.strip():
            message = _("Write down why the number is another than the one that was counted.")
            raise MobileRefused("no_reason", message, field="reason")
        if number < figure.counted and figure.measure not in VISITS:
            message = _(
                "%(counted)d were booked one by one. Undo the wrong one where it was booked; then it is gone here."
            )
            raise MobileRefused("fewer", message % {"counted": figure.counted}, field="number")
        figure.said, figure.reason = number, reason.strip()[:200]
    figure.save(update_fields=("said", "reason"))
    after = {"stop": str(figure.trip_stop), "measure": figure.measure, "counted": figure.counted, "said": figure.said}
    audit.record(
        actor=actor, at=at, action="trip.figure_said", thing=trip, before=before, after=after, reason=figure.reason
    )
    return figure


@transaction.atomic
def close(*, trip: Trip, number: str, remarks: str, actor: User | None, at: datetime) -> Trip:
    """The report is done. The trip and its stops are booked, and what a person said otherwise, so that the year's
    figures agree with the reports."""
    row = held(trip, State.BACK)
    for figure in draw_up(trip=row):
        if figure.said is not None and figure.said != figure.counted:
            _book_difference(row, figure, actor, at)
    row.state, row.closed_at, row.closed_by = State.CLOSED, at, actor
    row.report_number, row.remarks = number.strip()[:40], remarks.strip()
    row.save(update_fields=("state", "closed_at", "closed_by", "report_number", "remarks"))
    _book_trip(row, actor)
    after = {"state": State.CLOSED, "number": row.report_number}
    audit.record(actor=actor, at=at, action="trip.closed", thing=row, before={"state": State.BACK}, after=after)
    return row


def _book_trip(trip: Trip, actor: User | None) -> None:
    if trip.started_at is None:
        raise AssertionError("a trip that is back has left")
    common: dict[str, Any] = {"owner": trip.library_id, "host": trip.library_id, "trip": trip.pk}
    booked = [ledger.Activity(kind=Kind.TRIP, at=trip.started_at, site=trip.vehicle.site_id, thing=trip, **common)]
    booked += [
        ledger.Activity(kind=Kind.STOP_SERVED, at=each.arrived_at, site=each.stop.site_id, thing=each, **common)
        for each in _served(trip)
        if each.arrived_at
    ]
    ledger.append_all(booked, actor=actor)


def _book_difference(trip: Trip, figure: Figure, actor: User | None, at: datetime) -> None:
    more = figure.value - figure.counted
    site, measure = figure.trip_stop.stop.site_id, Measure(figure.measure)
    if more > 0:
        kind, band = BOOKED_AS[measure]
        activity = ledger.Activity(
            kind=kind, at=figure.trip_stop.arrived_at or at, owner=trip.library_id, host=trip.library_id, site=site,
            trip=trip.pk, age_band=band, quantity=more, thing=figure,
        )  # fmt: skip
        ledger.append(activity, actor=actor)
        return
    for event in figures.visit_events(trip, site, measure):
        row = VisitCount.objects.get(pk=event.thing_id or 0)
        taken = min(row.left, -more)
        if taken:
            counts.correct(count=row, quantity=row.left - taken, reason=figure.reason, actor=actor, at=at)
            more += taken
        if not more:
            return


@dataclass(frozen=True)
class Told:
    """What a device says at the end of a trip; 0 and "" where it says nothing. Money in đồng."""

    sessions: int = 0
    fuel: int = 0
    litres: Decimal = Decimal(0)
    other: int = 0
    incidents: str = ""
    remedied: str = ""
    remarks: str = ""


@transaction.atomic
def tell(*, trip: Trip, told: Told, site: int, actor: User | None, at: datetime) -> Trip:
    """Take in what a device reports: costs, incidents, computer sessions at the site, remarks for the report."""
    row = held(trip, *WRITTEN)
    by: dict[str, Any] = {"actor": actor, "at": at}
    if told.fuel or told.litres:  # fuel without its price is refused
        add_cost(trip=row, kind=Cost.Kind.FUEL, amount=told.fuel, litres=told.litres or None, note="", **by)
    if told.other:
        add_cost(trip=row, kind=Cost.Kind.OTHER, amount=told.other, litres=None, note="", **by)
    if told.incidents.strip() or told.remedied.strip():
        add_incident(trip=row, happened_at=at, text=told.incidents[:1000], done=told.remedied[:1000], **by)
    if told.sessions:
        activity = ledger.Activity(
            kind=Kind.INTERNET_SESSION, at=at, owner=row.library_id, host=row.library_id, site=site, trip=row.pk,
            quantity=told.sessions, thing=row,
        )  # fmt: skip
        ledger.append(activity, actor=actor)
    if told.remarks.strip():
        row.remarks = "\n".join(filter(None, [row.remarks, told.remarks.strip()]))[:4000]
        row.save(update_fields=("remarks",))
    after = {"sessions": told.sessions, "fuel": told.fuel, "other": told.other}
    audit.record(actor=actor, at=at, action="trip.told_by_device", thing=row, before=None, after=after)
    return row


@transaction.atomic
def add_photo(*, trip: Trip, data: bytes, caption: str, agreed: bool, actor: User | None, at: datetime) -> Photo:
    """A picture with its caption, made anew from its pixels: where it was taken is not kept. Raises MobileRefused for
    what is no picture, or too large.
    """
    return _photograph(held(trip, *WRITTEN), data, caption, agreed=agreed, actor=actor, at=at)


def _photograph(
    row: Trip, data: bytes, caption: str, *, agreed: bool, actor: User | None, at: datetime, name: str = ""
) -> Photo:
    """`name`: of its file, where it matters."""
    if not caption.strip():
        raise MobileRefused("no_caption", _("Write what the photo shows."), field="caption")
    if len(data) > pictures.LARGEST:
        raise MobileRefused("too_large", _("The photo is larger than 3 MB. Take a smaller one."), field="photo")
    no_picture = MobileRefused("no_picture", _("This file is no photo. Choose a JPEG or PNG picture."), field="photo")
    if pictures.read(data) is None:
        raise no_picture
    if row.photos.count() >= MOST_PHOTOS:
        message = _("A trip keeps %(most)d photos. Take one away first.")
        raise MobileRefused("too_many", message % {"most": MOST_PHOTOS}, field="photo")
    try:
        made = upright(data, longest=LONGEST)
    except ValueError as error:
        raise no_picture from error
    stored = default_storage.save(f"trips/{row.pk}/{name or secrets.token_hex(8)}.jpg", ContentFile(made))
    photo = Photo.objects.create(
        trip=row, file=stored, caption=caption.strip()[:200], agreed=agreed, at=at, actor=actor
    )
    after = {"caption": photo.caption}
    audit.record(actor=actor, at=at, action="trip.photographed", thing=row, before=None, after=after)
    return photo


@transaction.atomic
def add_photo_once(*, trip: Trip, data: bytes, caption: str, agreed: bool, actor: User | None, at: datetime) -> Photo:
    """A picture as a device sends it, maybe again after its answer was lost: known by the digest of what was sent.

    From the trip's day on it is taken even where nobody could say yet that the vehicle left: a stick brings it before.
    """
    row = held(trip, *State)
    digest = hashlib.sha256(data).hexdigest()[:32]
    known = row.photos.filter(file__startswith=f"trips/{row.pk}/{digest}").first()
    if known is not None:
        return known
    if row.on > timezone.localdate(at) or row.state != State.PLANNED:
        held(row, *WRITTEN)
    return _photograph(row, data, caption, agreed=agreed, actor=actor, at=at, name=digest)


@transaction.atomic
def remove_photo(*, photo: Photo, actor: User | None, at: datetime) -> None:
    """Take the photo away, the file with it."""
    row = held(photo.trip, *WRITTEN)
    name, before = photo.file, {"caption": photo.caption}
    photo.delete()
    audit.record(actor=actor, at=at, action="trip.photo_removed", thing=row, before=before, after=None)
    transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def add_cost(
    *, trip: Trip, kind: str, amount: int, litres: Decimal | None, note: str, actor: User | None, at: datetime
) -> Cost:
    """Money spent, in đồng."""
    row = held(trip, *WRITTEN)
    if amount < 1:
        raise MobileRefused("nothing", _("Write the amount in đồng."), field="amount")
    cost = Cost.objects.create(trip=row, kind=Cost.Kind(kind), amount=amount, litres=litres, note=note.strip()[:200])
    after = {"kind": kind, "amount": amount}
    audit.record(actor=actor, at=at, action="trip.cost_added", thing=row, before=None, after=after)
    return cost


@transaction.atomic
def remove_cost(*, cost: Cost, actor: User | None, at: datetime) -> None:
    row = held(cost.trip, *WRITTEN)
    before = {"kind": cost.kind, "amount": cost.amount}
    cost.delete()
    audit.record(actor=actor, at=at, action="trip.cost_removed", thing=row, before=before, after=None)


@transaction.atomic
def add_incident(
    *, trip: Trip, happened_at: datetime, text: str, done: str, actor: User | None, at: datetime
) -> Incident:
    """Something that went wrong, and what was done about it."""
    row = held(trip, *WRITTEN)
    if not text.strip():
        raise MobileRefused("no_text", _("Write what happened."), field="text")
    if happened_at > at:
        raise MobileRefused("to_come", _("That time is still to come. Write when it happened."), field="clock")
    incident = Incident.objects.create(trip=row, at=happened_at, text=text.strip(), done=done.strip())
    audit.record(
        actor=actor, at=at, action="trip.incident", thing=row, before=None, after={"text": incident.text[:200]}
    )
    return incident
