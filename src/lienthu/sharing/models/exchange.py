"""Rounds of exchange among the members of a federation: what each offers, what each asks for, who gets what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class Round(models.Model):
    """One round: offers and wishes are gathered, a proposal is worked out, changed, confirmed, and shipped."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("round", "offers and wishes are gathered")
        PROPOSED = "proposed", pgettext_lazy("round", "proposed")
        CONFIRMED = "confirmed", pgettext_lazy("round", "confirmed")
        CANCELLED = "cancelled", pgettext_lazy("round", "called off")

    federation = models.ForeignKey("federation.Federation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    until = models.DateField(null=True)  # offers and wishes by then
    only_wishes = models.BooleanField(default=False)  # nobody gets what it did not ask for
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    proposed_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)  # rules.words: figures of the proposal as it was worked out
    document = models.CharField(max_length=60, blank=True)
    confirmed_on = models.DateField(null=True)

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (models.UniqueConstraint(fields=("federation", "name"), name="a_round_is_named_once"),)

    def __str__(self) -> str:
        return self.name


class Offer(models.Model):
    """A title of which a member can spare copies."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="offers")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("round_id", "library_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("round", "library", "title"), name="a_title_is_offered_once"),
            models.CheckConstraint(condition=Q(copies__gte=1), name="an_offer_has_a_copy"),
        )

    def __str__(self) -> str:
        return f"{self.library_id} {self.title_id} {self.copies}"


class Wish(models.Model):
    """A title that a member asks for."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="wishes")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("round_id", "library_id", "id")
        constraints = (models.UniqueConstraint(fields=("round", "library", "title"), name="a_title_is_asked_once"),)

    def __str__(self) -> str:
        return f"{self.library_id} {self.title_id}"


class Choice(models.Model):
    """A copy of an offer goes to a member: proposed, or (`by_hand`) decided by a person."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="choices")
    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="choices")
    recipient = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    asked = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)
    barred = models.BooleanField(default=False)  # a person said no: a new proposal keeps to it

    class Meta:
        ordering = ("round_id", "offer_id", "recipient_id")
        constraints = (
            models.UniqueConstraint(fields=("offer", "recipient"), name="a_member_gets_one_copy_of_an_offer"),
            models.CheckConstraint(condition=Q(barred=False) | Q(by_hand=F("barred")), name="only_a_person_bars"),
        )

    def __str__(self) -> str:
        return f"{self.offer_id} → {self.recipient_id}"
