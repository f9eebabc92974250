"""Kinds of documents, with the sign that stands in their number. Data: a hub adds its own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.Model):
    """Nghị quyết (NQ), kế hoạch (KH)…; an official letter (công văn) has no sign. Laws have kinds too."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)  # in Vietnamese
    sign = models.CharField(_("abbreviation"), max_length=10, blank=True)
    is_law = models.BooleanField(_("legal document"), default=False)
    rank = models.PositiveSmallIntegerField(_("rank"), default=100)  # in which order lists have them

    class Meta:
        ordering = ("is_law", "rank", "key")

    def __str__(self) -> str:
        return self.name
