"""The tables of opening hours and special days. Facts of one row only."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import Dated
from lienthu.federation.models import Organisation


class Timetable(Dated):
    """The usual hours of an organisation, or of one site of it, over a range of days.

    Of those that hold on a day the one that began last counts: summer hours lie over the hours of the year.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name of the hours"), max_length=80, blank=True)  # "Giờ mùa hè"

    class Meta(Dated.Meta):
        ordering = ("organisation_id", F("valid_from").asc(nulls_first=True), "id")

    def __str__(self) -> str:
        return self.name or str(self.organisation_id)


class OpeningSpan(models.Model):
    """From when to when it is open, on the days of a recurrence rule."""

    timetable = models.ForeignKey(Timetable, on_delete=models.CASCADE, related_name="spans")
    rule = models.CharField(max_length=200)  # RFC 5545 RRULE: "FREQ=WEEKLY;BYDAY=MO,TU"
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ("timetable_id", "opens", "id")
        constraints = (
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="a_span_opens_before_it_closes"),
        )

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M} {self.rule}"


class SpecialDay(Dated):
    """Days that are not as the week has them: closed, or open at hours of their own, with the reason.

    The range of `Dated` says in which years such a day is kept. No organisation: the whole hub. Days of a lunar month
    may be counted from its end: -1 is the last one, whether the month has 29 or 30 days.
    """

    class Repeats(models.TextChoices):
        ONCE = "once", _("only then")
        SOLAR = "solar", _("every year by the solar calendar")
        LUNAR = "lunar", _("every year by the lunar calendar")
        RULE = "rule", _("on some weekday of every month")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=120)
    repeats = models.CharField(_("how often"), max_length=10, choices=Repeats.choices, default=Repeats.ONCE)
    first_on = models.DateField(_("first day"), null=True, blank=True)
    last_on = models.DateField(_("last day"), null=True, blank=True)  # the last one that it is
    first_month = models.PositiveSmallIntegerField(null=True, blank=True)
    first_day = models.SmallIntegerField(null=True, blank=True)
    last_month = models.PositiveSmallIntegerField(null=True, blank=True)
    last_day_of = models.SmallIntegerField(null=True, blank=True)
    rule = models.CharField(max_length=200, blank=True)  # RFC 5545 RRULE: "FREQ=MONTHLY;BYDAY=1MO"
    hours = models.CharField(_("open at"), max_length=60, blank=True)  # "08:00-11:00 13:30-16:00"; "": closed

    class Meta(Dated.Meta):
        ordering = ("organisation_id", "repeats", F("first_on").desc(nulls_last=True), "first_month", "first_day", "id")
        constraints = (
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(repeats="once", first_on__isnull=False, last_on__gte=F("first_on"))
                | Q(repeats__in=("solar", "lunar"))
                & Q(first_month__range=(1, 12), last_month__range=(1, 12))
                & Q(first_day__range=(-2, 31), last_day_of__range=(-2, 31))
                & ~Q(first_day=0)
                & ~Q(last_day_of=0)
                | Q(repeats="rule") & ~Q(rule=""),
                name="a_special_day_says_when_it_is",
            ),
            models.CheckConstraint(
                condition=Q(site=None) | Q(organisation__isnull=False), name="a_site_closes_within_its_organisation"
            ),
        )

    def __str__(self) -> str:
        return self.reason

    @property
    def closed(self) -> bool:
        return not self.hours

    def days_once(self) -> tuple[date, date] | None:
        """First and last day of one that does not repeat."""
        return (self.first_on, self.last_on) if self.first_on and self.last_on else None


class Stamp(models.Model):
    """One row that changes with every change of a calendar or the tree, in its transaction.

    What a process has computed is good as long as the stamp is the one it was computed under. It is drawn, not
    counted: a number that was rolled back must not be given to other rows.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    drawn = models.BigIntegerField()

    def __str__(self) -> str:
        return str(self.drawn)
