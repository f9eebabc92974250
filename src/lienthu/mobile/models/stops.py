"""Stops and when the mobile library comes to them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import Dated


class Season(models.Model):
    """A part of every year, both days included; it may run over New Year: the school year, 5/9 to 31/5."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the season"), max_length=80)
    first_month = models.PositiveSmallIntegerField(_("first month"))
    first_day = models.PositiveSmallIntegerField(_("first day of it"))
    last_month = models.PositiveSmallIntegerField(_("last month"))
    last_day = models.PositiveSmallIntegerField(_("last day of it"))

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & Q(first_day__range=(1, 31), last_day__range=(1, 31)),
                name="a_season_lies_in_the_year",
            ),
        )

    def __str__(self) -> str:
        days = f"{self.first_day}/{self.first_month} – {self.last_day}/{self.last_month}"
        return f"{self.name} ({days})"


class Stop(models.Model):
    """Where the vehicle stands and serves. `site` is the library's, of the kind STOP; `host` whose yard it is."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.OneToOneField("federation.Site", on_delete=models.PROTECT, related_name="mobile_stop")
    host = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    host_name = models.CharField(_("host"), max_length=200, blank=True)  # one that is not in the tree
    contact = models.CharField(_("contact person"), max_length=120, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    audience = models.CharField(_("whom it serves"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)  # where to stand, whom to ask for the gate

    class Meta:
        ordering = ("site__name", "id")

    def __str__(self) -> str:
        return str(self.site)


class Service(Dated):
    """The vehicle comes to the stop: by which rule (RFC 5545), from when to when, in which season."""

    stop = models.ForeignKey(Stop, on_delete=models.PROTECT, related_name="services")
    rule = models.CharField(_("recurrence rule"), max_length=200)  # tidy, as calendars.rules.tidy_rule writes it
    anchor = models.DateField(_("counted from"))  # a day on which it comes: every second week counts from it
    begins = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))
    season = models.ForeignKey(Season, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Dated.Meta):
        ordering = ("stop_id", "begins", "id")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(condition=Q(begins__lt=F("ends")), name="a_service_begins_before_it_ends"),
        )

    def __str__(self) -> str:
        return f"{self.rule} {self.begins:%H:%M}–{self.ends:%H:%M}"


class ServiceException(models.Model):
    """A day on which the rule does not hold: it does not come, or it comes all the same, from when to when."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField(_("day"))
    comes = models.BooleanField(default=False)
    begins = models.TimeField(null=True)  # None: the usual time
    ends = models.TimeField(null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("service", "on"), name="a_day_is_excepted_once"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.reason}"
