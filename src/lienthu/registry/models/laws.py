"""Legal documents that libraries work by: in force from when to when, and what replaces, amends or guides what."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.dated import Dated
from lienthu.registry.models.kinds import Kind


class Validity(models.TextChoices):
    IN_FORCE = "in_force", pgettext_lazy("legal document", "in force")
    TO_COME = "to_come", pgettext_lazy("legal document", "not yet in force")
    ENDED = "ended", pgettext_lazy("legal document", "no longer in force")


class Law(Dated):
    """One legal document. `is_confirmed`: somebody has compared its facts with the published text."""

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT, related_name="laws", verbose_name=_("kind"))
    symbol = models.CharField(_("number and symbol"), max_length=80, unique=True)  # 46/2019/QH14
    issuer = models.CharField(_("issuing body"), max_length=200)
    dated_on = models.DateField(_("date"), null=True, blank=True)
    subject = models.CharField(pgettext_lazy("of a document", "subject"), max_length=500)
    note = models.TextField(_("note"), blank=True)
    address = models.URLField(_("address of the text"), max_length=300, blank=True)
    is_confirmed = models.BooleanField(_("compared with the published text"), default=False)
    marked = models.TextField(blank=True)
    folded = models.TextField(blank=True)

    class Meta(Dated.Meta):
        ordering = ("kind__rank", F("dated_on").desc(nulls_last=True), "symbol")

    def __str__(self) -> str:
        return f"{self.kind.name} {self.symbol}"

    @property
    def ends_on(self) -> date | None:
        """The first day no longer in force: as it is known, else that of what replaces it; None while neither is."""
        if self.valid_to is not None:
            return self.valid_to
        heirs = [link.law for link in self.linked_by.all() if link.relation == LawLink.Relation.REPLACES]
        return min((heir.valid_from for heir in heirs if heir.valid_from is not None), default=None)

    def validity_on(self, day: date) -> Validity:
        """Without a first day it has always been in force; `valid_to` is the first day no longer. Where that is not
        known, it ends with the first day of what replaces it (`linked_by`, to be fetched together for a list)."""
        if self.valid_to is not None:
            return Validity.ENDED if self.valid_to <= day else self._begun(day)
        heirs = [link.law for link in self.linked_by.all() if link.relation == LawLink.Relation.REPLACES]
        if any(heir.valid_from is None or heir.valid_from <= day for heir in heirs):
            return Validity.ENDED
        return self._begun(day)

    def _begun(self, day: date) -> Validity:
        return Validity.TO_COME if self.valid_from is not None and day < self.valid_from else Validity.IN_FORCE


class LawLink(models.Model):
    """`law` does something to `other`."""

    class Relation(models.TextChoices):
        REPLACES = "replaces", _("replaces")
        AMENDS = "amends", _("amends")
        GUIDES = "guides", _("sets out in detail")

    law = models.ForeignKey(Law, on_delete=models.CASCADE, related_name="links")
    other = models.ForeignKey(Law, on_delete=models.PROTECT, related_name="linked_by")
    relation = models.CharField(_("relation"), max_length=10, choices=Relation.choices)

    class Meta:
        ordering = ("law_id", "relation", "other_id")
        constraints = (
            models.UniqueConstraint(fields=("law", "other", "relation"), name="a_link_of_laws_is_told_once"),
            models.CheckConstraint(condition=~Q(law=F("other")), name="no_law_does_something_to_itself"),
        )

    def __str__(self) -> str:
        return f"{self.law_id} {self.relation} {self.other_id}"
