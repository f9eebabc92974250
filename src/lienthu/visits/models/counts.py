"""Visits that somebody counted: by a tap, a card, or written in later."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.ledger.models import AgeBand

LARGEST = 1_000  # people of one count: more is a slip of the finger


class VisitCount(models.Model):
    """One count of so many visitors, an event of the ledger beside it. What was taken back stays to be seen."""

    class Means(models.TextChoices):
        TAP = "tap", _("by a tap")
        CARD = "card", _("by a card")
        WRITTEN = "written", _("written in later")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField(_("when"))  # of the visit
    age_band = models.CharField(_("age band"), max_length=10, blank=True, choices=AgeBand.choices)
    quantity = models.PositiveSmallIntegerField(
        _("how many"), validators=[MinValueValidator(1), MaxValueValidator(LARGEST)]
    )
    taken = models.PositiveSmallIntegerField(pgettext_lazy("count", "taken back"), default=0)
    means = models.CharField(pgettext_lazy("way", "counted"), max_length=10, choices=Means.choices, default=Means.TAP)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gte=1, quantity__lte=LARGEST), name="a_count_is_of_somebody"),
            models.CheckConstraint(condition=Q(taken__lte=F("quantity")), name="no_more_is_taken_back_than_counted"),
        )
        indexes = (models.Index(fields=("library", "at"), name="visit_counts_of_a_library"),)

    def __str__(self) -> str:
        return f"{self.quantity} {self.age_band or '?'}"

    @property
    def left(self) -> int:
        """How many of it still count."""
        return self.quantity - self.taken


class CardVisit(models.Model):
    """Until when a patron who was counted at a place is not counted there again. Gone once that time has passed:

    who came when is nobody's business later (Luật 91/2025/QH15: no longer than needed).
    """

    patron = models.ForeignKey("patrons.Patron", on_delete=models.CASCADE, related_name="+")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.BigIntegerField(default=0)  # Site, 0 for none: so that the constraint holds for both
    count = models.OneToOneField(VisitCount, on_delete=models.CASCADE, related_name="card_visit")
    until = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("library", "place", "patron"), name="a_patron_is_counted_once_at_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.patron_id} until {self.until}"
