"""Pictures in the sizes that a page needs, and the day that stands on a card."""

from typing import Any, Final

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from lienthu.website.models import EventPage, ExhibitionPage

register = template.Library()

# Widths of the renditions, their shape, and what the browser is told of how wide it is shown. WebP at 70: three
# photographs of a first page and all else stay below 300 KB.
QUALITY: Final = "format-webp|webpquality-70"
SIZES: Final = {
    "card": (("fill-360x240", "fill-720x480"), "(max-width: 40rem) 92vw, 22rem"),
    "wide": (("width-480", "width-900", "width-1400"), "(max-width: 60rem) 94vw, 56rem"),
}


@register.simple_tag
def picture(shown: Any, size: str, alt: str, *, first: bool = False) -> SafeString:
    """The picture at a size of SIZES. `first`: it is seen at once, so it is not left for later."""
    if shown is None:
        return SafeString()
    filters, wide = SIZES[size]
    made = shown.get_renditions(*(f"{each}|{QUALITY}" for each in filters))
    rows = [made[f"{each}|{QUALITY}"] for each in filters]
    sources = format_html_join(", ", "{} {}w", ((row.url, row.width) for row in rows))
    smallest = rows[0]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}>',
        smallest.url,
        sources,
        wide,
        smallest.width,
        smallest.height,
        alt,
        SafeString(' fetchpriority="high"' if first else ' loading="lazy" decoding="async"'),
    )


@register.simple_tag(takes_context=True)
def og_picture(context: Context, shown: Any) -> str:
    """The whole address of the picture as those who pass the page on want it."""
    url = shown.get_rendition("fill-1200x630|format-jpeg").url
    request = context.get("request")
    return request.build_absolute_uri(url) if request else str(url)


@register.simple_tag
def card_day(page: Any) -> SafeString:
    """The day on a card: of the article, of the event, or from when to when it can be seen."""
    if isinstance(page, EventPage):
        at = timezone.localtime(page.begins_at)
        return format_html('<time datetime="{}">{}</time>', at.isoformat(), f"{at:%H:%M %d/%m/%Y}")
    if isinstance(page, ExhibitionPage):
        until = f" – {page.closes_on:%d/%m/%Y}" if page.closes_on else ""
        return format_html(
            '<time datetime="{}">{}</time>', page.opens_on.isoformat(), f"{page.opens_on:%d/%m/%Y}{until}"
        )
    day = getattr(page, "on", None)
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), f"{day:%d/%m/%Y}") if day else SafeString()
