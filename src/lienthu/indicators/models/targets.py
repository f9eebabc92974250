"""Targets (chỉ tiêu): the shape of the figure that they are compared with."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import dates_in_order
from lienthu.federation.models import Federation, Organisation


class Target(models.Model):
    """What is to be reached of an indicator by a place in a period, as a decision says.

    A change is a new row that names the one it replaces and why; rows are never rewritten.
    """

    class Scope(models.TextChoices):
        LIBRARY = "library", _("the library itself")
        NETWORK = "network", _("the library with all below it")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    federation = models.ForeignKey(Federation, on_delete=models.PROTECT, null=True, related_name="+")
    scope = models.CharField(_("scope"), max_length=10, choices=Scope.choices, blank=True)  # "" of a federation
    indicator = models.CharField(_("indicator"), max_length=60)  # Indicator.code, whatever it means then
    first_on = models.DateField(_("from"))
    until = models.DateField(_("until (first day no longer)"))
    value = models.DecimalField(_("target"), max_digits=18, decimal_places=4)
    decision = models.CharField(_("decision"), max_length=80, blank=True)  # "12/QĐ-SVHTTDL"
    decided_on = models.DateField(_("decided on"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="shares")
    replaces = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    is_current = models.BooleanField(default=True)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("first_on", "indicator", "id")
        constraints = (
            dates_in_order("target_dates_in_order", start="first_on", end="until"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, federation=None, scope__in=("library", "network"))
                | Q(organisation=None, federation__isnull=False, scope=""),
                name="a_target_is_of_one_place",
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="a_target_is_not_below_0"),
            models.UniqueConstraint(
                fields=("organisation", "scope", "indicator", "first_on", "until"),
                condition=Q(is_current=True, organisation__isnull=False),
                name="one_target_of_an_organisation_holds",
            ),
            models.UniqueConstraint(
                fields=("federation", "indicator", "first_on", "until"),
                condition=Q(is_current=True, federation__isnull=False),
                name="one_target_of_a_federation_holds",
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} {self.first_on}: {self.value}"

    @property
    def audit_organisation_id(self) -> int | None:
        return self.organisation_id
