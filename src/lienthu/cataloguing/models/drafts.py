"""Records in the making, and records that others begin from."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.lib.marc.record import Record


class Held(models.Model):
    """A record that is no source record: `fields` is a list of [tag, content] as in `lib.marc.record.Record`."""

    leader = models.CharField(max_length=24)
    fields = models.JSONField(default=list)
    sheet = models.CharField(max_length=20)  # key of rules.worksheets.WORKSHEETS

    class Meta:
        abstract = True

    @property
    def record(self) -> Record:
        return Record(self.leader, [(tag, content) for tag, content in self.fields])

    def hold(self, record: Record) -> None:
        self.leader, self.fields = record.leader, [list(field) for field in record.fields]


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> Self:
        """A draft is its author's alone until it is saved."""
        return self.filter(author=user)


class Draft(Held):
    """What a cataloguer is writing: a new record of the library, or changes to one (`source`) as of `base_version`."""

    class View(models.TextChoices):
        FORM = "form", pgettext_lazy("view of a record", "form")
        GRID = "grid", _("MARC fields")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey("catalogue.SourceRecord", on_delete=models.CASCADE, null=True, related_name="+")
    base_version = models.PositiveIntegerField(default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    view = models.CharField(max_length=10, choices=View.choices, default=View.FORM)
    heading = models.CharField(blank=True)  # its title, for lists
    touched = models.BooleanField(default=False)  # the author has changed something
    revision = models.PositiveIntegerField(default=0)  # counts the times it was kept: an old window is told
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-updated_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("author", "source"), name="one_draft_of_a_record_for_each_author"),
        )

    def __str__(self) -> str:
        return self.heading or f"draft {self.pk}"


class RecordTemplate(Held):
    """What new records of a library begin with, under a name of the library's own."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("library_id", "name")
        constraints = (models.UniqueConstraint(fields=("library", "name"), name="a_template_has_its_name_alone"),)

    def __str__(self) -> str:
        return self.name
