"""Accession numbers and the register, how a library makes its call numbers, its label sheets and labels to print."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.lib.shelving import callnumbers, marks, numbers, sheets


class Source(models.TextChoices):
    """How a copy came to its owner."""

    PURCHASE = "purchase", _("purchase")
    GIFT = "gift", _("gift")
    EXCHANGE = "exchange", _("exchange")
    LEGAL_DEPOSIT = "legal_deposit", _("legal deposit")
    TRANSFER = "transfer", _("transfer from another body")
    OTHER = "other", _("other source")


class AccessionSeries(models.Model):
    """A library's series of accession numbers (dãy số ĐKCB): for a collection, a room or everything."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)  # "Kho mượn"
    prefix = models.CharField(max_length=20, blank=True)  # may hold {year} or {yy}
    width = models.PositiveSmallIntegerField(default=6)
    yearly = models.BooleanField(default=False)
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_on = models.DateField(null=True, blank=True)  # first day no longer

    class Meta:
        ordering = ("library_id", "name", "id")
        constraints = (
            # Two series with one prefix would give the same numbers.
            models.UniqueConstraint(fields=("library", "prefix"), name="a_prefix_is_one_series"),
            models.CheckConstraint(condition=Q(width__gte=1, width__lte=numbers.WIDEST), name="a_series_has_figures"),
        )

    def __str__(self) -> str:
        return self.name

    def number(self, ordinal: int, year: int) -> str:
        return numbers.written(self.prefix, ordinal, width=self.width, year=year)


class SeriesCounter(models.Model):
    """The last ordinal that a series gave, by year (0: a series that does not begin again)."""

    series = models.ForeignKey(AccessionSeries, on_delete=models.CASCADE, related_name="counters", db_index=False)
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("series_id", "year")
        constraints = (models.UniqueConstraint(fields=("series", "year"), name="a_year_is_counted_once"),)

    def __str__(self) -> str:
        return f"{self.series_id}/{self.year}: {self.last}"


class Accession(models.Model):
    """One line of the accession register (sổ đăng ký cá biệt): a number, its copy, and how the copy came.

    What describes the book is read from its record; what was true on the day of entry stands here.
    """

    owner = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=numbers.LONGEST)
    copy = models.OneToOneField("catalogue.Copy", on_delete=models.PROTECT, related_name="accession")
    series = models.ForeignKey(AccessionSeries, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(default=0)
    ordinal = models.PositiveIntegerField(null=True)
    entered_on = models.DateField()
    source = models.CharField(max_length=20, choices=Source.choices, default=Source.PURCHASE)
    from_whom = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=60, blank=True)
    document_on = models.DateField(null=True, blank=True)
    price = models.PositiveBigIntegerField(null=True, blank=True)  # đồng; null: not known
    removed_on = models.DateField(null=True, blank=True)
    removal = models.CharField(max_length=60, blank=True)
    remark = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("owner_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("owner", "number"), name="an_owner_s_number_is_one_copy"),
            models.UniqueConstraint(fields=("series", "year", "ordinal"), name="an_ordinal_is_given_once"),
        )
        indexes = (models.Index(fields=("owner", "entered_on"), name="entries_of_a_day"),)

    def __str__(self) -> str:
        return self.number


class ShelvingRules(models.Model):
    """How one library makes its call numbers. A library without a row works by the defaults."""

    class MarkOf(models.TextChoices):
        TITLE = "title", _("the title")
        AUTHOR = "author", _("the author, else the title")

    class MarkKind(models.TextChoices):
        RHYME = marks.BY_RHYME, _("coded by rhyme (TR527K)")
        LETTERS = marks.BY_LETTERS, _("first letters (TRU)")

    library = models.OneToOneField("federation.Organisation", on_delete=models.CASCADE, related_name="+")
    pattern = models.CharField(max_length=callnumbers.LONGEST_PATTERN, default=callnumbers.DEFAULT_PATTERN)
    prefix = models.CharField(max_length=20, blank=True)
    mark_of = models.CharField(max_length=10, choices=MarkOf.choices, default=MarkOf.TITLE)
    mark_kind = models.CharField(max_length=10, choices=MarkKind.choices, default=MarkKind.RHYME)
    letters = models.PositiveSmallIntegerField(default=3)
    whole_onset = models.BooleanField(default=False)
    next_syllable = models.BooleanField(default=False)
    rhymes = models.JSONField(null=True)  # rhyme → number; null: the default table
    barcode_is_number = models.BooleanField(default=True)

    class Meta:
        ordering = ("library_id",)

    def __str__(self) -> str:
        return str(self.library_id)

    def scheme(self) -> marks.MarkScheme:
        table = {"rhymes": self.rhymes} if self.rhymes is not None else {}
        return marks.MarkScheme(
            kind=self.mark_kind,
            letters=self.letters,
            whole_onset=self.whole_onset,
            next_syllable=self.next_syllable,
            **table,
        )


class LabelSheet(models.Model):
    """A sheet of labels that one library uses besides the common ones; lengths in millimetres on A4."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80)
    columns = models.PositiveSmallIntegerField()
    rows = models.PositiveSmallIntegerField()
    width = models.FloatField()
    height = models.FloatField()
    left = models.FloatField(default=0)
    top = models.FloatField(default=0)
    gap_x = models.FloatField(default=0)
    gap_y = models.FloatField(default=0)

    class Meta:
        ordering = ("library_id", "name", "id")
        constraints = (models.UniqueConstraint(fields=("library", "name"), name="a_sheet_is_told_by_its_name"),)

    def __str__(self) -> str:
        return self.name

    def as_sheet(self) -> sheets.Sheet:
        return sheets.Sheet(
            self.name, self.columns, self.rows, self.width, self.height, self.left, self.top, self.gap_x, self.gap_y
        )


class QueuedLabel(models.Model):
    """A copy whose label is still to be printed."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.CASCADE, related_name="+")
    copy = models.OneToOneField("catalogue.Copy", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.copy_id)
