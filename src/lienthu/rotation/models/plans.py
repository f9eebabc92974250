"""Plans of rounds (kế hoạch luân chuyển): proposed by the program, changed by people, approved round by round."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.lib.planning.problem import months_later
from lienthu.rotation.models.placements import Placement
from lienthu.rotation.models.sets import BookSet
from lienthu.rotation.models.sites import DepositSite, of_libraries


class RotationPlanQuerySet(models.QuerySet["RotationPlan"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "rotation.plan") -> Self:
        return self.filter(of_libraries(user, action))


class RotationPlan(models.Model):
    """The next rounds of a library's sets. `outcome` is what the last work on it said, as working_out wrote it."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("plan", "nothing proposed yet")
        WORKING = "working", pgettext_lazy("plan", "being worked out")
        READY = "ready", pgettext_lazy("plan", "proposed")
        IMPOSSIBLE = "impossible", pgettext_lazy("plan", "impossible as it stands")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=120)
    first_on = models.DateField()
    rounds = models.PositiveSmallIntegerField(default=4, validators=[MinValueValidator(1), MaxValueValidator(24)])
    months = models.PositiveSmallIntegerField(default=3, validators=[MinValueValidator(1), MaxValueValidator(12)])
    least = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(24)])
    again = models.BooleanField(default=False)
    fairness = models.PositiveSmallIntegerField(default=20)
    driving = models.PositiveSmallIntegerField(default=10)  # hundredths of a point
    # Boxes to be made up out of loose stock besides the sets that there are, and how many books in each.
    loose = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    loose_books = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(5), MaxValueValidator(1000)]
    )
    load = models.PositiveIntegerField(default=800, validators=[MinValueValidator(1)])
    hours = models.PositiveSmallIntegerField(default=10, validators=[MinValueValidator(1), MaxValueValidator(24)])
    stop_minutes = models.PositiveSmallIntegerField(default=20, validators=[MaxValueValidator(240)])
    seconds = models.PositiveSmallIntegerField(default=60, validators=[MinValueValidator(2), MaxValueValidator(600)])
    staff = models.JSONField(default=list)  # names
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    job = models.ForeignKey("common.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    stop_asked = models.BooleanField(default=False)
    outcome = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RotationPlanQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("library", "-id"), name="plans_of_a_library"),)

    def __str__(self) -> str:
        return self.name

    def days(self, number: int) -> tuple[datetime.date, datetime.date]:
        """First and last day of a round, counted from 0."""
        following = self._starts(number + 1)
        return self._starts(number), following - datetime.timedelta(days=1)

    def _starts(self, number: int) -> datetime.date:
        return months_later(self.first_on, number * self.months)


class PlannedPlacement(models.Model):
    """A set at a site in a round of a plan. A pinned one stays when the plan is worked out anew; one with a
    `placement` has been made real and cannot change here."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="planned", db_index=False)
    set = models.ForeignKey(BookSet, on_delete=models.PROTECT, related_name="+")
    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField()
    pinned = models.BooleanField(default=False)
    placement = models.OneToOneField(Placement, on_delete=models.PROTECT, null=True, related_name="planned_as")

    class Meta:
        ordering = ("plan_id", "round", "deposit_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("plan", "set", "round"), name="a_set_is_planned_once_a_round"),
            models.UniqueConstraint(fields=("plan", "deposit", "round"), name="a_site_is_planned_once_a_round"),
        )

    def __str__(self) -> str:
        return f"{self.set_id} → {self.deposit_id} ({self.round})"


class PlanBan(models.Model):
    """What a person does not want: this set, at this site, in this round; null means any."""

    plan = models.ForeignKey(RotationPlan, on_delete=models.CASCADE, related_name="bans")
    set = models.ForeignKey(BookSet, on_delete=models.PROTECT, null=True, related_name="+")
    deposit = models.ForeignKey(DepositSite, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(set__isnull=False) | models.Q(deposit__isnull=False), name="a_ban_is_about_something"
            ),
        )

    def __str__(self) -> str:
        return f"{self.set_id} × {self.deposit_id} ({self.round})"
