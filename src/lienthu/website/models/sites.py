"""Whose public site it is, where it stands, and its colour."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

HOST_NAME = RegexValidator(
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+\Z",
    _("Write the host name alone, in small letters: thuvien.angiang.gov.vn"),
)


class PublicSite(models.Model):
    """A public site of one organisation, or of a federation in the hands of one of its members."""

    class Accent(models.TextChoices):
        """Colours of the house; each is defined, by day and by night, in static/website/accents.css."""

        RIVER = "river", pgettext_lazy("colour of a site", "river green")
        LACQUER = "lacquer", pgettext_lazy("colour of a site", "cinnabar")
        INDIGO = "indigo", pgettext_lazy("colour of a site", "indigo")
        LOTUS = "lotus", pgettext_lazy("colour of a site", "lotus")
        TURMERIC = "turmeric", pgettext_lazy("colour of a site", "turmeric")
        PLUM = "plum", pgettext_lazy("colour of a site", "plum")
        CLAY = "clay", pgettext_lazy("colour of a site", "river clay")
        FOREST = "forest", pgettext_lazy("colour of a site", "forest")

    code = models.SlugField(_("code"), max_length=40, unique=True)  # of its address on the hub: /trang/CODE/
    organisation = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    federation = models.OneToOneField(
        "federation.Federation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    host_name = models.CharField(_("host name"), max_length=120, blank=True, validators=[HOST_NAME])
    is_main = models.BooleanField(_("the hub's own site"), default=False)  # the catalogue's pages lead to it
    accent = models.CharField(_("colour"), max_length=10, choices=Accent.choices, default=Accent.RIVER)
    emblem = models.ForeignKey(
        "website.Picture",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emblem"),
    )
    home = models.OneToOneField("website.HomePage", on_delete=models.PROTECT, related_name="+")  # in Vietnamese
    collection = models.OneToOneField("wagtailcore.Collection", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveBigIntegerField(default=1)  # goes up with every change that readers see

    class Meta:
        ordering = ("-is_main", "code")
        constraints = (
            models.UniqueConstraint(
                Lower("host_name"), condition=~models.Q(host_name=""), name="a_host_name_is_one_sites"
            ),
            models.UniqueConstraint(fields=("is_main",), condition=models.Q(is_main=True), name="one_site_is_the_main"),
            models.UniqueConstraint(
                fields=("organisation",), condition=models.Q(federation=None), name="an_organisation_has_one_site"
            ),
        )

    def __str__(self) -> str:
        return self.code
