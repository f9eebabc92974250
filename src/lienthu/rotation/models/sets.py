"""Sets of books (bộ sách luân chuyển): a named box of copies; and which copies or records count as rare."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.federation.models import CODE
from lienthu.rotation.models.sites import of_libraries


class BookSetQuerySet(models.QuerySet["BookSet"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "rotation.work") -> Self:
        return self.filter(of_libraries(user, action))

    def in_service(self) -> Self:
        return self.filter(retired_at=None, proposed_by=None)

    def for_plan(self, plan: int, library: int) -> Self:
        """What a plan may place: the sets in service, and those that it proposes out of loose stock."""
        return self.filter(Q(proposed_by=None) | Q(proposed_by=plan), library=library, retired_at=None)


class BookSet(models.Model):
    """A box that a library sends round. Its books are its own `copies`; where it is, its placements say."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=40, validators=[CODE])
    name = models.CharField(_("name"), max_length=120)
    depot = models.ForeignKey("federation.Site", on_delete=models.PROTECT, related_name="+")
    audiences = models.JSONField(_("whom it is for"), default=list)  # of Audience
    languages = models.JSONField(_("languages besides Vietnamese"), default=list)  # of Language
    target = models.PositiveSmallIntegerField(_("how many books it is to hold"), default=100)
    note = models.TextField(_("note"), blank=True)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    # A box that a plan would make up out of loose stock; it becomes a set when a round with it is approved.
    proposed_by = models.ForeignKey("rotation.RotationPlan", on_delete=models.PROTECT, null=True, related_name="boxes")

    objects = BookSetQuerySet.as_manager()

    class Meta:
        ordering = ("library_id", "code")
        constraints = (models.UniqueConstraint(fields=("library", "code"), name="a_set_has_its_code_alone"),)

    def __str__(self) -> str:
        return f"{self.code} · {self.name}"


class SetCopy(models.Model):
    """A copy in a set, from when to when. A copy is in at most one set, which the table itself says."""

    set = models.ForeignKey(BookSet, on_delete=models.PROTECT, related_name="contents", db_index=False)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("put in"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(_("taken out"), null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("set_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("copy",), condition=Q(removed_at=None), name="a_copy_is_in_one_set"),
        )
        indexes = (models.Index(fields=("set", "removed_at", "id"), name="contents_of_a_set"),)

    def __str__(self) -> str:
        return f"{self.set_id}: {self.copy_id}"


class ProposedCopy(models.Model):
    """A copy that a proposed box is to hold. Until the box is made up the copy stands on its shelf, free to be lent."""

    set = models.ForeignKey(BookSet, on_delete=models.CASCADE, related_name="proposed", db_index=False)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("set", "copy"), name="a_copy_is_proposed_once_a_box"),)

    def __str__(self) -> str:
        return f"{self.set_id}: {self.copy_id}"


class RareMark(models.Model):
    """A copy, or all copies of a record, that never travels: rare or precious, as the library decided."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(_("why it is rare"), max_length=300)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=Q(copy=None, record__isnull=False) | Q(copy__isnull=False, record=None),
                name="a_rare_mark_is_on_a_copy_or_a_record",
            ),
            models.UniqueConstraint(
                fields=("copy",), condition=Q(ended_at=None, copy__isnull=False), name="a_copy_is_marked_rare_once"
            ),
            models.UniqueConstraint(
                fields=("record",),
                condition=Q(ended_at=None, record__isnull=False),
                name="a_record_is_marked_rare_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.copy_id or self.record_id}: {self.reason}"
