"""Saved questions: what a table shows, not its figures."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.federation.models import Organisation


class SavedQuestion(models.Model):
    """A table that somebody put together and kept under a name.

    `asked` is the question as the address of the page has it. `organisation`: where it was made; shared, it is read by
    whoever works there or at a library below. None: over the whole hub, shared with everybody who reads figures.
    """

    name = models.CharField(_("name"), max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    asked = models.TextField(_("what the table shows"))
    is_shared = models.BooleanField(_("shared"), default=False)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("owner", "name"), name="one_saved_question_of_a_name_and_person"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id
