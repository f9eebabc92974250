"""Stocktaking (kiểm kê): what was expected on the shelves, what was scanned, what was found wrong, how it ended."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.catalogue.models import Copy


def of_libraries(user: User | AnonymousUser, action: str) -> Q:
    """Rows of the libraries over which the user may do the action; no row at all for a stranger."""
    if not isinstance(user, User) or not user.is_active:
        return Q(pk__in=[])
    reached = reach(user, action, timezone.localdate())
    return Q() if reached is None else Q(library__in=reached)


class StocktakingQuerySet(models.QuerySet["Stocktaking"]):
    def visible_to(self, user: User | AnonymousUser, action: str = "stock.count") -> Self:
        return self.filter(of_libraries(user, action))


class Stocktaking(models.Model):
    """One count of the copies in a library's charge, or of a part of them. What is expected is fixed as it opens."""

    class State(models.TextChoices):
        OPEN = "open", _("being counted")
        CLOSED = "closed", pgettext_lazy("stocktaking", "closed")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    # The part that is counted; where nothing is said, the whole library.
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    shelf = models.CharField(_("shelf or room"), max_length=80, blank=True)  # Copy.shelf
    first_call = models.CharField(_("first call number"), max_length=80, blank=True)
    last_call = models.CharField(_("last call number"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = StocktakingQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ExpectedCopy(models.Model):
    """A copy on the list of a stocktaking, as it was when that opened, and whether it has been seen since."""

    class Outcome(models.TextChoices):
        """What became of it when the stocktaking was closed; "" until then."""

        FOUND = "found", pgettext_lazy("stocktaking", "found")
        MISSING = "missing", _("missing")
        AWAY = "away", _("known to be away: lent or on its way")
        LOST_BEFORE = "lost_before", _("written down as lost before, not found")

    stocktaking = models.ForeignKey(Stocktaking, on_delete=models.CASCADE, related_name="expected", db_index=False)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, choices=Copy.Status.choices)
    material = models.CharField(max_length=20, blank=True)  # lib.marc Facts.kind
    section = models.CharField(max_length=120, blank=True)  # shelf and class, as progress is shown
    shelf_key = models.CharField(blank=True)  # lib.shelving.callnumbers.shelf_key; "" without a call number
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)

    class Meta:
        ordering = ("stocktaking_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("stocktaking", "copy"), name="a_copy_is_expected_once"),
            models.CheckConstraint(condition=~Q(seen_at=None) | ~Q(outcome="found"), name="what_is_found_was_seen"),
        )
        # Progress by section is read from this alone.
        indexes = (models.Index(fields=("stocktaking", "section", "seen_at"), name="expected_by_section"),)

    def __str__(self) -> str:
        return f"{self.stocktaking_id}: {self.copy_id}"


class Scan(models.Model):
    """One code that somebody scanned. Append only; scanning a copy again adds a row and changes nothing else."""

    stocktaking = models.ForeignKey(Stocktaking, on_delete=models.CASCADE, related_name="scans", db_index=False)
    code = models.CharField(max_length=120)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    expected = models.ForeignKey(  # set on the scan that counted the copy
        ExpectedCopy, on_delete=models.CASCADE, null=True, related_name="+", db_index=False
    )
    in_order = models.BooleanField(null=True)  # among the copies that the person scanned before; null: not looked at

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("stocktaking", "actor", "-id"), name="scans_of_a_person"),
            models.Index(fields=("stocktaking", "copy"), name="scans_of_a_copy"),
        )

    def __str__(self) -> str:
        return f"{self.stocktaking_id}: {self.code}"


class Finding(models.Model):
    """Something that is not as it should be, once for each copy or code; it stays until a person has settled it."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("missing")
        MISPLACED = "misplaced", _("belongs elsewhere")
        ADDED = "added", _("new since the opening")
        FOREIGN = "foreign", _("another library's")
        UNKNOWN = "unknown", _("unknown code")
        DOUBLE = "double", _("one code on several copies")
        ON_LOAN = "on_loan", _("on loan, but here")
        LOST = "lost", _("written down as lost, but here")
        ON_THE_WAY = "on_the_way", _("on its way elsewhere, but here")
        WITHDRAWN = "withdrawn", _("withdrawn, but here")
        WRONG_ORDER = "wrong_order", _("wrong order on the shelf")

    class Action(models.TextChoices):
        CHECKED_IN = "checked_in", pgettext_lazy("copy", "taken back")
        MOVED = "moved", _("now belongs here")
        PUT_BACK = "put_back", _("put where it belongs")
        SET_ASIDE = "set_aside", _("set aside to be looked into")
        MARKED_LOST = "marked_lost", _("marked as lost")
        TURNED_UP = "turned_up", _("turned up after all")
        NEW_SHELF = "new_shelf", _("another shelf was begun")

    stocktaking = models.ForeignKey(Stocktaking, on_delete=models.CASCADE, related_name="findings", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    code = models.CharField(_("code"), max_length=120)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled = models.CharField(max_length=12, choices=Action.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("stocktaking", "kind", "copy"), condition=~Q(copy=None), name="a_copy_is_found_wrong_once"
            ),
            models.UniqueConstraint(
                fields=("stocktaking", "kind", "code"), condition=Q(copy=None), name="a_code_is_found_wrong_once"
            ),
            models.CheckConstraint(
                condition=Q(settled="", settled_at=None) | (~Q(settled="") & Q(settled_at__isnull=False)),
                name="a_finding_is_settled_at_a_time",
            ),
        )
        indexes = (models.Index(fields=("stocktaking", "kind", "settled"), name="findings_to_settle"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Closing(models.Model):
    """A stocktaking's end, with its figures frozen and what its minutes say; a reopened one keeps its first end."""

    stocktaking = models.ForeignKey(Stocktaking, on_delete=models.CASCADE, related_name="closings")
    at = models.DateTimeField(pgettext_lazy("day", "closed"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    figures = models.JSONField()  # stock.rules.Figures
    number = models.CharField(_("number of the minutes"), max_length=60, blank=True)
    held_on = models.DateField(_("day of the minutes"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    commission = models.JSONField(default=list)  # [name, position, part in the commission]
    remarks = models.TextField(_("remarks and proposals"), blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)  # for reopening

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("stocktaking",), condition=Q(reopened_at=None), name="a_stocktaking_is_closed_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.stocktaking_id} {self.at:%Y-%m-%d}"
