"""Gifts and shipments of an exchange: whose books become whose, copy by copy or title by title."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach


class GiftQuerySet(models.QuerySet["Gift"]):
    """Gifts of the libraries where somebody may see them, and what comes to these libraries."""

    def visible_to(self, user: User | AnonymousUser, action: str = "sharing.read") -> Self:
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        if reached is None:
            return self
        coming = Q(recipient__in=reached) & ~Q(state__in=(Gift.State.DRAFT, Gift.State.CANCELLED))
        return self.filter(Q(library__in=reached) | coming)


class Gift(models.Model):
    """Books that a library gives: of its own stock, of its own money, or passed on for a donor (`donor`)."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("gift", "being put together")
        SENT = "sent", pgettext_lazy("gift", "on the way")
        GIVEN = "given", pgettext_lazy("gift", "handed over")
        UNDONE = "undone", pgettext_lazy("gift", "taken back")
        CANCELLED = "cancelled", pgettext_lazy("gift", "called off")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    donor = models.CharField(max_length=200, blank=True)  # "" where the library itself gives
    recipient = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    recipient_name = models.CharField(max_length=200, blank=True)  # of somebody who is not on this hub
    round = models.ForeignKey("sharing.Round", on_delete=models.PROTECT, null=True, related_name="shipments")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    on = models.DateField()
    occasion = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=60, blank=True)  # number of the decision to give
    document_on = models.DateField(null=True)
    receipt = models.ForeignKey("stock.Acquisition", on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True)
    given_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_for = models.CharField(max_length=200, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(recipient__isnull=False, recipient_name="")
                | Q(recipient__isnull=True) & ~Q(recipient_name=""),
                name="a_gift_goes_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(recipient=None) | ~Q(recipient=models.F("library")), name="nobody_gives_to_itself"
            ),
            models.CheckConstraint(
                condition=Q(given_at__isnull=False) | ~Q(state__in=("given", "undone")), name="a_given_gift_says_when"
            ),
        )

    def __str__(self) -> str:
        return self.occasion or f"{self.on:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.DRAFT

    @property
    def audit_organisation_id(self) -> int:
        return self.library_id


class GiftLine(models.Model):
    """One copy of the library's stock, or a title so many times that was never in it."""

    class State(models.TextChoices):
        LISTED = "listed", pgettext_lazy("line of a gift", "listed")
        GIVEN = "given", pgettext_lazy("line of a gift", "handed over")
        MISSING = "missing", pgettext_lazy("line of a gift", "did not arrive")
        KEPT = "kept", pgettext_lazy("line of a gift", "stays with the giver")
        BACK = "back", pgettext_lazy("line of a gift", "taken back")

    gift = models.ForeignKey(Gift, on_delete=models.CASCADE, related_name="lines")
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+")
    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=500)
    author = models.CharField(max_length=200, blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    left = models.ForeignKey("catalogue.Copy", on_delete=models.SET_NULL, null=True, related_name="+")
    before = models.JSONField(default=dict)  # {"custodian", "place", "assigned"} when the copy left

    class Meta:
        ordering = ("gift_id", "id")
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_gift_line_has_a_copy"),
            models.CheckConstraint(condition=Q(copy=None) | Q(quantity=1), name="a_copy_is_one"),
            models.UniqueConstraint(fields=("gift", "copy"), name="a_copy_is_in_a_gift_once"),
        )

    def __str__(self) -> str:
        return self.title
