"""What a trip brought home: figures of each stop, photos, costs, incidents."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.mobile.models.trips import Trip, TripStop


class Measure(models.TextChoices):
    """What is counted at a stop. Source: the mobile library's indicators in libraries' yearly reports."""

    ADULTS = "adults", _("visitors, adults")
    CHILDREN = "children", _("visitors, children")
    USES = "uses", _("document uses (loans, renewals and readings on the spot)")
    CARDS = "cards", _("new cards")
    SESSIONS = "sessions", _("computer sessions")


class Figure(models.Model):
    """A figure of a stop: what the ledger counted and, where a person knows better, what they say and why."""

    trip_stop = models.ForeignKey(TripStop, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=10, choices=Measure.choices)
    counted = models.PositiveIntegerField()
    said = models.PositiveIntegerField(null=True, validators=[MaxValueValidator(100_000)])  # None: as counted
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("trip_stop_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("trip_stop", "measure"), name="a_measure_once_a_stop"),
            models.CheckConstraint(
                condition=models.Q(said=None) | ~models.Q(reason=""), name="who_says_otherwise_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.value}"

    @property
    def value(self) -> int:
        """The figure that holds."""
        return self.counted if self.said is None else self.said

    @property
    def audit_organisation_id(self) -> int:
        return self.trip_stop.trip.library_id


class Photo(models.Model):
    """A picture from the trip. It stays with the staff unless those on it, or their parents, have agreed."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="photos")
    file = models.CharField(max_length=200)  # below the uploads
    caption = models.CharField(_("caption"), max_length=200)
    agreed = models.BooleanField(default=False)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.caption


class Cost(models.Model):
    """Money spent on the way, in đồng."""

    class Kind(models.TextChoices):
        FUEL = "fuel", _("fuel")
        ROAD = "road", _("tolls, ferries, parking")
        REPAIR = "repair", _("repairs")
        ALLOWANCE = "allowance", _("allowances of the crew")
        OTHER = "other", pgettext_lazy("cost of a trip", "other cost")

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="costs")
    kind = models.CharField(_("kind of cost"), max_length=10, choices=Kind.choices)
    amount = models.PositiveBigIntegerField(_("amount in đồng"))
    litres = models.DecimalField(_("litres"), max_digits=6, decimal_places=1, null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Incident(models.Model):
    """Something that went wrong, or nearly, and what was done."""

    trip = models.ForeignKey(Trip, on_delete=models.CASCADE, related_name="incidents")
    at = models.DateTimeField(_("when"))
    text = models.CharField(_("what happened"), max_length=1000)
    done = models.CharField(_("what was done"), max_length=1000, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return self.text
