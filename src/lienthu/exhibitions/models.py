"""The tables of exhibitions: what is shown when and where, its books, panels and visitors."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Exhibition(models.Model):
    """An exhibition (triển lãm) or a display of books (trưng bày) for an occasion."""

    class Form(models.TextChoices):
        DISPLAY = "display", _("display of books")
        EXHIBITION = "exhibition", pgettext_lazy("form", "exhibition")
        ONLINE = "online", _("online only")

    library = models.ForeignKey("federation.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("federation.Site", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.DISPLAY)
    name = models.CharField(_("name"), max_length=200)
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    theme = models.CharField(_("theme"), max_length=200, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("closes on"))
    about = models.TextField(_("introduction"), blank=True)
    is_public = models.BooleanField(_("shown to the public"), default=False)
    held_at = models.DateTimeField(null=True)  # when it was said to have been held, and counted

    class Meta:
        ordering = ("-opens_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_on__lte=F("closes_on")), name="an_exhibition_closes_after_it_opens"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Panel(models.Model):
    """A board of the exhibition: words and perhaps a picture, in their order."""

    exhibition = models.ForeignKey(Exhibition, on_delete=models.CASCADE, related_name="panels")
    turn = models.PositiveSmallIntegerField(_("place in the order"))
    title = models.CharField(_("heading"), max_length=200)
    text = models.TextField(_("text"), blank=True)
    picture = models.CharField(max_length=200, blank=True)  # below the uploads
    caption = models.CharField(_("what the picture shows"), max_length=200, blank=True)
    source = models.CharField(_("source of the picture"), max_length=200, blank=True)

    class Meta:
        ordering = ("exhibition_id", "turn", "id")

    def __str__(self) -> str:
        return self.title

    @property
    def audit_organisation_id(self) -> int:
        return self.exhibition.library_id


class Book(models.Model):
    """A book of the list, with its words as they were when it was put there; a title, perhaps this very copy."""

    exhibition = models.ForeignKey(Exhibition, on_delete=models.CASCADE, related_name="books")
    title = models.ForeignKey("catalogue.Title", on_delete=models.PROTECT, null=True, related_name="+")
    copy = models.ForeignKey("catalogue.Copy", on_delete=models.PROTECT, null=True, related_name="+")
    name = models.CharField(_("title of the book"), max_length=500)
    author = models.CharField(_("author"), max_length=200, blank=True)
    imprint = models.CharField(_("publisher and year"), max_length=200, blank=True)
    call_number = models.CharField(_("call number"), max_length=80, blank=True)
    note = models.CharField(_("why it is shown"), max_length=300, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("exhibition_id", "id")
        constraints = (
            models.UniqueConstraint(fields=("exhibition", "copy"), name="a_copy_once_in_an_exhibition"),
            models.UniqueConstraint(
                fields=("exhibition", "title"), condition=Q(copy=None), name="a_title_once_in_an_exhibition"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Count(models.Model):
    """Visitors of an exhibition on a day, as somebody counted them."""

    exhibition = models.ForeignKey(Exhibition, on_delete=models.CASCADE, related_name="counts")
    on = models.DateField(pgettext_lazy("count", "day"))
    visitors = models.PositiveIntegerField(_("visitors"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        ordering = ("exhibition_id", "on")
        constraints = (
            models.UniqueConstraint(fields=("exhibition", "on"), name="a_day_of_an_exhibition_is_counted_once"),
        )

    def __str__(self) -> str:
        return f"{self.on}: {self.visitors}"
