"""What becomes of a resolution: who owes what of it, what they told, what the secretary said to it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Organisation
from lienthu.governance.models.resolutions import Item
from lienthu.notices.models import Urging
from lienthu.registry.models import Document


class Duty(models.Model):
    """One member's part of one item. Its state is what the last `Telling` made of it."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("duty", "nothing told yet")
        UNDER_WAY = "under_way", pgettext_lazy("duty", "under way")
        TOLD = "told", pgettext_lazy("duty", "told done, to be confirmed")
        RETURNED = "returned", pgettext_lazy("duty", "sent back")
        DONE = "done", pgettext_lazy("duty", "done")

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(null=True)  # when it was last asked for

    class Meta:
        ordering = ("item_id", "organisation_id")
        constraints = (models.UniqueConstraint(fields=("item", "organisation"), name="a_member_owes_an_item_once"),)

    def __str__(self) -> str:
        return f"{self.item_id} {self.organisation_id}"

    def is_overdue(self, day: date) -> bool:
        due = self.item.due_on
        return due is not None and due < day and self.state not in (self.State.TOLD, self.State.DONE)


class Telling(models.Model):
    """What the member told, with its proof, and what the secretary answered. Never changed after that."""

    class Answer(models.TextChoices):
        WAITS = "waits", pgettext_lazy("telling", "waits for an answer")
        CONFIRMED = "confirmed", pgettext_lazy("telling", "confirmed")
        RETURNED = "returned", pgettext_lazy("telling", "sent back")

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="tellings")
    text = models.TextField(_("what was done"))
    is_done = models.BooleanField(_("all of it is done"), default=False)
    figure = models.CharField(_("figure reached"), max_length=120, blank=True)
    link = models.URLField(_("address of a proof"), max_length=300, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(max_length=200, blank=True)
    path = models.CharField(max_length=200, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer.choices, default=Answer.WAITS)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("duty_id", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(answer="waits", answered_at=None) | ~Q(answer="waits") & Q(answered_at__isnull=False),
                name="an_answered_telling_has_its_time",
            ),
            models.UniqueConstraint(
                fields=("duty",), condition=Q(answer="waits"), name="one_telling_of_a_duty_waits_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.text[:60]


class Nudge(Urging):
    """A letter to those who act for a member about what is due."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="nudges")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("duty", "occasion", "person"), name="a_person_is_nudged_once_about_it"),
        )

    def __str__(self) -> str:
        return f"{self.duty_id} {self.occasion}"
