"""Weeding (thanh lọc): a list proposed by criteria, edited by people, decided on, carried out, and undone if need be.

Source: Thông tư 02/2020/TT-BVHTTDL.
"""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.stock.models.stocktaking import of_libraries


class WeedingListQuerySet(models.QuerySet["WeedingList"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "stock.weed") -> Self:
        return self.filter(of_libraries(user, action))


class WeedingList(models.Model):
    """Copies that one library proposes to take out of its stock, with the criteria they were chosen by."""

    class State(models.TextChoices):
        DRAFT = "draft", _("being edited")
        PROPOSED = "proposed", _("proposed")
        DONE = "done", _("carried out")
        CANCELLED = "cancelled", _("given up")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    criteria = models.JSONField()  # stock.rules.Criteria
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    proposed_at = models.DateTimeField(null=True)
    decision = models.CharField(_("number of the decision"), max_length=60, blank=True)
    decided_on = models.DateField(_("day of the decision"), null=True)
    minutes = models.CharField(_("number of the removal minutes"), max_length=60, blank=True)
    removed_on = models.DateField(_("day of the removal minutes"), null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = WeedingListQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state="done") | (Q(done_at__isnull=False, decided_on__isnull=False) & ~Q(decision="")),
                name="weeding_is_done_by_a_decision",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_editable(self) -> bool:
        return self.state in (self.State.DRAFT, self.State.PROPOSED)


class WeedingItem(models.Model):
    """One copy on a list: why it is there, whether a person keeps it after all, and what was done with it."""

    class Reason(models.TextChoices):
        UNUSED = "unused", _("not used for long")
        DAMAGED = "damaged", pgettext_lazy("copy", "damaged")
        DUPLICATE = "duplicate", _("more copies than needed")
        OUTDATED = "outdated", _("outdated")
        LOST = "lost", _("lost for long")
        BY_HAND = "by_hand", _("chosen by a librarian")

    weeding = models.ForeignKey(WeedingList, on_delete=models.CASCADE, related_name="items", db_index=False)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+", db_index=False)
    reasons = models.JSONField()  # list of Reason
    used_on = models.DateField(_("last used"), null=True)  # as it was known when the copy was put on the list
    kept = models.BooleanField(default=False)
    kept_for = models.CharField(_("reason to keep"), max_length=200, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    withdrawn_at = models.DateTimeField(null=True)
    before = models.CharField(max_length=12, choices=Copy.Status.choices, blank=True)  # status it had then
    kept_here_before = models.BooleanField(default=False)  # Copy.status_kept_here, likewise
    event = models.ForeignKey(  # ledger: copy withdrawn
        "ledger.Event", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    left_out = models.CharField(max_length=200, blank=True)  # why it was not withdrawn with the others
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    undone_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("weeding_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("weeding", "copy"), name="a_copy_is_on_a_list_once"),
            models.UniqueConstraint(
                fields=("copy",),
                condition=Q(withdrawn_at__isnull=False, undone_at=None),
                name="a_copy_is_withdrawn_once",
            ),
            models.CheckConstraint(
                condition=~Q(kept=True) | Q(withdrawn_at=None), name="what_is_kept_is_not_withdrawn"
            ),
        )

    def __str__(self) -> str:
        return f"{self.weeding_id}: {self.copy_id}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None and self.undone_at is None
