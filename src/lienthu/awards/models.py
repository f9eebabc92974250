"""The tables of awards: seasons with criteria, candidates' sheets with proofs, proposals, decisions."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.ledger.models import Kind


class Season(models.Model):
    """A year (or another stretch) of emulation, with the library whose council decides."""

    class State(models.TextChoices):
        SCORING = "scoring", _("candidates give themselves points")
        COUNCIL = "council", _("before the council")
        DECIDED = "decided", pgettext_lazy("season", "decided")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    federation = models.ForeignKey(
        "federation.Federation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    name = models.CharField(_("name"), max_length=200)
    first_on = models.DateField(_("first day of the figures"))
    last_on = models.DateField(_("last day of the figures"))
    due_on = models.DateField(_("points handed in until"))
    scale = models.JSONField(_("grades"), default=list)  # [{"name", "number", "medal", "least"}], as prizes have it
    council = models.PositiveSmallIntegerField(_("members of the council"), default=7)
    needs = models.PositiveSmallIntegerField(_("more than so many per cent of them must vote for it"), default=50)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.SCORING)

    class Meta:
        ordering = ("-first_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="a_season_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(council__gte=1, needs__lt=100), name="a_council_can_decide"),
        )

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What gives points: a figure of the ledger (`kind`, all points from `full_at` on), or typed with a proof."""

    class By(models.TextChoices):
        HOST = "host", _("what the library itself did")
        OWNER = "owner", _("what its own copies and people did")

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="criteria")
    turn = models.PositiveSmallIntegerField()
    name = models.CharField(_("criterion"), max_length=200)
    most = models.PositiveSmallIntegerField(_("most points"))
    kind = models.CharField(_("figure"), max_length=30, blank=True, choices=Kind.choices)
    full_at = models.PositiveIntegerField(_("all points from"), default=0)
    by = models.CharField(max_length=6, choices=By.choices, default=By.HOST)

    class Meta:
        ordering = ("season_id", "turn", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(most__gte=1) & (Q(kind="") | Q(full_at__gte=1)), name="a_criterion_can_be_scored"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.season.library_id


class Sheet(models.Model):
    """A candidate library's points of a season."""

    season = models.ForeignKey(Season, on_delete=models.CASCADE, related_name="sheets")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    handed_in_at = models.DateTimeField(null=True)
    grade = models.CharField(_("grade"), max_length=80, blank=True)  # of the scale, once decided

    class Meta:
        ordering = ("season_id", "library_id")
        constraints = (models.UniqueConstraint(fields=("season", "library"), name="a_candidate_has_one_sheet"),)

    def __str__(self) -> str:
        return str(self.season)


class Line(models.Model):
    """The points for one criterion: the candidate's own, and the council's."""

    sheet = models.ForeignKey(Sheet, on_delete=models.CASCADE, related_name="lines")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="+")
    figure = models.BigIntegerField(_("figure"), null=True)  # as the ledger had it when it was last asked
    own = models.DecimalField(_("own points"), max_digits=6, decimal_places=2, null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    council = models.DecimalField(_("the council's points"), max_digits=6, decimal_places=2, null=True)
    why = models.CharField(_("why otherwise"), max_length=300, blank=True)

    class Meta:
        ordering = ("sheet_id", "criterion__turn", "id")
        constraints = (
            models.UniqueConstraint(fields=("sheet", "criterion"), name="a_criterion_once_on_a_sheet"),
            models.CheckConstraint(
                condition=(Q(own=None) | Q(own__gte=0)) & (Q(council=None) | Q(council__gte=0)),
                name="points_of_a_sheet_are_not_below_0",
            ),
        )

    def __str__(self) -> str:
        return str(self.criterion_id)


class Proof(models.Model):
    """A file that shows why points are claimed."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="proofs")
    file = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("line_id", "id")

    def __str__(self) -> str:
        return self.name


class Decision(models.Model):
    """A numbered decision (quyết định) that gives awards; by this library or a body above it."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")  # keeps it here
    number = models.CharField(_("number"), max_length=60)
    issuer = models.CharField(_("issued by"), max_length=200)
    signed_on = models.DateField(_("signed on"))
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    signer_title = models.CharField(_("position of the signer"), max_length=120, blank=True)
    about = models.CharField(_("about"), max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-signed_on", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("library", "number", "issuer", "signed_on"),
                condition=Q(voided_at=None),
                name="a_decision_is_written_down_once",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Proposal(models.Model):
    """An award that is proposed for a library or for a named member of its staff, voted on, and decided."""

    class Sort(models.TextChoices):
        TITLE = "title", _("title of emulation")
        COMMENDATION = "commendation", _("certificate of commendation")
        MEDAL = "medal", _("commemorative medal")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        CARRIED = "carried", _("voted for")
        REFUSED = "refused", _("voted down")
        GIVEN = "given", _("given by a decision")

    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="proposals")
    library = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+"
    )  # the candidate's
    sort = models.CharField(_("kind of award"), max_length=12, choices=Sort.choices)
    award = models.CharField(_("award"), max_length=200)
    person = models.CharField(_("person"), max_length=120, blank=True)  # "" for the library as a whole
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    agreed = models.BooleanField(_("agrees to be named in public"), default=False)
    merits = models.TextField(_("merits"))
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PROPOSED)
    votes_for = models.PositiveSmallIntegerField(_("votes for it"), null=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against it"), null=True)
    voted_on = models.DateField(_("voted on"), null=True)
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, related_name="awards")

    class Meta:
        ordering = ("season_id", "sort", "library_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="given") | Q(decision__isnull=False), name="an_award_is_given_by_a_decision"
            ),
            models.CheckConstraint(condition=~Q(sort="medal") | ~Q(person=""), name="a_medal_is_for_a_person"),
            models.UniqueConstraint(
                fields=("season", "library", "award", "person"),
                condition=~Q(state="refused"),
                name="an_award_is_proposed_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.award} – {self.person}" if self.person else self.award
