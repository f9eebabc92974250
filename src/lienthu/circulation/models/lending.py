"""The tables of lending: policies, loans, fees, transfers, and the log of the desk. Facts of one row only."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.accounts.models import User
from lienthu.accounts.queries import reach
from lienthu.ledger.models import AgeBand


class Policy(models.Model):
    """One cell of the sparse matrix of rules: what holds for a category, a kind of material, an organisation.

    A value that is not filled is inherited (`rules.resolve` says from where); "" stands for every category or kind,
    no organisation for the whole hub. Money is in đồng.
    """

    organisation = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    category = models.CharField(_("category of patrons"), max_length=30, blank=True)  # code of a patrons.Category
    material = models.CharField(_("kind of material"), max_length=20, blank=True)  # lib.marc Facts.kind
    loan_days = models.PositiveSmallIntegerField(
        _("days of a loan"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(730)]
    )
    max_loans = models.PositiveSmallIntegerField(_("copies at a time"), null=True, blank=True)
    renewals = models.PositiveSmallIntegerField(_("renewals"), null=True, blank=True)
    hold_limit = models.PositiveSmallIntegerField(_("holds at a time"), null=True, blank=True)
    hold_days = models.PositiveSmallIntegerField(
        _("days on the hold shelf"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    shelf_first = models.BooleanField(_("no hold on what stands on the shelf here"), null=True, blank=True)
    lends_to_others = models.BooleanField(_("lent to other libraries for holds"), null=True, blank=True)
    in_house_only = models.BooleanField(_("only in the house"), null=True, blank=True)
    overdue_limit = models.PositiveSmallIntegerField(_("overdue copies that still let borrow"), null=True, blank=True)
    returned_elsewhere = models.BooleanField(_("may be given back at another library"), null=True, blank=True)
    grace_days = models.PositiveSmallIntegerField(_("days of grace before a fee"), null=True, blank=True)
    fee_per_day = models.PositiveIntegerField(_("fee a day overdue (đồng)"), null=True, blank=True)
    fee_lost = models.PositiveIntegerField(_("fee for a lost copy (đồng)"), null=True, blank=True)

    class Meta:
        ordering = ("organisation_id", "category", "material")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "category", "material"), name="a_cell_has_one_policy"),
            models.UniqueConstraint(  # SQLite takes no `nulls_distinct`
                fields=("category", "material"), condition=Q(organisation=None), name="a_hub_wide_cell_has_one_policy"
            ),
        )

    def __str__(self) -> str:
        return f"{self.organisation_id or '*'}/{self.category or '*'}/{self.material or '*'}"


class LoanQuerySet(models.QuerySet["Loan"]):
    """Loans of the libraries that somebody may see; loans that are open."""

    def open(self) -> Self:
        return self.filter(closed_at=None)

    def visible_to(self, user: User | AnonymousUser, action: str = "circulation.lend") -> Self:
        """Loans made at the libraries over which the user may do the action; nobody's for a stranger."""
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        reached = reach(user, action, timezone.localdate())
        return self if reached is None else self.filter(library__in=reached)


class Loan(models.Model):
    """A copy in a patron's hands, from the desk that gave it out to the one that took it back.

    `policy` keeps the values that held when it was made, and which Policy each came from (0: built in). The patron is
    forgotten some time after the return (`services.patrons.anonymise`); what statistics need stays.
    """

    class State(models.TextChoices):
        LENT = "lent", _("lent")
        CLAIMED = "claimed", _("said to be returned")
        LOST = "lost", _("lost")
        RETURNED = "returned", _("returned")
        SETTLED = "settled", _("lost and settled")
        UNDONE = "undone", _("undone")

    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+", db_index=False)
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    category = models.CharField(max_length=30)  # code of the patron's category, then
    material = models.CharField(max_length=20)  # Facts.kind
    age_band = models.CharField(max_length=10, blank=True, choices=AgeBand.choices)
    checked_out_at = models.DateTimeField(_("lent"))
    checked_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    due_at = models.DateTimeField(_("due"))  # the last second of the day it is due
    renewals = models.PositiveSmallIntegerField(_("renewals"), default=0)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.LENT)
    closed_at = models.DateTimeField(_("returned"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_library = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    policy = models.JSONField(default=dict)  # {"values": {name: value}, "from": {name: Policy id or 0}}
    overridden = models.JSONField(default=list)  # codes of the refusals against which it was made or renewed

    objects = LoanQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("copy",), condition=Q(closed_at=None), name="one_open_loan_per_copy"),
            models.CheckConstraint(
                condition=Q(state__in=("lent", "claimed", "lost"), closed_at=None)
                | Q(state__in=("returned", "settled", "undone"), closed_at__isnull=False),
                name="a_loan_is_open_until_it_is_closed",
            ),
        )
        indexes = (  # the partial ones stay as small as what is lent now, whatever the years behind
            models.Index(fields=("patron",), condition=Q(closed_at=None), name="open_loans_of_a_patron"),
            models.Index(fields=("library", "due_at"), condition=Q(closed_at=None), name="open_loans_by_due"),
            models.Index(fields=("patron", "-id"), name="loans_of_a_patron"),
            models.Index(fields=("copy", "-id"), name="loans_of_a_copy"),
        )

    def __str__(self) -> str:
        return f"loan {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class Fee(models.Model):
    """Money that a patron owes, where a library has fees at all: public libraries are free by law (46/2019/QH14)."""

    class Kind(models.TextChoices):
        OVERDUE = "overdue", _("returned late")
        LOST = "lost", _("lost")
        DAMAGED = "damaged", _("returned damaged")

    class Settled(models.TextChoices):
        NOT_YET = "", _("not settled yet")
        PAID = "paid", _("paid")
        WAIVED = "waived", _("waived")

    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+")
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="fees")
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("for"), max_length=10, choices=Kind.choices)
    amount = models.PositiveIntegerField(_("amount (đồng)"), validators=[MinValueValidator(1)])
    at = models.DateTimeField(_("when"))
    settled = models.CharField(_("settled"), max_length=10, choices=Settled.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.kind} {self.amount}"


class Transfer(models.Model):
    """A copy on its way from one library to another. The sender has charge of it until the other takes it in."""

    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, related_name="+", db_index=False)
    sender = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    sent_at = models.DateTimeField(_("sent"))
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(_("received"), null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    cancelled = models.BooleanField(default=False)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("copy",), condition=Q(closed_at=None), name="a_copy_is_on_one_way"),
            models.CheckConstraint(condition=~Q(sender=models.F("receiver")), name="nobody_sends_to_themselves"),
        )
        indexes = (
            models.Index(fields=("receiver", "closed_at"), name="transfers_to_a_library"),
            models.Index(fields=("sender", "closed_at"), name="transfers_from_a_library"),
        )

    def __str__(self) -> str:
        return f"transfer {self.pk}"


class DeskAction(models.Model):
    """One thing that was done at a desk, with what it changed, so that it can be taken back exactly the same day."""

    class Kind(models.TextChoices):
        CHECK_OUT = "check_out", _("lent")
        CHECK_IN = "check_in", _("returned")
        RENEWAL = "renewal", _("renewed")
        IN_HOUSE_USE = "in_house_use", _("used in the house")
        LOST = "lost", _("marked as lost")
        FOUND = "found", _("found again")
        DAMAGED = "damaged", _("marked as damaged")
        REPAIRED = "repaired", _("fit for use again")
        CLAIMED = "claimed", _("said to be returned")
        SETTLED = "settled", _("loss settled")
        SENT = "sent", _("sent to another library")
        RECEIVED = "received", _("received")
        CANCELLED = "cancelled", _("transfer cancelled")
        HOLD_PLACED = "hold_placed", _("hold placed")
        HOLD_CANCELLED = "hold_cancelled", _("hold cancelled")
        HOLD_PULLED = "hold_pulled", _("taken for a hold")
        OFF_SHELF = "off_shelf", _("taken off the hold shelf")

    kind = models.CharField(max_length=20, choices=Kind.choices)
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    copy = models.ForeignKey(  # a hold on a title for which no copy is free is placed without one
        "catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    patron = models.ForeignKey("patrons.Patron", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    hold = models.ForeignKey("circulation.Hold", on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    # {"copy": {field: value}, "loan": {…}, "holds": {key: {…}}, "copies": {key: {…}}}: the fields that it changed, as
    # they were and as it left them; "copies" are others than its own, chosen for or let go by a hold.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    made = models.JSONField(default=dict)  # {"fees": [ids], "transfer": id}: rows that it brought about
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("library", "-id"), name="desk_actions_of_a_library"),
            models.Index(fields=("copy", "-id"), name="desk_actions_on_a_copy"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(copy__isnull=False) | Q(hold__isnull=False), name="an_action_is_about_a_copy_or_a_hold"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.copy_id}"
