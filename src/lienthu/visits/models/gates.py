"""Gate counters: what they counted hour by hour, and the files that said so."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Gate(models.Model):
    """A counter at a door, and how its files are read."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name of the gate"), max_length=80)
    # It counts who comes and who goes without telling them apart: two passages are a visit.
    both_ways = models.BooleanField(_("counts people coming and going: two passages are one visit"), default=False)
    columns = models.JSONField(default=dict)  # {"date": heading, "hour": heading, "in": heading, "out": heading}
    retired = models.BooleanField(_("no longer there"), default=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("library", "name"), name="a_gate_is_named_once_in_a_library"),)

    def __str__(self) -> str:
        return self.name


class GateImport(models.Model):
    """A file of a gate: waiting for its columns to be told, or read."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=200, blank=True)  # below the uploads; "" once it is read
    digest = models.CharField(max_length=64)  # SHA-256 of the file
    columns = models.JSONField(default=dict)  # as Gate.columns, as it was read
    both_ways = models.BooleanField(default=False)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    read_at = models.DateTimeField(null=True)
    new = models.PositiveIntegerField(_("new hours"), default=0)
    changed = models.PositiveIntegerField(_("hours with another number"), default=0)
    unchanged = models.PositiveIntegerField(_("hours known already"), default=0)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.file_name


class GateReading(models.Model):
    """What a gate counted in one hour of one day. `visits` is what its events in the ledger add up to."""

    gate = models.ForeignKey(Gate, on_delete=models.PROTECT, related_name="readings", db_index=False)
    day = models.DateField(_("day"))
    hour = models.PositiveSmallIntegerField(_("hour"))  # 9: from 9:00 until before 10:00
    count_in = models.PositiveIntegerField(_("in"))
    count_out = models.PositiveIntegerField(_("out"), null=True)
    by_hand = models.PositiveIntegerField(null=True)  # the visits as somebody corrected them; files no longer count
    visits = models.PositiveIntegerField(_("visits"), default=0)
    run = models.ForeignKey(GateImport, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        ordering = ("-day", "-hour", "gate_id")
        constraints = (
            models.UniqueConstraint(fields=("gate", "day", "hour"), name="a_gate_has_one_reading_an_hour"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="a_day_has_24_hours"),
        )

    def __str__(self) -> str:
        return f"{self.day} {self.hour}h"


class GateReject(models.Model):
    """A row of a file that could not be read, kept with its reason."""

    class Reason(models.TextChoices):
        DATE = "date", _("There is no date here that can be read. Write it as 31/12/2026.")
        FUTURE = "future", _("The day lies in the future. Check the clock of the gate.")
        HOUR = "hour", _("There is no hour here that can be read. Write it as 9, 9:00 or 9h.")
        COUNT = "count", _("The count is no whole number from 0 to 100,000.")
        TWICE = "twice", _("The same hour stands in the file twice. The first row was taken.")
        BROKEN = "broken", _("The row is broken: a quotation mark or a letter is wrong.")

    run = models.ForeignKey(GateImport, on_delete=models.CASCADE, related_name="rejects")
    row = models.PositiveIntegerField(_("row"))  # counted from 1, the heading among them, blank rows left out
    text = models.TextField(_("content"))  # its cells, or its bytes as far as they can be read
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)

    class Meta:
        ordering = ("run_id", "row", "id")

    def __str__(self) -> str:
        return f"{self.row} {self.reason}"
