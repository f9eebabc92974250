"""What readers ask the librarian."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Question(models.Model):
    """A question, its answer, and whether both may be read by everybody: only where the asker agreed."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("question", "waiting for an answer")
        ANSWERED = "answered", pgettext_lazy("question", "answered")
        SET_ASIDE = "set_aside", pgettext_lazy("question", "set aside")

    site = models.ForeignKey("website.PublicSite", on_delete=models.PROTECT, related_name="questions")
    asked_at = models.DateTimeField(_("asked at"))
    name = models.CharField(_("your name"), max_length=80, blank=True)
    contact = models.CharField(_("e-mail or telephone"), max_length=120, blank=True)
    text = models.TextField(_("your question"), max_length=2000)
    may_publish = models.BooleanField(default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    answer = models.TextField(_("answer"), max_length=6000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    is_public = models.BooleanField(default=False)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(is_public=False) | models.Q(may_publish=True, state="answered"),
                name="only_what_was_agreed_and_answered_is_public",
            ),
        )
        indexes = (models.Index(fields=("site", "state", "asked_at"), name="questions_that_wait"),)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def audit_organisation_id(self) -> int:
        return self.site.organisation_id
