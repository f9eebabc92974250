"""What lies around a return: scanned papers, workbooks that came back, addresses without an account, reminders."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.returns.models.returns import Return


class Paper(models.Model):
    """A scan or photograph of the paper that figures were typed from: their evidence."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="papers")
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=200)  # below UPLOADS
    media_type = models.CharField(max_length=40)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("of_id", "id")

    def __str__(self) -> str:
        return self.file_name


class TemplateRun(models.Model):
    """A workbook that came back: how many figures were taken, and each row that was not, with its reason.

    `left`: [{"row": 7, "label": …, "typed": …, "why": …}, …].
    """

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="runs")
    file_name = models.CharField(_("file"), max_length=200)
    path = models.CharField(max_length=200)  # below UPLOADS: as it came
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("who says so"), max_length=120, blank=True)
    taken = models.PositiveIntegerField(_("figures taken"), default=0)
    left = models.JSONField(_("rows not taken"), default=list)

    class Meta:
        ordering = ("of_id", "-id")

    def __str__(self) -> str:
        return self.file_name


class ReturnLink(models.Model):
    """An address that lets one person fill in and hand in one return without an account: signed, dated, revocable."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="links")
    name = models.CharField(_("for whom"), max_length=120)
    key = models.CharField(max_length=40, unique=True)  # random; the address carries it signed
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)  # handed in
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.of_id} {self.name}"


class Reminder(models.Model):
    """A letter to those who report for an organisation. `occasion`: "before:7", "late:1", "by hand …"."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("letter", "waiting")
        SENT = "sent", pgettext_lazy("letter", "sent")
        UNSURE = "unsure", _("perhaps sent")
        FAILED = "failed", _("could not be sent")

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="reminders")
    occasion = models.CharField(max_length=40)
    to = models.EmailField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("of", "occasion", "person"), name="a_person_is_reminded_once_of_it"),
        )

    def __str__(self) -> str:
        return f"{self.of_id} {self.occasion}"


class PhoneCall(models.Model):
    """Somebody was reminded by telephone: who said what. Append only."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="phone_calls")
    said = models.CharField(_("with whom, and what was said"), max_length=300)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.of_id} {self.said}"
