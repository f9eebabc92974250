"""The kinds of pages that a site has."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField

from lienthu.website.blocks import FEATURES, BodyBlock, LinksBlock, PeopleBlock, RelatedBlock
from lienthu.website.files import document_path, is_document
from lienthu.website.models.pages import Pictured, SitePage

_PICTURE = MultiFieldPanel(
    [FieldPanel("picture"), FieldPanel("picture_caption")], heading=pgettext_lazy("on a page", "Picture")
)


class HomePage(Pictured, SitePage):
    """The first page of a site, in one language."""

    tagline = models.CharField(_("in one sentence"), max_length=200, blank=True)
    about = RichTextField(_("about us"), blank=True, features=FEATURES)

    content_panels = [*SitePage.content_panels, FieldPanel("tagline"), _PICTURE, FieldPanel("about")]
    parent_page_types: ClassVar[list[str]] = []  # made with the site, and by Wagtail for its English
    subpage_types = ["website.SectionPage", "website.PlainPage", "website.LibraryPage", "website.LinksPage",
                     "website.ContactPage", "website.ServicePage"]  # fmt: skip

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "home page")

    @classmethod
    def can_exist_under(cls, parent: object) -> bool:
        """At the top, where a translated home goes."""
        return bool(getattr(parent, "is_root", lambda: False)())


class SectionPage(SitePage):
    """A list of pages: news, events, documents."""

    class Order(models.TextChoices):
        NEWEST = "newest", pgettext_lazy("order of a list", "newest first")
        COMING = "coming", pgettext_lazy("order of a list", "what comes next first")
        TREE = "tree", pgettext_lazy("order of a list", "as in the tree")

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    order = models.CharField(
        pgettext_lazy("of a list", "order"), max_length=10, choices=Order.choices, default=Order.NEWEST
    )
    shows_laws = models.BooleanField(
        _("with the legal documents in force"),
        default=False,
        help_text=_("They stand below the section's own pages, as the register of legal documents has them."),
    )

    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("order"), FieldPanel("shows_laws")]
    parent_page_types = ["website.HomePage"]
    show_in_menus_default = True

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "section")


class NewsPage(Pictured, SitePage):
    """A news article."""

    on = models.DateField(_("day of the article"), default=timezone.localdate)
    lead = models.TextField(_("lead"), max_length=1000, help_text=_("What, where and when, in one or two sentences."))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    byline = models.CharField(_("text and pictures by"), max_length=160, blank=True)
    source = models.CharField(_("source"), max_length=160, blank=True)
    source_url = models.URLField(_("address of the source"), blank=True)
    related = StreamField(RelatedBlock(), blank=True, verbose_name=_("related articles"))
    about_kind = models.CharField(
        max_length=40, blank=True, editable=False
    )  # of the thing it was begun from: sources.py
    about_id = models.BigIntegerField(null=True, editable=False)

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("on"),
        FieldPanel("lead"),
        _PICTURE,
        FieldPanel("body"),
        MultiFieldPanel(
            [FieldPanel("byline"), FieldRowPanel([FieldPanel("source"), FieldPanel("source_url")])],
            heading=_("Who wrote it"),
        ),
        FieldPanel("related"),
    ]
    parent_page_types = ["website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "news article")


class EventPage(Pictured, SitePage):
    """Something that takes place: a conference, a reading, a story hour."""

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    begins_at = models.DateTimeField(pgettext_lazy("event", "begins at"))
    ends_at = models.DateTimeField(pgettext_lazy("event", "ends at"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)

    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("begins_at"), FieldPanel("ends_at")]),
        FieldPanel("place"),
        FieldPanel("lead"),
        _PICTURE,
        FieldPanel("body"),
        FieldPanel("contact"),
    ]
    parent_page_types = ["website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "event")


class ExhibitionPage(Pictured, SitePage):
    """An exhibition or a display of books; its books can be looked for in the catalogue."""

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    opens_on = models.DateField(pgettext_lazy("exhibition", "from"))
    closes_on = models.DateField(pgettext_lazy("exhibition", "until"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=250)
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    search = models.CharField(_("search words for its books"), max_length=200, blank=True)

    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
        FieldPanel("place"),
        FieldPanel("occasion"),
        FieldPanel("lead"),
        _PICTURE,
        FieldPanel("body"),
        FieldPanel("search"),
    ]
    parent_page_types = ["website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "exhibition")


class Papers(models.Model):
    """A file that readers may take along, told by its content."""

    file = models.FileField(
        _("file"),
        upload_to=document_path,
        blank=True,
        validators=[is_document],
        help_text=_("A PDF of at most 20 MB."),
    )
    lead = models.TextField(_("in short"), max_length=1000, blank=True)

    class Meta:
        abstract = True


class DocumentPage(Papers, SitePage):  # noqa: DJ008 as Page has it
    """A document of the library's or the federation's own: a plan, a report, a form."""

    number = models.CharField(_("number"), max_length=60, blank=True)
    on = models.DateField(_("date of the document"), null=True, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *SitePage.content_panels,
        FieldRowPanel([FieldPanel("number"), FieldPanel("on")]),
        FieldPanel("lead"),
        FieldPanel("file"),
        FieldPanel("body"),
    ]
    parent_page_types = ["website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "document")


class ServicePage(Pictured, SitePage):
    """What the library does for readers, and how to come to it."""

    lead = models.TextField(_("in short"), max_length=500)
    for_whom = models.CharField(_("for whom"), max_length=200, blank=True)
    price = models.CharField(_("what it costs"), max_length=120, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("for_whom"), FieldPanel("price")]),
        _PICTURE,
        FieldPanel("body"),
        FieldPanel("contact"),
    ]
    parent_page_types = ["website.HomePage", "website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "service")


class LibraryPage(Pictured, SitePage):
    """A library or a place of it: where it is, whether it is open now, who works there, where its vehicle goes."""

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    library = models.ForeignKey(
        "federation.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("library")
    )
    phone = models.CharField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    people = StreamField(PeopleBlock(), blank=True, verbose_name=pgettext_lazy("of a library", "people"))
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [
        *SitePage.content_panels,
        FieldPanel("library"),
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
        _PICTURE,
        FieldPanel("people"),
        FieldPanel("body"),
    ]
    parent_page_types = ["website.HomePage", "website.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "library")


class LinksPage(SitePage):
    """Addresses elsewhere."""

    links = StreamField(LinksBlock(), blank=True, verbose_name=_("links"))

    content_panels = [*SitePage.content_panels, FieldPanel("links")]
    parent_page_types = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "links")


class ContactPage(SitePage):
    """Whom to turn to, and the way to ask the librarian."""

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    people = StreamField(PeopleBlock(), blank=True, verbose_name=pgettext_lazy("of a library", "people"))

    content_panels = [*SitePage.content_panels, FieldPanel("lead"), FieldPanel("people")]
    parent_page_types = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "contacts")


class PlainPage(Pictured, SitePage):
    """Any other page."""

    lead = models.TextField(_("in short"), max_length=500, blank=True)
    body = StreamField(BodyBlock(), blank=True, verbose_name=_("body"))

    content_panels = [*SitePage.content_panels, FieldPanel("lead"), _PICTURE, FieldPanel("body")]
    parent_page_types = ["website.HomePage", "website.SectionPage", "website.PlainPage"]
    subpage_types = ["website.PlainPage"]

    class Meta:
        verbose_name = pgettext_lazy("kind of page", "page")
