"""What there was on a day: rows that cannot be known again later, because books and cards come and go."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lienthu.federation.models import Organisation


class Count(models.Model):
    """One measure (`rules.recipes.MEASURES`) of one organisation, counted by the program at the end of a day."""

    measure = models.CharField(_("measure"), max_length=30)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("counted on"))
    value = models.BigIntegerField(_("value"))

    class Meta:
        ordering = ("measure", "organisation_id", "on")
        constraints = (
            models.UniqueConstraint(fields=("measure", "organisation", "on"), name="one_count_of_a_measure_on_a_day"),
        )

    def __str__(self) -> str:
        return f"{self.measure} {self.on}: {self.value}"
