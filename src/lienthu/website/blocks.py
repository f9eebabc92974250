"""What the body of a page is built from. Each piece has its template below templates/website/blocks/."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

# What a paragraph may have: no pictures, films or tables of others, no colours, no scripts; the rest is taken out.
FEATURES: Final = ["bold", "italic", "ol", "ul", "link", "superscript"]
MOST_ROWS, MOST_COLUMNS = 60, 10


class HeadingBlock(blocks.CharBlock):
    class Meta:
        icon = "title"
        label = pgettext_lazy("part of a page", "Heading")
        template = "website/blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": FEATURES, **options})

    class Meta:
        icon = "pilcrow"
        label = pgettext_lazy("part of a page", "Text")
        template = "website/blocks/text.html"


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=pgettext_lazy("on a page", "Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=250)

    class Meta:
        icon = "image"
        label = pgettext_lazy("on a page", "Picture")
        template = "website/blocks/picture.html"


class GalleryBlock(blocks.ListBlock):
    """Pictures of an event, each with its caption, as “Một số hình ảnh” stands below Vietnamese news."""

    def __init__(self, **options: Any) -> None:
        super().__init__(PictureBlock(), **{"min_num": 2, "max_num": 40, **options})

    class Meta:
        icon = "image"
        label = _("Gallery")
        template = "website/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    words = blocks.TextBlock(label=pgettext_lazy("quotation", "Words"), max_length=1500, rows=3)
    who = blocks.CharBlock(label=_("Whose, and their office"), required=False, max_length=200)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "website/blocks/quote.html"


class TableBlock(blocks.StructBlock):
    """A table as text: one row a line, cells between bars or tabs, so that it can be pasted from a spreadsheet."""

    caption = blocks.CharBlock(label=_("Caption"), max_length=250)
    rows = blocks.TextBlock(
        label=pgettext_lazy("of a table", "Rows"),
        rows=6,
        max_length=20_000,
        help_text=_(
            "One row a line, cells separated by | or pasted from a spreadsheet. The first row heads the table."
        ),
    )

    def get_context(self, value: Mapping[str, Any], parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        head, *rest = cells(str(value.get("rows", ""))) or [[]]
        return {**context, "head": head, "rows": rest}

    class Meta:
        icon = "table"
        label = pgettext_lazy("part of a page", "Table")
        template = "website/blocks/table.html"


def cells(text: str) -> list[list[str]]:
    """The rows of a table written as text, all as long as the first."""
    lines = [line for line in text.splitlines() if line.strip()][:MOST_ROWS]
    rows = [
        [cell.strip() for cell in (line.split("\t") if "\t" in line else line.strip(" |").split("|"))] for line in lines
    ]
    wide = min(len(rows[0]), MOST_COLUMNS) if rows else 0
    return [[*row[:wide], *[""] * (wide - len(row))] for row in rows]


class BodyBlock(blocks.StreamBlock):
    """The body of an article or a page."""

    heading = HeadingBlock(max_length=200)
    text = TextBlock()
    picture = PictureBlock()
    quote = QuoteBlock()
    table = TableBlock()
    gallery = GalleryBlock()


class PersonBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=120)
    office = blocks.CharBlock(label=_("Office"), required=False, max_length=160)
    phone = blocks.CharBlock(label=_("Telephone"), required=False, max_length=40)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)

    class Meta:
        icon = "user"
        label = pgettext_lazy("on a page", "Person")
        template = "website/blocks/person.html"


class PeopleBlock(blocks.StreamBlock):
    person = PersonBlock()


class LinkBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=160)
    url = blocks.URLBlock(label=_("Address"))
    note = blocks.CharBlock(label=_("What is found there"), required=False, max_length=250)

    class Meta:
        icon = "link-external"
        label = _("Link")
        template = "website/blocks/link.html"


class LinksBlock(blocks.StreamBlock):
    heading = HeadingBlock(max_length=200)
    link = LinkBlock()


class RelatedBlock(blocks.StreamBlock):
    page = blocks.PageChooserBlock(label=pgettext_lazy("on the site", "Article"), page_type="website.NewsPage")
