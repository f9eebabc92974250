"""How many visits a site has: nobody's address is kept, only a digest for as long as a visit lasts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Presence(models.Model):
    """Somebody who was just there, by a digest that nobody can turn back; gone after half an hour."""

    site = models.ForeignKey("website.PublicSite", on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=24)
    last_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("site", "digest"), name="present_once_on_a_site"),)
        indexes = (models.Index(fields=("last_at",), name="who_is_long_gone"),)

    def __str__(self) -> str:
        return f"{self.site_id} {self.last_at:%H:%M}"


class DaySalt(models.Model):
    """What the digests of a day are made with; thrown away with the day."""

    day = models.DateField(primary_key=True)
    salt = models.CharField(max_length=64)

    class Meta:
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day}"


class VisitDay(models.Model):
    """The visits of a site on a day, and the pages that they looked at. Evidence of one event of the ledger."""

    site = models.ForeignKey("website.PublicSite", on_delete=models.PROTECT, related_name="days")
    day = models.DateField(_("day"))
    visits = models.PositiveIntegerField(_("visits"), default=0)
    pages = models.PositiveIntegerField(_("pages looked at"), default=0)
    booked = models.BooleanField(default=False)

    class Meta:
        ordering = ("-day", "site_id")
        constraints = (models.UniqueConstraint(fields=("site", "day"), name="a_sites_day_once"),)

    def __str__(self) -> str:
        return f"{self.site_id} {self.day:%d/%m/%Y}"

    @property
    def audit_organisation_id(self) -> int:
        return self.site.organisation_id
