"""Prizes that were won, in sports and contests alike: each is an entry of the ledger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.contests.models.contests import Round
from lienthu.contests.models.judging import Performance
from lienthu.contests.models.sports import Sport, Team


class Prize(models.Model):
    """A prize of a team in a sport, or of an entry in a round."""

    class Medal(models.TextChoices):
        GOLD = "gold", _("gold")
        SILVER = "silver", _("silver")
        BRONZE = "bronze", _("bronze")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")  # the winner's
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, null=True, related_name="prizes")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="prizes")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="prizes")
    performance = models.ForeignKey(Performance, on_delete=models.PROTECT, null=True, related_name="prizes")
    name = models.CharField(_("prize"), max_length=80)
    medal = models.CharField(_("medal"), max_length=6, choices=Medal.choices, blank=True)
    step = models.PositiveSmallIntegerField()  # its place in the scale, 0 the first
    given_on = models.DateField(_("given on"))
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("step", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(sport__isnull=False, team__isnull=False, round=None, performance=None)
                | Q(sport=None, team=None, round__isnull=False, performance__isnull=False),
                name="a_prize_is_of_a_sport_or_a_round",
            ),
            models.UniqueConstraint(
                fields=("sport", "team"), condition=Q(undone_at=None), name="a_team_has_one_prize_in_a_sport"
            ),
            models.UniqueConstraint(
                fields=("round", "performance"), condition=Q(undone_at=None), name="an_entry_has_one_prize_in_a_round"
            ),
        )

    def __str__(self) -> str:
        return self.name
