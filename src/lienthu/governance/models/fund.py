"""The federation's fund in plain lines of income and expense, and who supports it with what. Sums are in đồng."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.federation.models import Federation, Organisation


class Sponsor(models.Model):
    """Who supports a federation: a company, a foundation, a person."""

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="sponsors")
    name = models.CharField(_("name"), max_length=200)
    contact = models.CharField(_("contact"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_public = models.BooleanField(_("may be named in public"), default=False)

    class Meta:
        ordering = ("federation_id", "name", "id")
        constraints = (models.UniqueConstraint(fields=("federation", "name"), name="a_sponsor_is_named_once"),)

    def __str__(self) -> str:
        return self.name


class FundEntry(models.Model):
    """One line. It counts once it is approved; an approved line is never changed, only cancelled with a reason."""

    class Sort(models.TextChoices):
        INCOME = "income", pgettext_lazy("fund", "income")
        EXPENSE = "expense", pgettext_lazy("fund", "expense")

    class Category(models.TextChoices):
        CARRIED = "carried", _("carried over from before")
        MEMBERS = "members", _("contributions of members")
        SPONSORS = "sponsors", _("sponsors")
        STATE = "state", _("state budget")
        OTHER_IN = "other_in", _("other income")
        CONFERENCE = "conference", _("conferences")
        CONTEST = "contest", _("contests and sports")
        TRAINING = "training", _("training and study tours")
        GIFT = "gift", _("gifts and visits")
        AWARD = "award", _("awards")
        OFFICE = "office", _("office work")
        OTHER_OUT = "other_out", _("other expense")

    class State(models.TextChoices):
        WRITTEN = "written", pgettext_lazy("fund", "waits for approval")
        APPROVED = "approved", pgettext_lazy("fund", "approved")
        REFUSED = "refused", pgettext_lazy("fund", "refused")
        CANCELLED = "cancelled", pgettext_lazy("fund", "cancelled")

    INCOME = (Category.CARRIED, Category.MEMBERS, Category.SPONSORS, Category.STATE, Category.OTHER_IN)

    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, related_name="fund_entries")
    on = models.DateField(_("date"))
    sort = models.CharField(_("kind"), max_length=10, choices=Sort.choices)
    category = models.CharField(_("for"), max_length=12, choices=Category.choices)
    amount = models.PositiveBigIntegerField(_("amount (đồng)"))
    what = models.CharField(_("what"), max_length=300)
    party = models.CharField(_("from or to whom"), max_length=200, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WRITTEN)
    reason = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("federation_id", "on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(amount__gte=1), name="a_fund_entry_has_a_sum"),
            models.CheckConstraint(
                condition=Q(sort="income", category__in=("carried", "members", "sponsors", "state", "other_in"))
                | Q(sort="expense") & ~Q(category__in=("carried", "members", "sponsors", "state", "other_in")),
                name="income_and_expense_have_their_own_categories",
            ),
            models.CheckConstraint(
                condition=Q(state="written") | Q(decided_at__isnull=False), name="a_decided_entry_has_its_time"
            ),
        )

    def __str__(self) -> str:
        return self.what


class FundPaper(models.Model):
    """A receipt, as it was photographed or scanned."""

    entry = models.ForeignKey(FundEntry, on_delete=models.PROTECT, related_name="papers")
    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        ordering = ("entry_id", "id")

    def __str__(self) -> str:
        return self.name


class Contribution(models.Model):
    """What a sponsor gave: money, which stands in the fund as a line too, or things with what they may be worth."""

    class Sort(models.TextChoices):
        MONEY = "money", _("money")
        BOOKS = "books", _("books")
        VEHICLE = "vehicle", _("vehicle")
        EQUIPMENT = "equipment", _("equipment")
        PRIZES = "prizes", _("prizes")
        OTHER = "other", pgettext_lazy("contribution", "other")

    sponsor = models.ForeignKey(Sponsor, on_delete=models.PROTECT, related_name="contributions")
    on = models.DateField(_("date"))
    sort = models.CharField(_("kind"), max_length=10, choices=Sort.choices)
    what = models.CharField(_("what"), max_length=300)
    quantity = models.PositiveIntegerField(_("how many"), null=True)
    worth = models.PositiveBigIntegerField(_("worth (đồng)"), null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    entry = models.OneToOneField(FundEntry, on_delete=models.PROTECT, null=True, related_name="contribution")

    class Meta:
        ordering = ("-on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(sort="money", entry__isnull=False) | ~Q(sort="money") & Q(entry=None),
                name="money_given_stands_in_the_fund",
            ),
        )

    def __str__(self) -> str:
        return self.what
