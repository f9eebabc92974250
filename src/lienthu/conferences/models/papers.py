"""What is said: papers, the list of who speaks, photographs."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.conferences.models.planning import Conference, Item
from lienthu.federation.models import Organisation


class Paper(models.Model):
    """A paper (tham luận) from the day it is handed in to the day everybody can read it."""

    class State(models.TextChoices):
        HANDED_IN = "handed_in", pgettext_lazy("paper", "handed in")
        RETURNED = "returned", pgettext_lazy("paper", "returned with remarks")
        ACCEPTED = "accepted", pgettext_lazy("paper", "accepted")
        WITHDRAWN = "withdrawn", pgettext_lazy("paper", "withdrawn")

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="papers")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("unit")
    )
    unit = models.CharField(_("unit, where it is no member"), max_length=200, blank=True)
    title = models.CharField(_("title"), max_length=300)
    author = models.CharField(_("author"), max_length=120)
    author_title = models.CharField(pgettext_lazy("of a person", "position"), max_length=150, blank=True)
    abstract = models.TextField(_("abstract"), blank=True)
    path = models.CharField(max_length=200, blank=True)  # below the uploads; "" while the text is not there
    file_name = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.HANDED_IN)
    is_published = models.BooleanField(_("published"), default=False)
    item = models.OneToOneField(Item, on_delete=models.SET_NULL, null=True, related_name="paper")
    handed_in_at = models.DateTimeField()
    text = models.TextField(blank=True)  # the words of its file, where they can be read
    marked = models.TextField(blank=True)  # what is searched, as lib.vietnamese has it with and without marks
    folded = models.TextField(blank=True)

    class Meta:
        ordering = ("conference_id", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(is_published=False) | Q(state="accepted"), name="only_an_accepted_paper_is_published"
            ),
            models.CheckConstraint(
                condition=Q(item=None) | Q(state="accepted"), name="only_an_accepted_paper_is_scheduled"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def audit_organisation_id(self) -> int:
        return self.organisation_id or self.conference.host_id


class PaperStep(models.Model):
    """What became of a paper, with the remarks of who looked at it. Append only."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=Paper.State.choices)
    remarks = models.TextField(pgettext_lazy("on a paper", "remarks"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)  # who did it without an account

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.paper_id} {self.state}"


class Speech(models.Model):
    """One turn in the speaking list: a paper, or a contribution from the floor with its gist."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("speaker", "waiting")
        CALLED = "called", pgettext_lazy("speaker", "is speaking")
        DONE = "done", pgettext_lazy("speaker", "has spoken")
        DROPPED = "dropped", pgettext_lazy("speaker", "did not speak")

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="speeches")
    paper = models.OneToOneField(Paper, on_delete=models.CASCADE, null=True, related_name="speech")
    speaker = models.CharField(_("speaker"), max_length=200)
    unit = models.CharField(_("unit"), max_length=200, blank=True)
    gist = models.TextField(_("what it is about"), blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=7)
    position = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    called_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("conference_id", "position", "id")
        constraints = (
            models.UniqueConstraint(fields=("conference",), condition=Q(state="called"), name="one_speaks_at_a_time"),
        )

    def __str__(self) -> str:
        return self.speaker


class Photo(models.Model):
    """A picture of the conference, made anew without where and when it was taken; shown where it may be."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="photos")
    file = models.CharField(max_length=200)  # below the uploads
    caption = models.CharField(_("caption"), max_length=300)
    is_public = models.BooleanField(_("shown to the public"), default=True)
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("conference_id", "id")

    def __str__(self) -> str:
        return self.caption
