"""Templates and layouts that an organisation or a federation has made its own; the program's are files (`data/`)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.federation.models import Federation, Organisation
from lienthu.reports.models.reports import Kind


class Own(models.Model):
    """Of an organisation or of a federation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    body = models.TextField(_("text"))
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(organisation__isnull=False, federation=None)
                | models.Q(organisation=None, federation__isnull=False),
                name="%(class)s_is_of_one",
            ),
        )

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id


class Template(Own):
    """A report's headings and texts (rules.texts); reports begun with it have a copy of their own."""

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    made_from = models.CharField(max_length=60, blank=True)  # key of the shipped one

    class Meta(Own.Meta):
        ordering = ("kind", "name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def key(self) -> str:
        return f"own-{self.pk}"


class TemplateVersion(models.Model):
    """What a template said before it was changed."""

    template = models.ForeignKey(Template, on_delete=models.CASCADE, related_name="versions")
    body = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("template_id", "-id")

    def __str__(self) -> str:
        return f"{self.template_id} {self.at:%Y-%m-%d}"


class Layout(Own):
    """A form of statistics (rules.layouts): title lines, columns, rows; which cell is which indicator."""

    class Meta(Own.Meta):
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name
