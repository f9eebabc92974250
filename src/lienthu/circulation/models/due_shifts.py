"""Moves of the due dates of many loans at once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .lending import Loan


class DueShift(models.Model):
    """A shift of the due dates of many loans at once, for a flood, a storm, a closing; undone exactly.

    `libraries` and `sites` are keys: loans made at one of these libraries, or at one of these sites.
    """

    class State(models.TextChoices):
        UNDER_WAY = "under_way", _("under way")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    organisation = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    libraries = models.JSONField(default=list)
    sites = models.JSONField(default=list)
    due_from = models.DateField(_("due from"))
    due_to = models.DateField(_("due to"))
    to_day = models.DateField(_("new day"), null=True)
    add_days = models.PositiveSmallIntegerField(_("days more"), default=0)  # 0: only off days that are closed
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.UNDER_WAY)
    asked_at = models.DateTimeField(_("when"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    job = models.ForeignKey("common.Job", on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(due_to__gte=models.F("due_from")), name="a_shift_has_days_in_order"),
        )

    def __str__(self) -> str:
        return self.reason


class ShiftedLoan(models.Model):
    """A loan that a shift moved, from when to when, and what became of it when the shift was undone."""

    class Outcome(models.TextChoices):
        SHIFTED = "", _("moved")
        RESTORED = "restored", _("moved back")
        KEPT = "kept", _("left as it was by then")

    shift = models.ForeignKey(DueShift, on_delete=models.CASCADE, related_name="loans", db_index=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="shifts")
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("shift", "loan"), name="a_shift_moves_a_loan_once"),)

    def __str__(self) -> str:
        return f"{self.shift_id}: {self.loan_id}"
