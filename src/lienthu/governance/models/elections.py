"""An election of the executive committee at a conference: who stood, how each member voted, who was elected."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Federation, Office, Organisation, Term


class Choice(models.TextChoices):
    """A member's vote; a member without one was absent."""

    FOR = "for", pgettext_lazy("vote", "for")
    AGAINST = "against", pgettext_lazy("vote", "against")
    ABSTAINED = "abstained", pgettext_lazy("vote", "abstained")


PERCENT = Q(quorum__gte=1, quorum__lte=100, majority__gte=1, majority__lte=100)


class Election(models.Model):
    """`quorum`: percent of the members that must vote; `majority`: percent of those votes that one needs more than."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("election", "open")
        CLOSED = "closed", pgettext_lazy("election", "closed")

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="elections")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="elections", verbose_name=_("term"))
    held_on = models.DateField(_("held on"))
    held_at = models.CharField(_("at which conference"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"))
    quorum = models.PositiveSmallIntegerField(_("quorum, percent of the members"), default=50)
    majority = models.PositiveSmallIntegerField(_("more than so many percent of the votes"), default=50)
    replaces = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="+")
    presided_by = models.CharField(_("presided over by"), max_length=120, blank=True)
    secretary = models.CharField(_("minutes by"), max_length=120, blank=True)
    tie_note = models.CharField(_("how the tie was settled"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    members_count = models.PositiveSmallIntegerField(null=True)  # as of the day on which it was closed
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-held_on", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(seats__gte=1), name="an_election_has_a_seat"),
            models.CheckConstraint(condition=PERCENT, name="an_election_counts_in_percent"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | Q(state="open", closed_at=None),
                name="a_closed_election_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.term} · {self.held_on:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Nominee(models.Model):
    """Who stands, of which member, and for which office; `tie_rank` orders those who had as many votes."""

    POSITIONS = (Office.Position.CHAIR, Office.Position.VICE_CHAIR, Office.Position.COMMITTEE)

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="nominees")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person_name = models.CharField(_("person"), max_length=120)
    capacity = models.CharField(_("capacity"), max_length=200)  # "Giám đốc Thư viện tỉnh Lào Cai"
    leads_library = models.BooleanField(_("leads the library"), default=True)
    position = models.CharField(
        _("office"), max_length=20, choices=[(one.value, one.label) for one in POSITIONS],
        default=Office.Position.COMMITTEE,
    )  # fmt: skip
    tie_rank = models.PositiveSmallIntegerField(null=True)
    is_elected = models.BooleanField(null=True)
    office = models.OneToOneField(Office, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("election_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("election", "organisation", "person_name"), name="one_stands_once"),
            models.CheckConstraint(
                condition=Q(leads_library=True) | Q(position="committee"), name="chairs_lead_their_library"
            ),
        )

    def __str__(self) -> str:
        return self.person_name


class ElectionVote(models.Model):
    """What one member said of one nominee."""

    nominee = models.ForeignKey(Nominee, on_delete=models.CASCADE, related_name="votes")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    choice = models.CharField(max_length=10, choices=Choice.choices)

    class Meta:
        ordering = ("nominee_id", "organisation_id")
        constraints = (
            models.UniqueConstraint(fields=("nominee", "organisation"), name="a_member_votes_once_on_a_nominee"),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.choice}"
