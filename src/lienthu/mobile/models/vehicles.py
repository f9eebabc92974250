"""Vehicles, the people who go with them, and how many of them a rule asks for."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.dated import Dated, dates_in_order


class Vehicle(models.Model):
    """A vehicle of the mobile library. `site` is the vehicle as a place where copies are, made together with it."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.OneToOneField("federation.Site", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the vehicle"), max_length=120)
    plate = models.CharField(_("number plate"), max_length=20, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats for the crew"), default=3)
    readers_seats = models.PositiveSmallIntegerField(_("seats for readers"), default=0)
    computers = models.PositiveSmallIntegerField(_("computers on board"), default=0)
    capacity = models.PositiveIntegerField(_("books it carries"), default=0)
    equipment = models.TextField(_("equipment"), blank=True, max_length=2000)  # a thing a line
    in_service_from = models.DateField(_("in service from"), null=True, blank=True)
    in_service_to = models.DateField(_("in service until (first day no longer)"), null=True, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            dates_in_order("vehicle_dates_in_order", start="in_service_from", end="in_service_to"),
            models.UniqueConstraint(fields=("library", "name"), name="a_vehicle_has_its_name_alone"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.plate})" if self.plate else self.name


class Duty(models.TextChoices):
    """What somebody does on a trip. Source: TT 33/2018/TT-BVHTTDL tells operators from librarians."""

    OPERATOR = "operator", _("operator of the vehicle")
    LIBRARIAN = "librarian", _("librarian")
    OTHER = "other", pgettext_lazy("duty on a trip", "other duty")


class Crew(models.Model):
    """People who usually go together."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the crew"), max_length=120)
    dissolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """Somebody with a duty. An account is theirs where they work with the hub, so that the trip is offered to them."""

    name = models.CharField(_("name of the person"), max_length=120)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    duty = models.CharField(_("duty"), max_length=12, choices=Duty.choices, default=Duty.LIBRARIAN)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name


class CrewMember(Member):
    crew = models.ForeignKey(Crew, on_delete=models.CASCADE, related_name="members")

    class Meta:
        ordering = ("crew_id", "duty", "id")


class CrewRule(Dated):
    """How many people a session of the mobile library needs. Editable data: the law changes, and a province adds."""

    # None: for everybody on the hub; else for the organisation and whatever stands below it.
    organisation = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    people = models.PositiveSmallIntegerField(
        _("people altogether"), validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    operators = models.PositiveSmallIntegerField(_("of these operators of the vehicle"), default=0)
    librarians = models.PositiveSmallIntegerField(_("of these librarians"), default=0)
    source = models.CharField(_("source"), max_length=120)  # "Thông tư 33/2018/TT-BVHTTDL"
    article = models.CharField(_("article"), max_length=120, blank=True)

    class Meta(Dated.Meta):
        ordering = ("-valid_from", "-id")

    def __str__(self) -> str:
        return f"{self.source}, {self.article}" if self.article else self.source
