"""Holds: who waits for what, which copy was chosen and why; and what a copy's way from one place to another costs."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class HoldQuerySet(models.QuerySet["Hold"]):
    """Holds that are open; those of the libraries that somebody may see."""

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def visible_to(self, user: User | AnonymousUser, action: str = "circulation.lend") -> Self:
        """Holds to be fetched at the libraries over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)


class Hold(models.Model):
    """A patron's place in the queue for a title, from the wish to the loan.

    `copy` is the one chosen for it, which then serves nobody else: while the hold still waits it stands on a shelf
    somewhere and is to be pulled. A title that was merged since is followed, never rewritten, so that undoing the
    merge costs nothing.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        IN_TRANSIT = "in_transit", _("on its way to the place of pickup")
        READY = "ready", _("on the hold shelf")
        FULFILLED = "fulfilled", _("fetched")
        CANCELLED = "cancelled", _("cancelled")
        EXPIRED = "expired", _("run out")

    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, related_name="+", db_index=False)
    # This volume only, as its records name their parts ("Tập 1. Đất phương Nam"); "" for whatever the title has.
    part = models.CharField(max_length=255, blank=True)
    only_copy = models.ForeignKey(
        "catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    library = models.ForeignKey(  # where it is fetched
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    placed_at = models.DateTimeField(_("placed"))
    placed_by = models.ForeignKey(  # nobody: the patron themselves
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    rank = models.PositiveBigIntegerField(default=0)  # the smaller the sooner; its own key until somebody moves it
    expires_on = models.DateField(_("wanted until"), null=True, blank=True)  # the last day
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)  # the first day it counts again
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    choice = models.JSONField(default=dict)  # rules.holds.Choice.kept(): why this copy
    passed_over = models.JSONField(default=list)  # copies that were chosen and not found on their shelf
    came_from = models.ForeignKey(  # in whose charge the copy was before it was sent here for this hold
        "federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    transfer = models.ForeignKey(  # that brought it here
        "circulation.Transfer", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    ready_at = models.DateTimeField(_("on the hold shelf since"), null=True)
    shelf_until = models.DateField(_("kept until"), null=True)  # the last day
    left_on_shelf = models.BooleanField(default=False)  # closed, and its copy still to be taken off the hold shelf
    closed_at = models.DateTimeField(_("ended"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    loan = models.ForeignKey(
        "circulation.Loan", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )  # that fulfilled it
    reason = models.CharField(_("reason"), max_length=200, blank=True)  # why it was cancelled

    objects = HoldQuerySet.as_manager()

    class Meta:
        ordering = ("rank", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("patron", "title"), condition=Q(closed_at=None), name="one_open_hold_per_patron_and_title"
            ),
            models.UniqueConstraint(
                fields=("copy",), condition=Q(closed_at=None, copy__isnull=False), name="a_copy_serves_one_hold"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("waiting", "in_transit", "ready"), closed_at=None, patron__isnull=False)
                | Q(state__in=("fulfilled", "cancelled", "expired"), closed_at__isnull=False),
                name="a_hold_is_open_until_it_is_closed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("in_transit", "ready")) | Q(copy__isnull=False),
                name="what_is_ready_or_sent_has_a_copy",
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | Q(ready_at__isnull=False, shelf_until__isnull=False),
                name="what_is_ready_is_kept_until_a_day",
            ),
        )
        indexes = (  # the partial ones stay as small as what is open now, whatever the years behind
            models.Index(fields=("title", "rank"), condition=Q(closed_at=None), name="queue_for_a_title"),
            models.Index(fields=("library", "state"), condition=Q(closed_at=None), name="open_holds_of_a_library"),
            models.Index(fields=("library",), condition=Q(left_on_shelf=True), name="holds_left_on_the_shelf"),
            models.Index(fields=("patron", "-id"), name="holds_of_a_patron"),
            models.Index(fields=("copy", "-id"), condition=Q(copy__isnull=False), name="holds_of_a_copy"),
            models.Index(fields=("loan",), condition=Q(loan__isnull=False), name="hold_of_a_loan"),
        )

    def __str__(self) -> str:
        return f"hold {self.pk}"

    @property
    def pickup_key(self) -> str:
        """Where it is fetched, as a form names it (`queries.holds.Pickup.key`)."""
        return f"{self.library_id}-{self.site_id or 0}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def sleeps(self, on: date) -> bool:
        """Whether it is suspended on the day: it keeps its place, and others are served before it."""
        return self.suspended_until is not None and on < self.suspended_until


class WayCost(models.Model):
    """What it costs to bring a copy from one place to another, in points of about a kilometre. One direction.

    Either end is an organisation, with whatever stands below it, or one of its sites. The row that names both ends
    most closely holds (`rules.holds.cost`); where there is none, the map or the tree says it.
    """

    from_organisation = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("from")
    )
    from_site = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    to_organisation = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("to")
    )
    to_site = models.ForeignKey(
        "federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cost = models.PositiveIntegerField(_("cost"))

    class Meta:
        ordering = ("from_organisation_id", "to_organisation_id", "id")
        constraints = (
            models.UniqueConstraint(  # SQLite takes no `nulls_distinct`
                F("from_organisation"),
                Coalesce("from_site", 0),
                F("to_organisation"),
                Coalesce("to_site", 0),
                name="a_way_has_one_cost",
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_organisation_id} → {self.to_organisation_id}: {self.cost}"

    @property
    def organisation_id(self) -> int:
        """Whose business it is, for the audit: whoever sends."""
        return self.from_organisation_id
