"""What an organisation lays down for itself and for everything below it. An empty field inherits."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.ledger.models import AgeBand

DAY = 24 * 60
_MINUTES = [MinValueValidator(5), MaxValueValidator(DAY)]


class VisitRule(models.Model):
    """How visits and computers are handled. The nearest organisation that fills a field is the one that counts."""

    organisation = models.OneToOneField("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    card_hours = models.PositiveSmallIntegerField(
        _("a card counts once in so many hours"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    session_minutes = models.PositiveSmallIntegerField(
        _("a computer is lent for (minutes)"), null=True, blank=True, validators=_MINUTES
    )
    extension_minutes = models.PositiveSmallIntegerField(
        _("an extension is (minutes)"), null=True, blank=True, validators=_MINUTES
    )
    keep_minutes = models.PositiveSmallIntegerField(
        _("a reserved computer is kept free for (minutes)"), null=True, blank=True, validators=_MINUTES
    )
    computers_until = models.TimeField(_("computers are switched off at"), null=True, blank=True)
    start_page = models.URLField(_("first page on a public computer"), blank=True)
    children_hint = models.CharField(_("word to children at a computer"), max_length=200, blank=True)

    def __str__(self) -> str:
        return str(self.organisation_id)


class Allotment(models.Model):
    """How many minutes a day somebody may sit at a computer, by age band and patron category ("": any)."""

    organisation = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    age_band = models.CharField(_("age band"), max_length=10, blank=True, choices=AgeBand.choices)
    category = models.CharField(_("patron category"), max_length=30, blank=True)  # its code
    minutes = models.PositiveSmallIntegerField(_("minutes a day"), validators=[MaxValueValidator(DAY)])

    class Meta:
        ordering = ("organisation_id", "category", "age_band")
        constraints = (
            models.UniqueConstraint(fields=("organisation", "age_band", "category"), name="an_allotment_is_said_once"),
        )

    def __str__(self) -> str:
        return f"{self.minutes}"
