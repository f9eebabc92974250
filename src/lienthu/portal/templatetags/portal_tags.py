"""What public templates need of a title: its cover, names in reading form, links that search."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.urls import get_urlconf
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from lienthu.catalogue.queries import Hit
from lienthu.catalogue.search.state import SearchState
from lienthu.catalogue.shown import Shown
from lienthu.portal import covers, facets, labels, names

register = template.Library()
register.simple_tag(covers.cover, name="cover")
register.filter("kind_name", labels.kind)
register.filter("carrier_name", labels.carrier)
register.filter("language_name", labels.language)


@register.inclusion_tag("portal/_search_form.html")
def search_form(place: str, state: SearchState | None = None) -> dict[str, object]:
    """The box to search from: in the header, large on a first page, or within a page; with what was searched for."""
    return {"place": place, "state": state or SearchState(), "fields": labels.FIELDS}


@register.simple_tag
def hit(found: Hit) -> SafeString:
    """A title in a list of results."""
    names = tuple(library.name for library in found.libraries)
    return _hit(found.shown, names, found.available, found.copies, get_language(), get_urlconf())


@lru_cache(maxsize=4096)  # twenty on a page were half of its time; the key is all that is shown of one; some 20 MB
def _hit(
    shown: Shown, libraries: tuple[str, ...], available: int, copies: int, _language: str | None, _urlconf: str | None
) -> SafeString:
    facts = {"shown": shown, "libraries": libraries, "available": available, "copies": copies}
    return render_to_string("portal/_hit.html", facts)


@register.simple_tag
def lang_of(shown: Shown) -> SafeString:
    """A `lang` attribute for the title's own words, so that a screen reader speaks them in their language."""
    tag = labels.LANGUAGE_TAGS.get(shown.languages[0]) if shown.languages else None
    return format_html(' lang="{}"', tag) if tag else SafeString()


@register.filter
def person(heading: str) -> str:
    """A heading as one says it: without years of life, the names in their order."""
    return names.read_name(heading).shown


@register.simple_tag
def author_url(heading: str) -> str:
    """The search for what this person wrote."""
    return facets.address(SearchState(q=names.strip_dates(heading).replace(",", ""), field="author").to_query())


@register.simple_tag
def subject_url(subject: str) -> str:
    return facets.address(SearchState(subjects=(subject,)).to_query())


@register.simple_tag
def words_url(words: str, field: str) -> str:
    """The search for these words in this field."""
    state = SearchState(q=words.replace('"', " ").strip(), field=field)  # type: ignore[arg-type]
    return facets.address(state.to_query())


@register.simple_tag
def library_url(code: str) -> str:
    return facets.address(SearchState(libraries=(code,)).to_query())


@register.simple_tag
def year_url(year: int) -> str:
    return facets.address(SearchState(year_from=year, year_to=year).to_query())


@register.filter
def ddc_number(stored: str) -> str:
    """The class number without the edition that follows it: "895.9223|23" → "895.9223"."""
    return stored.partition("|")[0]


@register.filter
def ddc_edition(stored: str) -> str:
    return stored.partition("|")[2]
