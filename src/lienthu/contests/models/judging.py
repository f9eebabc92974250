"""Judging: who judges a round, under which number an entry stands there, and the points."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.contests.models.contests import Criterion, Entry, Round


class Performance(models.Model):
    """An entry in a round, under a number that tells the jury nothing. Score and place once the round is closed."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="performances")
    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="performances")
    code = models.CharField(_("number"), max_length=10)
    score = models.DecimalField(_("score"), max_digits=6, decimal_places=2, null=True)
    place = models.PositiveSmallIntegerField(_("rank in the list"), null=True)
    goes_on = models.BooleanField(_("goes on"), default=False)
    ahead = models.PositiveSmallIntegerField(default=0)  # before its equals by the jury's word: the higher, the earlier

    class Meta:
        ordering = ("round_id", "code")
        constraints = (
            models.UniqueConstraint(fields=("round", "entry"), name="an_entry_once_in_a_round"),
            models.UniqueConstraint(fields=("round", "code"), name="a_number_once_in_a_round"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def audit_organisation_id(self) -> int:
        return self.round.library_id


class Judge(models.Model):
    """Who judges a round, by a signed address. Once they have handed in, or the round is closed, nothing changes."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="judges")
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=24, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)  # the address opens nothing any more, and the points do not count

    class Meta:
        ordering = ("round_id", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.round.library_id


class Score(models.Model):
    """The points of one judge for one criterion."""

    judge = models.ForeignKey(Judge, on_delete=models.CASCADE, related_name="scores")
    performance = models.ForeignKey(Performance, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)

    class Meta:
        ordering = ("judge_id", "performance_id", "criterion_id")
        constraints = (
            models.UniqueConstraint(fields=("judge", "performance", "criterion"), name="a_judge_scores_once"),
            models.CheckConstraint(condition=Q(points__gte=0), name="points_are_not_below_0"),
        )

    def __str__(self) -> str:
        return str(self.points)
