"""What patrons are grouped by: categories, and schools with their classes."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.ledger.models import AgeBand


class Category(models.Model):
    """A kind of patron, as an organisation defines it for itself and for everything below it.

    The code is what counts: a library below that has a row with the same code overrides those of its fields that it
    fills, and inherits the others (`queries.categories.categories_of`).
    """

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    code = models.SlugField(_("code"), max_length=30)
    name = models.CharField(_("name"), max_length=80)
    # Counted as when the birth date is not known; "" inherits.
    band = models.CharField(_("counted as"), max_length=10, choices=AgeBand.choices, blank=True)
    card_months = models.PositiveSmallIntegerField(
        _("a card is valid for (months)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    age_from = models.PositiveSmallIntegerField(_("from the age of"), null=True, blank=True)
    age_to = models.PositiveSmallIntegerField(_("up to the age of"), null=True, blank=True)  # the last year of age
    retired = models.BooleanField(_("no longer given"), default=False)

    class Meta:
        ordering = ("library_id", "code")
        constraints = (
            models.UniqueConstraint(fields=("library", "code"), name="a_category_code_is_one_in_its_library"),
            models.CheckConstraint(
                condition=Q(age_from=None) | Q(age_to=None) | Q(age_from__lte=F("age_to")),
                name="category_ages_in_order",
            ),
        )

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school whose pupils a library serves class by class."""

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=160)
    last_grade = models.PositiveSmallIntegerField(  # 5, 9 or 12: whoever was in it leaves when the year ends
        _("last grade"), default=9, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("library", "name"), name="a_school_is_named_once_in_a_library"),)

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A class of one school year. A new year has new rows: who was where last year stays known."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="classes")
    name = models.CharField(_("name"), max_length=40)  # "6A1"
    grade = models.PositiveSmallIntegerField(_("grade"), validators=[MinValueValidator(1), MaxValueValidator(12)])
    year = models.PositiveSmallIntegerField(_("school year"))  # the one it begins in: 2026 for 2026–2027

    class Meta:
        ordering = ("-year", "grade", "name", "id")
        constraints = (models.UniqueConstraint(fields=("school", "year", "name"), name="a_class_is_one_in_its_year"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.year}–{self.year + 1})"


class ClassList(models.Model):
    """A file with pupils, read and waiting to be taken in; afterwards the rows that were not, each with its reason."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="lists")
    year = models.PositiveSmallIntegerField(_("school year"))
    file_name = models.CharField(max_length=200)
    rows = models.JSONField(default=list)  # [{"row": 2, "facts": {…}, "problem": "…"}]; once taken in, the wrong ones
    taken = models.PositiveIntegerField(null=True)  # pupils taken in; None while it waits
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-uploaded_at", "-id")

    def __str__(self) -> str:
        return self.file_name
