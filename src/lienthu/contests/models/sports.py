"""Sports days: their sports with the rules as data, teams and athletes, courts, matches with results."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.lib.tournaments.formats import Fixture, Format, Shape, Tie, slot


class SportsDay(models.Model):
    """A day, or a few, on which members play (giao lưu thể thao), with the library that organises it."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    federation = models.ForeignKey(
        "federation.Federation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    place = models.CharField(_("place"), max_length=200, blank=True)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    entries_until = models.DateField(_("entries until"))
    rest = models.PositiveSmallIntegerField(_("rest of a person between two matches, in minutes"), default=20)
    change = models.PositiveSmallIntegerField(_("change on a court, in minutes"), default=5)
    # What stands below the certificates of its prizes: who signs them, and as what.
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    signer_title = models.CharField(_("position of the signer"), max_length=120, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    held_at = models.DateTimeField(null=True)  # when it was said to have been held, and counted

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="a_sports_day_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return self.name


class Sport(models.Model):
    """One sport of a day, with how it is played."""

    class Shape(models.TextChoices):
        KNOCK_OUT = Shape.KNOCK_OUT.value, _("knock-out")
        GROUPS = Shape.GROUPS.value, _("groups, then knock-out")
        ROUND_ROBIN = Shape.ROUND_ROBIN.value, _("everybody against everybody")

    class Tie(models.TextChoices):
        HEAD_TO_HEAD = Tie.HEAD_TO_HEAD.value, _("matches among the equal")
        DIFFERENCE = Tie.DIFFERENCE.value, _("score difference")
        RALLY = Tie.RALLY.value, _("difference of points within sets")
        SCORED = Tie.SCORED.value, _("more scored")
        WINS = Tie.WINS.value, _("more wins")
        LOTS = Tie.LOTS.value, _("drawing lots")

    day = models.ForeignKey(SportsDay, on_delete=models.CASCADE, related_name="sports")
    name = models.CharField(_("name"), max_length=120)
    shape = models.CharField(_("how it is played"), max_length=12, choices=Shape.choices)
    group_size = models.PositiveSmallIntegerField(_("most teams in a group"), default=4)
    through = models.PositiveSmallIntegerField(_("teams that go on from a group"), default=2)
    third_place = models.BooleanField(_("play for the third place"), default=False)
    win = models.PositiveSmallIntegerField(_("points for a win"), default=3)
    draw = models.PositiveSmallIntegerField(_("points for a draw"), default=1)
    loss = models.PositiveSmallIntegerField(_("points for a defeat"), default=0)
    ties = models.JSONField(_("what parts equals"), default=list)  # keys of Tie, in order
    sets = models.PositiveSmallIntegerField(_("sets to win"), default=0)  # 0: the score is entered as it is
    least = models.PositiveSmallIntegerField(_("fewest athletes in a team"), default=1)
    most = models.PositiveSmallIntegerField(_("most athletes in a team"), default=1)
    teams_each = models.PositiveSmallIntegerField(_("teams of a member at most"), default=1)
    minutes = models.PositiveSmallIntegerField(_("minutes of a match"), default=30)
    scale = models.JSONField(_("prizes"), default=list)  # rules.scales.Line as dictionaries, from the first down
    seed_number = models.CharField(_("number of the draw"), max_length=40, blank=True)
    drawn_at = models.DateTimeField(null=True)
    groups = models.JSONField(default=list)  # [["A", [team, …]], …] of the draw
    awarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("day_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("day", "name"), name="a_sport_once_on_a_day"),
            models.CheckConstraint(condition=Q(least__gte=1, least__lte=F("most")), name="a_team_has_somebody"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.day.library_id

    @property
    def format(self) -> Format:
        """The rules as the tournament takes them."""
        return Format(
            Shape(self.shape),
            self.group_size,
            self.through,
            self.third_place,
            self.win,
            self.draw,
            self.loss,
            tuple(Tie(each) for each in self.ties),
        )


class Team(models.Model):
    """A team of a member in one sport; in a single's event the one athlete."""

    sport = models.ForeignKey(Sport, on_delete=models.CASCADE, related_name="teams")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("number"))  # of the member's teams in this sport
    strength = models.PositiveSmallIntegerField(_("seed"), null=True, blank=True)  # 1 the strongest
    athletes: "models.ManyToManyField[Athlete, models.Model]" = models.ManyToManyField("Athlete", related_name="teams")

    class Meta:
        ordering = ("sport_id", "library_id", "number")
        constraints = (
            models.UniqueConstraint(fields=("sport", "library", "number"), name="a_member_numbers_its_teams"),
            models.UniqueConstraint(fields=("sport", "strength"), name="a_seed_is_given_once"),
        )

    def __str__(self) -> str:
        return f"{self.library_id}/{self.number}"

    @property
    def audit_organisation_id(self) -> int:
        return self.library_id


class Athlete(models.Model):
    """Somebody who plays for a member, perhaps in several sports. Named in public only where they agreed."""

    day = models.ForeignKey(SportsDay, on_delete=models.CASCADE, related_name="athletes")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    full_name = models.CharField(_("full name"), max_length=120)
    folded = models.CharField(max_length=120)  # the name without marks and case: one person is written down once
    agreed = models.BooleanField(_("agrees to be named in public"), default=False)

    class Meta:
        ordering = ("day_id", "library_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("day", "library", "folded"), name="an_athlete_is_written_down_once"),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def audit_organisation_id(self) -> int:
        return self.library_id


class Court(models.Model):
    """Where matches are played, and which sports can be played there."""

    day = models.ForeignKey(SportsDay, on_delete=models.CASCADE, related_name="courts")
    name = models.CharField(_("name"), max_length=80)
    sports: "models.ManyToManyField[Sport, models.Model]" = models.ManyToManyField(Sport, related_name="courts")

    class Meta:
        ordering = ("day_id", "id")
        constraints = (models.UniqueConstraint(fields=("day", "name"), name="a_court_once_on_a_day"),)

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.day.library_id


class CourtHours(models.Model):
    """When a court is free for the day's matches."""

    court = models.ForeignKey(Court, on_delete=models.CASCADE, related_name="hours")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("court_id", "begins_at")
        constraints = (
            models.CheckConstraint(condition=Q(begins_at__lt=F("ends_at")), name="court_hours_begin_before_they_end"),
        )

    def __str__(self) -> str:
        return f"{self.begins_at} – {self.ends_at}"


class Match(models.Model):
    """A match of the draw. Who plays is a team, or what it waits for (lib.tournaments Slot); then the score."""

    sport = models.ForeignKey(Sport, on_delete=models.CASCADE, related_name="matches")
    key = models.CharField(max_length=20)  # "A-1", "K2-1": lib.tournaments Fixture
    turn = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=10, blank=True)
    home_slot = models.CharField(max_length=40)
    away_slot = models.CharField(max_length=40)
    home = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    away = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="+")
    court = models.ForeignKey(Court, on_delete=models.SET_NULL, null=True, related_name="matches")
    begins_at = models.DateTimeField(null=True)
    home_score = models.PositiveSmallIntegerField(_("score"), null=True)
    away_score = models.PositiveSmallIntegerField(null=True)
    sets = models.JSONField(default=list)  # [[25, 20], [23, 25], …]
    winner = models.PositiveSmallIntegerField(default=0)  # 1 home, 2 away, where the score does not say it
    walkover = models.BooleanField(_("one side did not come"), default=False)
    played_at = models.DateTimeField(null=True)  # when the result was entered
    entered_by = models.CharField(_("entered by"), max_length=120, blank=True)

    class Meta:
        ordering = ("sport_id", "turn", "id")
        constraints = (
            models.UniqueConstraint(fields=("sport", "key"), name="a_match_once_in_a_sport"),
            models.CheckConstraint(
                condition=Q(played_at=None)
                | Q(home_score__isnull=False, away_score__isnull=False, home__isnull=False, away__isnull=False),
                name="a_result_has_two_teams_and_a_score",
            ),
            models.CheckConstraint(
                condition=Q(court=None) | Q(begins_at__isnull=False), name="a_match_on_a_court_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.key

    @property
    def audit_organisation_id(self) -> int:
        return self.sport.day.library_id

    @property
    def fixture(self) -> Fixture:
        return Fixture(self.key, self.turn, slot(self.home_slot), slot(self.away_slot), self.group)


class Referee(models.Model):
    """Who enters results on a phone by a signed address, which works until it is closed."""

    day = models.ForeignKey(SportsDay, on_delete=models.CASCADE, related_name="referees")
    name = models.CharField(_("name"), max_length=120)
    key = models.CharField(max_length=24, unique=True)
    sport = models.ForeignKey(
        Sport,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("one of a day", "sport"),
    )  # None: all
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("day_id", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.day.library_id
