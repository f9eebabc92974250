"""Vehicles, crews, and the rule of how many people must go."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site
from lienthu.mobile.errors import MobileRefused
from lienthu.mobile.models import Crew, CrewMember, CrewRule, Duty, Route, Trip, Vehicle

VEHICLE_FACTS = (
    "name", "plate", "seats", "readers_seats", "computers", "capacity", "equipment", "in_service_from", "in_service_to",
)  # fmt: skip


@transaction.atomic
def keep_vehicle(
    *, library: Organisation, vehicle: Vehicle | None, facts: Mapping[str, Any], actor: User | None, at: datetime
) -> Vehicle:
    """Write a vehicle down, with the place that its books are in, or change it. Raises MobileRefused."""
    name = str(facts["name"]).strip()
    if not name:
        raise MobileRefused("no_name", _("Give the vehicle a name."), field="name")
    others = Vehicle.objects.filter(library=library, name=name).exclude(pk=vehicle.pk if vehicle else 0)
    if others.exists():
        raise MobileRefused("name_taken", _("Another vehicle has this name. Add its plate."), field="name")
    before = {key: getattr(vehicle, key) for key in VEHICLE_FACTS} if vehicle else None
    row = vehicle or Vehicle(library=library, site=_place(library, name, actor, at))
    for key in VEHICLE_FACTS:
        if key in facts:
            setattr(row, key, facts[key])
    row.name = name
    if row.in_service_from and row.in_service_to and row.in_service_from >= row.in_service_to:
        message = _("The last day of service lies before the first.")
        raise MobileRefused("days", message, field="in_service_to")
    row.save()
    after = {key: getattr(row, key) for key in VEHICLE_FACTS}
    audit.record(actor=actor, at=at, action="vehicle.kept", thing=row, before=before, after=after)
    return row


def _place(library: Organisation, name: str, actor: User | None, at: datetime) -> Site:
    """A store, not a place of pickup: readers fetch at stops."""
    return federation.add_site(organisation=library, name=name, kind=Site.Kind.STORE, actor=actor, at=at)


@transaction.atomic
def form_crew(*, library: Organisation, name: str, actor: User | None, at: datetime) -> Crew:
    """Give people who go together a name."""
    if not name.strip():
        raise MobileRefused("no_name", _("Give the crew a name."), field="name")
    crew = Crew.objects.create(library=library, name=name.strip())
    audit.record(actor=actor, at=at, action="crew.formed", thing=crew, before=None, after={"name": crew.name})
    return crew


@transaction.atomic
def add_member(*, crew: Crew, name: str, duty: str, user: User | None, actor: User | None, at: datetime) -> CrewMember:
    """Put somebody into the crew with a duty; with an account the name may be left to it."""
    name = name.strip() or (user.get_full_name() if user else "")
    if not name:
        raise MobileRefused("no_name", _("Write the name of the person."), field="name")
    if user is not None and crew.members.filter(user=user).exists():
        raise MobileRefused("member", _("This person is in the crew already."), field="user")
    row = CrewMember.objects.create(crew=crew, name=name, duty=Duty(duty), user=user)
    after = {"person": name, "duty": duty}
    audit.record(actor=actor, at=at, action="crew.joined", thing=crew, before=None, after=after)
    return row


@transaction.atomic
def remove_member(*, member: CrewMember, actor: User | None, at: datetime) -> None:
    """Take somebody out of the crew; the trips that they went on keep their name."""
    before = {"person": member.name, "duty": member.duty}
    audit.record(actor=actor, at=at, action="crew.left", thing=member.crew, before=before, after=None)
    member.delete()


@transaction.atomic
def dissolve(*, crew: Crew, actor: User | None, at: datetime) -> None:
    """The crew goes together no more; trips keep their people, and routes choose another crew."""
    crew.dissolved_at = at
    crew.save(update_fields=("dissolved_at",))
    Route.objects.filter(crew=crew).update(crew=None)
    audit.record(actor=actor, at=at, action="crew.dissolved", thing=crew, before={"name": crew.name}, after=None)


@transaction.atomic
def lay_down(
    *,
    organisation: Organisation | None,
    people: int,
    operators: int,
    librarians: int,
    source: str,
    article: str,
    valid_from: date,
    actor: User | None,
    at: datetime,
) -> CrewRule:
    """From the day on, so many people go. What the organisation laid down before ends on that day; nothing is erased.

    Raises MobileRefused when a later rule stands already, or a trip of the past would be judged anew.
    """
    if not source.strip():
        raise MobileRefused("no_source", _("Write where this stands: the circular, the decision."), field="source")
    if operators + librarians > people:
        message = _("Operators and librarians together are more than the people altogether.")
        raise MobileRefused("too_few", message, field="people")
    rows = CrewRule.objects.filter(organisation=organisation, valid_to=None).select_for_update()
    for row in rows:
        if row.valid_from is not None and row.valid_from >= valid_from:
            message = _("A rule that begins on %(day)s stands already. Choose a later day.")
            raise MobileRefused("later", message % {"day": f"{row.valid_from:%d/%m/%Y}"}, field="valid_from")
        row.valid_to = valid_from
        row.save(update_fields=("valid_to",))
    if organisation is not None and _driven_since(organisation, valid_from):
        message = _("Trips on or after that day have been driven by the rule before. Choose a later day.")
        raise MobileRefused("driven", message, field="valid_from")
    made = CrewRule.objects.create(
        organisation=organisation,
        people=people,
        operators=operators,
        librarians=librarians,
        source=source.strip(),
        article=article.strip(),
        valid_from=valid_from,
    )
    after = {"people": people, "operators": operators, "librarians": librarians, "source": str(made)}
    audit.record(
        actor=actor,
        at=at,
        action="crew_rule.laid_down",
        thing=made,
        before=None,
        after=after,
        organisation=organisation,
    )
    return made


def _driven_since(organisation: Organisation, day: date) -> bool:
    if day > timezone.localdate():
        return False
    return Trip.objects.filter(library=organisation, on__gte=day, state=Trip.State.CLOSED).exists()
