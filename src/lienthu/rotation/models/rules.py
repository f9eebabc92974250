"""What the law, or a library's own decision, asks of rotation: numbers with their days, their source and article."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import Dated


class RotationRule(Dated):
    """One number that holds over a range of days, everywhere or for one library. The law's own is confirmed or not:
    what nobody has read in its text yet says so wherever it is shown."""

    class Key(models.TextChoices):
        MONTHS_AT_SITE = "months_at_site", _("months at one site, at most")
        COPIES_PER_TITLE = "copies_per_title", _("copies that the library has of a title, at least")
        MONTHS_BEFORE_AGAIN = "months_before_again", _("months before a title comes again to a site, at least")
        STAFF_PER_ROTATION = "staff_per_rotation", _("people who bring a set, at least")

    key = models.CharField(_("rule"), max_length=24, choices=Key.choices)
    library = models.ForeignKey(  # null: for everybody; one's own goes before it
        "federation.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tier = models.ForeignKey(  # null: for every tier
        "federation.Tier", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    value = models.PositiveSmallIntegerField(_("value"), validators=[MinValueValidator(0), MaxValueValidator(600)])
    source = models.CharField(_("source"), max_length=200)  # "Thông tư 33/2018/TT-BVHTTDL"
    article = models.CharField(_("article"), max_length=80, blank=True)  # "khoản 2 Điều 7"
    confirmed = models.BooleanField(_("read in the text that is in force"), default=False)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta(Dated.Meta):
        ordering = ("key", "library_id", "tier_id", F("valid_from").asc(nulls_first=True), "id")
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("key",), condition=Q(valid_to=None, library=None, tier=None), name="one_rule_for_all_is_open"
            ),
            models.UniqueConstraint(
                fields=("key", "tier"),
                condition=Q(valid_to=None, library=None, tier__isnull=False),
                name="one_rule_of_a_tier_is_open",
            ),
            models.UniqueConstraint(
                fields=("key", "library"),
                condition=Q(valid_to=None, library__isnull=False),
                name="one_rule_of_a_library_is_open",
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.value}"
