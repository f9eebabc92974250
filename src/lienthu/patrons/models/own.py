"""A patron's own sign-in, and what they ask about their data."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.patrons.models.people import Patron


class OwnAccess(models.Model):
    """The secret that a patron signs in with on their own page. Apart from staff accounts in every way."""

    patron = models.OneToOneField(Patron, on_delete=models.CASCADE, related_name="access")
    password = models.CharField(max_length=128, blank=True)  # digest; "" until the patron has chosen one
    code = models.CharField(max_length=128, blank=True)  # digest of a one-time code from the desk
    code_until = models.DateTimeField(null=True)
    # Put into the session at sign-in: raising it ends every session of the patron.
    round = models.PositiveIntegerField(default=0)
    signed_in_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.patron_id)


class DataRequest(models.Model):
    """What a patron asked about their data, and how it was answered. Source: Luật 91/2025/QH15, rights of a person."""

    class Kind(models.TextChoices):
        EXPORT = "export", _("a copy of my data")
        DELETION = "deletion", _("deletion of my data")

    class State(models.TextChoices):
        OPEN = "open", _("waiting for an answer")
        DONE = "done", _("done")
        REFUSED = "refused", _("refused")
        TAKEN_BACK = "taken_back", pgettext_lazy("request", "taken back")

    patron = models.ForeignKey(Patron, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(_("what is asked"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField(_("asked"))
    taken_by = models.ForeignKey(  # the member of staff who wrote it down; None when asked on the own page
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("answer"), max_length=300, blank=True)

    class Meta:
        ordering = ("-asked_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("patron", "kind"), condition=Q(state="open"), name="one_request_of_a_kind_is_open"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
