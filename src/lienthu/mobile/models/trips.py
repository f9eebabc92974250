"""Routes and trips: planned, under way, closed."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.mobile.models.stops import Stop
from lienthu.mobile.models.vehicles import Crew, Member, Vehicle


class Route(models.Model):
    """Stops that are served in one trip, in their order, with the vehicle and crew that usually go."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the route"), max_length=120)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    crew = models.ForeignKey(Crew, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class RouteStop(models.Model):
    route = models.ForeignKey(Route, on_delete=models.CASCADE, related_name="stops")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="+")
    turn = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("route_id", "turn", "id")
        constraints = (models.UniqueConstraint(fields=("route", "stop"), name="a_stop_once_on_a_route"),)

    def __str__(self) -> str:
        return f"{self.turn}. {self.stop}"


class TripQuerySet(models.QuerySet["Trip"]):
    def open(self) -> Self:
        """Still to come, or under way."""
        return self.filter(state__in=(Trip.State.PLANNED, Trip.State.UNDER_WAY))


class Trip(models.Model):
    """One day's journey of a vehicle. The ledger's events carry its key."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("trip", "planned")
        UNDER_WAY = "under_way", pgettext_lazy("trip", "under way")
        BACK = "back", _("back, the report is to be written")
        CLOSED = "closed", pgettext_lazy("trip", "closed with its report")
        CANCELLED = "cancelled", pgettext_lazy("trip", "called off")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="trips")
    route = models.ForeignKey(Route, on_delete=models.PROTECT, null=True, related_name="trips")
    on = models.DateField(_("day"))
    leaves = models.TimeField(_("leaves at"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    here = models.ForeignKey("TripStop", on_delete=models.SET_NULL, null=True, related_name="+")  # where it stands now
    started_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    km_before = models.PositiveIntegerField(_("odometer at the start"), null=True)
    km_after = models.PositiveIntegerField(_("odometer at the end"), null=True)
    report_number = models.CharField(_("number of the report"), max_length=40, blank=True)
    remarks = models.TextField(_("remarks and proposals"), blank=True, max_length=4000)
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was called off, or left against a rule

    objects = TripQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "leaves", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(km_before=None) | Q(km_after=None) | Q(km_before__lte=F("km_after")),
                name="an_odometer_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(state="under_way") | Q(started_at__isnull=False), name="what_is_under_way_has_left"
            ),
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="a_closed_trip_says_when"
            ),
        )
        indexes = (models.Index(fields=("library", "on"), name="trips_of_a_day"),)

    def __str__(self) -> str:
        return f"{self.on:%d/%m/%Y} · {self.route.name if self.route else self.vehicle.name}"

    @property
    def is_open(self) -> bool:
        return self.state in (self.State.PLANNED, self.State.UNDER_WAY)


class TripMember(Member):
    """Somebody who goes, with the duty that they have that day."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="members")

    class Meta:
        ordering = ("trip_id", "duty", "id")


class TripStop(models.Model):
    """A stop of a trip: when it is to be there, whether the host was told, and when it was there."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="stops")
    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="visits")
    turn = models.PositiveSmallIntegerField()
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    told_at = models.DateTimeField(null=True)  # when the host was told
    told_how = models.CharField(_("how the host was told"), max_length=120, blank=True)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    passed_by = models.CharField(_("why it was not served"), max_length=200, blank=True)

    class Meta:
        ordering = ("trip_id", "turn", "id")
        constraints = (models.UniqueConstraint(fields=("trip", "stop"), name="a_stop_once_on_a_trip"),)

    def __str__(self) -> str:
        return str(self.stop)


class Drop(models.Model):
    """A set of books in rotation that is brought to its site, or fetched from there, on the way."""

    class Verb(models.TextChoices):
        BRING = "bring", _("bring it to its site")
        FETCH = "fetch", _("fetch it from its site")

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="drops")
    placement = models.ForeignKey("rotation.Placement", on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=5, choices=Verb.choices)

    class Meta:
        ordering = ("trip_id", "id")
        constraints = (models.UniqueConstraint(fields=("trip", "placement"), name="a_placement_once_on_a_trip"),)

    def __str__(self) -> str:
        return str(self.placement)


class Packed(models.Model):
    """A copy that a reader waits for at one of the stops, put into the vehicle."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="packed")
    hold = models.ForeignKey("circulation.Hold", on_delete=models.CASCADE, related_name="+")
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("trip_id", "id")
        constraints = (models.UniqueConstraint(fields=("trip", "hold"), name="a_hold_is_packed_once_a_trip"),)

    def __str__(self) -> str:
        return str(self.copy)
