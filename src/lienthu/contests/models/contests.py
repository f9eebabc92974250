"""Contests: rounds that lead into one another, entries with what they hand in, entrants and their consents."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Contest(models.Model):
    """A contest with its criteria, prizes and rounds."""

    class Kind(models.TextChoices):
        STORY = "story", _("telling stories from books")
        BOOK_TALK = "book_talk", _("presenting books to the public")
        AMBASSADOR = "ambassador", _("ambassador of the culture of reading")
        OTHER = "other", pgettext_lazy("contest", "other")

    class Tie(models.TextChoices):
        """What parts entries with the same score, in the order that the rules of the contest give."""

        FIRST_CRITERION = "first_criterion", _("the first criterion")
        MEDIAN = "median", _("the middle score of the jury")
        LOWEST = "lowest", _("the higher lowest score")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    federation = models.ForeignKey(
        "federation.Federation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    name = models.CharField(_("name"), max_length=200)
    about = models.TextField(_("about the contest"), blank=True)
    first_on = models.DateField(_("first day"))
    scale = models.JSONField(_("prizes"), default=list)  # as Sport.scale
    ties = models.JSONField(_("what parts equals"), default=list)  # keys of Tie, in order
    gap = models.PositiveSmallIntegerField(_("a judge is far off from this many points of 100 on"), default=20)
    trims = models.BooleanField(_("the highest and the lowest score do not count"), default=False)
    # What stands below the certificates of its prizes: who signs them, and as what.
    signer = models.CharField(_("signed by"), max_length=120, blank=True)
    signer_title = models.CharField(_("position of the signer"), max_length=120, blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)

    class Meta:
        ordering = ("-first_on", "-id")

    def __str__(self) -> str:
        return self.name


class Criterion(models.Model):
    """What the jury looks at. A judge gives 0 to `most` points; they count `weight` times."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="criteria")
    turn = models.PositiveSmallIntegerField()
    name = models.CharField(_("criterion"), max_length=200)
    most = models.PositiveSmallIntegerField(_("most points"), default=10)
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)

    class Meta:
        ordering = ("contest_id", "turn", "id")
        constraints = (
            models.CheckConstraint(condition=Q(most__gte=1, weight__gte=1), name="a_criterion_counts_something"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int:
        return self.contest.library_id


class Round(models.Model):
    """A round at one place: of a commune, a province, the federation. The best `goes_on` go into the round `into`."""

    class State(models.TextChoices):
        OPEN = "open", _("taking entries")
        JUDGING = "judging", _("being judged")
        CLOSED = "closed", _("judged, not approved yet")
        APPROVED = "approved", _("results approved")

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="rounds")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="fed_by")
    name = models.CharField(_("name"), max_length=200)
    on = models.DateField(pgettext_lazy("contest", "day"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    goes_on = models.PositiveSmallIntegerField(_("how many go on"), default=0)
    scale = models.JSONField(_("prizes"), default=list)  # of this round; none: the last round has the contest's
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("number of the decision"), max_length=60, blank=True)

    class Meta:
        ordering = ("contest_id", "on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(into=None) | ~Q(into=F("id")), name="a_round_does_not_lead_into_itself"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def prizes_by(self) -> list[Any]:
        """The scale by which this round gives prizes; empty where it gives none."""
        own: list[Any] = self.scale or ([] if self.into else self.contest.scale)
        return own


class Entry(models.Model):
    """What is shown to the jury: a story told, a book presented, an essay; by one person or several."""

    contest = models.ForeignKey(Contest, on_delete=models.CASCADE, related_name="entries")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")  # whose they are
    title = models.CharField(_("title"), max_length=200)
    book = models.CharField(_("the book it is about"), max_length=200, blank=True)
    text = models.TextField(_("text"), blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("contest_id", "id")

    def __str__(self) -> str:
        return self.title


class Entrant(models.Model):
    """Somebody who takes part. Nothing of them is public before everybody whose consent is needed has said yes."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="entrants")
    full_name = models.CharField(_("full name"), max_length=120)
    born_on = models.DateField(_("born on"), null=True, blank=True)
    school = models.CharField(_("school or workplace"), max_length=200, blank=True)
    guardian = models.CharField(_("guardian"), max_length=120, blank=True)
    key = models.CharField(max_length=24, unique=True)  # of the address where the answers are given

    class Meta:
        ordering = ("entry_id", "id")

    def __str__(self) -> str:
        return self.full_name

    @property
    def audit_organisation_id(self) -> int:
        return self.entry.library_id


class EntrantConsent(models.Model):
    """One answer about being named and shown in public. Append only: the latest of a giver holds; no row is a no.

    Source: Luật 91/2025/QH15.
    """

    class Giver(models.TextChoices):
        SELF = "self", _("the entrant")
        GUARDIAN = "guardian", _("the guardian")

    class Form(models.TextChoices):
        PAPER = "paper", _("signed on paper")
        DESK = "desk", _("said at the desk")
        LINK = "link", _("answered by the address")

    entrant = models.ForeignKey(Entrant, on_delete=models.CASCADE, related_name="consents")
    giver = models.CharField(_("given by"), max_length=10, choices=Giver.choices)
    granted = models.BooleanField(_("granted"))
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.PAPER)
    signed_by = models.CharField(_("name of who answered"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.giver} {self.granted}"


class Medium(models.Model):
    """A picture, a document, a film or a sound that was handed in with an entry, without what a camera wrote of the
    place."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="media")
    file = models.CharField(max_length=200)  # below the uploads
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    poster = models.CharField(max_length=200, blank=True)  # below the uploads: the picture before a film is played
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("entry_id", "id")

    def __str__(self) -> str:
        return self.caption or self.name

    @property
    def sort(self) -> str:
        """How it is shown: "image", "video", "audio", else "application"."""
        return self.content_type.partition("/")[0]
