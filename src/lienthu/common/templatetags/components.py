"""The pieces of a page as template tags: icon, mark, field, pagination, language links, the staff's menu."""

from decimal import Decimal
from typing import Any

from django import template
from django.db.models import Model
from django.forms import BaseForm, BoundField, CheckboxInput
from django.template import Context
from django.urls import translate_url
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from lienthu.common import icons, navigation
from lienthu.common.onward import Onward, links_for
from lienthu.lib.vietnamese import numbers

register = template.Library()

LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon, silent to screen readers: the words beside it, or the button's label, say what it means."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(icons.PATHS[name]),  # noqa: S308 our own constants
    )


@register.simple_tag
def mark() -> SafeString:
    """The mark of the house: nine arms of the river that come from one stem, or run into it."""
    return mark_safe(icons.MARK)  # noqa: S308 our own constant


@register.simple_tag
def errors(form: BaseForm | None) -> SafeString:
    """What is wrong with a form as a whole, above its fields."""
    said = form.non_field_errors() if form else ()
    return format_html_join("", '<p class="message message-error" role="alert">{}</p>', ((each,) for each in said))


@register.inclusion_tag("common/_fields.html")
def fields(form: BaseForm | None, *, mark_optional: bool = True) -> dict[str, Any]:
    """All of a form: what is wrong with it, and its fields."""
    return {"form": form, "mark_optional": mark_optional}


@register.inclusion_tag("common/_field.html")
def field(bound: BoundField, *, mark_optional: bool = True) -> dict[str, Any]:
    """A form field with its label, help and errors, tied together for assistive technology.

    Where everything may be left out, as in a filter, `mark_optional=False` saves saying so at each.
    """
    return {
        "field": bound,
        "is_checkbox": isinstance(bound.field.widget, CheckboxInput),
        "optional": mark_optional and not bound.field.required and not isinstance(bound.field.widget, CheckboxInput),
    }


@register.inclusion_tag("common/_onward.html", takes_context=True)
def onward(context: Context, thing: Model) -> dict[str, list[Onward]]:
    """What one can go on to from this thing, in the rooms above its own."""
    return {"links": links_for(context["request"].user, thing)}


@register.inclusion_tag("common/_pagination.html", takes_context=True)
def pagination(context: Context, number: int, pages: int, parameter: str = "page") -> dict[str, Any]:
    """Links to the pages around `number` (1-based) of `pages`; every other parameter of the address is kept."""
    query = context["request"].GET.copy()

    def address(page: int) -> str:
        query[parameter] = str(page)
        if page == 1:
            del query[parameter]
        return f"?{query.urlencode()}"

    return {
        "number": number,
        "pages": pages,
        "shown": [(page, address(page) if page else "") for page in page_window(number, pages)],
        "previous": address(number - 1) if number > 1 else "",
        "next": address(number + 1) if number < pages else "",
    }


def page_window(number: int, pages: int) -> list[int]:
    """First, last and the neighbours of `number`; 0 stands for a gap. page_window(6, 20) = [1, 0, 5, 6, 7, 0, 20]."""
    wanted = sorted({1, pages, number - 1, number, number + 1} & set(range(1, pages + 1)))
    shown: list[int] = []
    for page in wanted:
        if shown and page - shown[-1] > 1:
            # A gap of one page is that page.
            shown.append(page - 1 if page - shown[-1] == 2 else 0)
        shown.append(page)
    return shown


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[dict[str, Any]]:
    """This same page in each language: code, name, address, and whether it is the one being read."""
    request = context.get("request")
    if request is None:
        return []
    known: list[dict[str, Any]] | None = getattr(request, "language_links", None)
    if known is not None:  # head, menu and foot of one page ask for it
        return known
    current, here = get_language(), request.get_full_path()
    addresses = {code: here if code == current else translate_url(here, code) for code in LANGUAGE_NAMES}
    request.language_links = links = [
        {
            "code": code,
            "name": name,
            "url": addresses[code],
            "absolute": request.build_absolute_uri(addresses[code].partition("?")[0]),
            "current": code == current,
        }
        for code, name in LANGUAGE_NAMES.items()
    ]
    return links


@register.simple_tag(takes_context=True)
def staff_menu(context: Context) -> list[navigation.Section]:
    """The groups of the staff's menu with what this person may use, the current page marked."""
    request = context.get("request")
    return navigation.menu(request.user, request.path) if request else []


@register.filter
def grouped(number: int) -> str:
    """A whole number with its thousands apart, as the language has it: 12.408 or 12,408."""
    return numbers.written(number, english=get_language() == "en")


@register.filter
def figure(value: Decimal | None, decimals: int = 0) -> str:
    """A figure of a report, as the language has it; a dash where it is not available."""
    return "–" if value is None else numbers.written(value, decimals, english=get_language() == "en")
