"""What lies around a return: scanned papers, workbooks that came back, addresses without an account, reminders."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.notices.models import Urging
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

    `left`: [{"row": 7, "label": …, "typed": …, "why": …, "code": "visits.adult" or ""}, …].
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


class Reminder(Urging):
    """A letter to those who report for an organisation."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="reminders")

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
