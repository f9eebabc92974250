"""Orders and gifts: from whom, for which money, which books, and how many of them have come."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Partner(models.Model):
    """A supplier or donor of one library."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("supplier")
        DONOR = "donor", _("donor")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=200)
    address = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    tax_code = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ("library_id", "name", "id")
        constraints = (models.UniqueConstraint(fields=("library", "kind", "name"), name="a_partner_is_named_once"),)

    def __str__(self) -> str:
        return self.name


class Budget(models.Model):
    """A budget line of one year; the amount is in đồng."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(validators=[MinValueValidator(1990), MaxValueValidator(2200)])
    name = models.CharField(max_length=120)
    amount = models.PositiveBigIntegerField()

    class Meta:
        ordering = ("library_id", "-year", "name")
        constraints = (models.UniqueConstraint(fields=("library", "year", "name"), name="a_budget_line_of_a_year"),)

    def __str__(self) -> str:
        return self.name if str(self.year) in self.name else f"{self.name} {self.year}"


class Acquisition(models.Model):
    """An order, or a gift: the same books come in the same way, paid for or not."""

    class Kind(models.TextChoices):
        ORDER = "order", _("order")
        GIFT = "gift", _("gift of books")

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        PLACED = "placed", _("waiting for books")
        RECEIVED = "received", _("everything received")
        CANCELLED = "cancelled", _("cancelled")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    budget = models.ForeignKey(Budget, on_delete=models.PROTECT, null=True, related_name="orders")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    on = models.DateField()  # of the order, or the day on which the gift was handed over
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-year", "-ordinal", "-id")
        constraints = (
            models.UniqueConstraint(fields=("library", "kind", "year", "ordinal"), name="an_order_has_one_number"),
            models.CheckConstraint(condition=Q(kind="order") | Q(budget=None), name="a_gift_has_no_budget"),
        )

    def __str__(self) -> str:
        return f"{self.ordinal:02d}/{self.year}"


class Line(models.Model):
    """One book of an order or gift, so many times. `record` is the library's own, once there is one.

    `price` is that of one copy in đồng; of a gift its estimated value, null when nobody estimated it.
    """

    acquisition = models.ForeignKey(Acquisition, on_delete=models.CASCADE, related_name="lines")
    record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+")
    from_record = models.ForeignKey("catalogue.SourceRecord", on_delete=models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=500)
    author = models.CharField(max_length=200, blank=True)
    publisher = models.CharField(max_length=200, blank=True)
    year = models.CharField(max_length=10, blank=True)
    isbn = models.CharField(max_length=20, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    received = models.PositiveIntegerField(default=0)
    price = models.PositiveBigIntegerField(null=True)

    class Meta:
        ordering = ("acquisition_id", "id")
        constraints = (
            models.CheckConstraint(condition=Q(quantity__gte=1), name="a_line_asks_for_a_copy"),
            models.CheckConstraint(condition=Q(received__lte=F("quantity")), name="no_more_comes_than_was_asked_for"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def missing(self) -> int:
        return self.quantity - self.received

    @property
    def statement(self) -> str:
        """What tells the book from others of its title, on one line."""
        return " · ".join(filter(None, (self.author, self.publisher, self.year)))

    @property
    def value(self) -> int:
        return self.quantity * (self.price or 0)
