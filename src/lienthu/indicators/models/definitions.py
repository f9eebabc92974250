"""What is counted, in whose words, from what, and from when to when."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lienthu.common.dated import Dated, begins_once
from lienthu.common.shipped import Shipped

CODE = RegexValidator(
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*\Z",
    _("Write the code in small unmarked letters, with dots between its parts: visits.child"),
)


class Section(models.TextChoices):
    """The parts of a report, in their order."""

    COLLECTION = "collection", pgettext_lazy("of a library", "Collection")
    READERS = "readers", _("Readers and visits")
    USES = "uses", _("Use of documents")
    ROTATION = "rotation", _("Rotation to the grass roots")
    MOBILE = "mobile", _("Mobile library")
    ACTIVITIES = "activities", _("Activities")
    RATIOS = "ratios", _("Ratios")


class Indicator(Shipped, Dated):
    """One indicator as it is understood over a range of days; a later meaning is a row of its own.

    `how`: its recipe (`rules.recipes`). `parts`: codes of those whose sum it should be. Sources: ISO 2789 / TCVN 12843,
    ISO 11620 / TCVN 11774, the sector's forms.
    """

    class Kind(models.TextChoices):
        FLOW = "flow", _("over the period")  # adds up over months
        LEVEL = "level", _("on the last day")  # the last count holds
        RATIO = "ratio", _("ratio")  # neither

    code = models.CharField(_("code"), max_length=60, validators=[CODE])
    section = models.CharField(_("part of the report"), max_length=20, choices=Section.choices)
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    name_vi = models.CharField(_("Vietnamese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)
    unit_vi = models.CharField(_("unit in Vietnamese"), max_length=40)
    unit_en = models.CharField(_("unit in English"), max_length=40)
    definition_vi = models.TextField(_("definition in Vietnamese"), blank=True)
    definition_en = models.TextField(_("definition in English"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    how = models.JSONField(_("recipe"))
    breakdowns = models.JSONField(_("breakdowns"), default=list, blank=True)  # names of ledger facts
    parts = models.JSONField(_("parts"), default=list, blank=True)  # codes
    decimals = models.PositiveSmallIntegerField(_("decimals"), default=0)

    class Meta(Dated.Meta):
        ordering = ("position", "code", "id")
        constraints = (
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=("code",), condition=models.Q(valid_to=None), name="one_meaning_is_open_at_the_end"
            ),
            *begins_once("a_meaning_begins", "code"),
        )

    def __str__(self) -> str:
        return self.code

    @property
    def name(self) -> str:
        return self.name_vi if _vietnamese() else self.name_en

    @property
    def unit(self) -> str:
        return self.unit_vi if _vietnamese() else self.unit_en

    @property
    def shown_unit(self) -> str:
        """The unit, unless the name ends with it: "Collection (copies)"."""
        return "" if self.name.endswith(f"({self.unit})") else self.unit

    @property
    def definition(self) -> str:
        return self.definition_vi if _vietnamese() else self.definition_en


def _vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")
