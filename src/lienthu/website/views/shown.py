"""What each kind of page is shown with. Loaded with the room, so that drafts are shown like pages."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from lienthu.calendars import shown as calendar_words
from lienthu.calendars.models import Timetable
from lienthu.calendars.queries import Now, opening
from lienthu.common import maps
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.mobile.queries import timetable
from lienthu.mobile.queries.timetable import Visit
from lienthu.registry.models import Validity
from lienthu.registry.queries import laws
from lienthu.website.models import (
    ContactPage,
    DocumentPage,
    EventPage,
    ExhibitionPage,
    HomePage,
    LibraryPage,
    LinksPage,
    NewsPage,
    PlainPage,
    PublicSite,
    SectionPage,
    ServicePage,
)
from lienthu.website.models.addresses import address_of
from lienthu.website.models.pages import shown_with
from lienthu.website.queries import pages
from lienthu.website.views import linked_data

PER_PAGE: Final = 12
NEWS_ON_HOME: Final = 7
AHEAD: Final = timedelta(days=60)
TO_COME: Final = 4
LAWS: Final = 30  # in a section; all of them are on the catalogue's own page
OPEN_PLACES: Final = (
    Site.Kind.MAIN,
    Site.Kind.BRANCH,
    Site.Kind.READING_ROOM,
)  # where readers go; not stops, not stores


class Card(NamedTuple):
    """A page in a list."""

    page: Any
    url: str
    kind: str  # "newspage"
    picture: Any


class Way(NamedTuple):
    """A page above this one."""

    title: str
    url: str


class Hours(NamedTuple):
    """As the portal's own page of a library has them."""

    now: Now
    week: list[tuple[str, str]]
    coming: list[calendar_words.Stretch]


def _common(page: Any, request: HttpRequest) -> dict[str, Any]:
    site: PublicSite | None = request.public_site  # type: ignore[attr-defined]
    above = [each for each in page.get_ancestors() if not each.is_root()]
    host = site.host_name if site else ""
    address = request.build_absolute_uri(address_of(page.url_path, host, request))
    return {
        "ways": [Way(each.title, address_of(each.url_path, host, request)) for each in above],
        "address": address,
        "alternates": _alternates(page, host, request),
    }


def _alternates(page: Any, host: str, request: HttpRequest) -> list[tuple[str, str]]:
    """The page in both languages, where it is there in both: language and whole address."""
    rows = page.get_translations(inclusive=True).live().select_related("locale")
    found = [
        (row.locale.language_code, request.build_absolute_uri(address_of(row.url_path, host, request))) for row in rows
    ]
    return sorted(found, reverse=True) if len(found) > 1 else []


def cards(rows: Sequence[Any], request: HttpRequest) -> list[Card]:
    site: PublicSite | None = request.public_site  # type: ignore[attr-defined]
    host = site.host_name if site else ""
    return [
        Card(row, address_of(row.url_path, host, request), row._meta.model_name, getattr(row, "picture", None))
        for row in rows
    ]


@shown_with(HomePage)
def home(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    now = timezone.now()
    site: PublicSite | None = request.public_site  # type: ignore[attr-defined]
    library = site.organisation if site and site.federation_id is None else None
    news = list(pages.news_below(page)[:NEWS_ON_HOME])
    events = [*pages.events_below(page, now)[:3], *pages.exhibitions_below(page, now)[:2]]
    return {
        **_common(page, request),
        "news": cards(news, request),
        "events": cards(events, request),
        "library": library,
        "hours": hours_of(library, None) if library else None,
        "visits": _coming(library, now) if library else [],
        "members": _members(site) if site and site.federation_id else [],
        "ask_url": way_to("ask", site, request),
        "linked_data": linked_data.site(page, site, request),
    }


def _members(site: PublicSite) -> list[tuple[str, str]]:
    """Of a federation: each member's name, and its site, or its page in the catalogue where it has none."""
    today = timezone.localdate()
    assert site.federation is not None  # noqa: S101 asked for federations only
    rows = list(federation.members(site.federation, today))
    names = federation.names([row.pk for row in rows], today, get_language() or "vi")
    own = {row.organisation_id: row for row in PublicSite.objects.filter(federation=None, organisation__in=rows)}
    return [
        (
            names[row.pk],
            address_of(f"/{own[row.pk].code}/", own[row.pk].host_name, None)
            if row.pk in own
            else reverse("portal:library", args=[row.code]),
        )
        for row in rows
    ]


def hours_of(library: Organisation, site: Site | None) -> Hours:
    now = timezone.now()
    today = timezone.localdate(now)
    calendar = opening(library.pk, site.pk if site else 0)
    week = calendar_words.week(Timetable.objects.filter(pk=calendar.day(today).hours).first())
    return Hours(calendar.now(now), week, calendar_words.stretches(calendar, today, today + AHEAD, whose={}))


def _coming(library: Organisation, now: datetime) -> list[Visit]:
    """The next visits of the library's vehicle."""
    stops = timetable.stops_of([library.pk], timezone.localdate(now))
    return sorted(timetable.next_visits(stops, now).values(), key=lambda visit: visit.starts_at)[:TO_COME]


@shown_with(SectionPage)
def section(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    paginator = Paginator(pages.in_section(page, timezone.now()), PER_PAGE)
    part = paginator.get_page(request.GET.get("page"))
    return {
        **_common(page, request),
        "cards": cards(pages.specific(list(part.object_list)), request),
        "number": part.number,
        "pages": paginator.num_pages,
        "laws": list(laws.listed(timezone.localdate(), validity=Validity.IN_FORCE)[:LAWS]) if page.shows_laws else [],
        "linked_data": linked_data.listing(page, request),
    }


@shown_with(NewsPage)
def news(page: NewsPage, request: HttpRequest) -> dict[str, Any]:
    return {
        **_common(page, request),
        "related": cards(pages.related(page), request),
        "linked_data": linked_data.article(page, request),
    }


@shown_with(EventPage)
def event(page: EventPage, request: HttpRequest) -> dict[str, Any]:
    over = (page.ends_at or page.begins_at) < timezone.now()
    same_day = bool(page.ends_at) and timezone.localdate(page.begins_at) == timezone.localdate(page.ends_at)
    facts = {"over": over, "same_day": same_day, "linked_data": linked_data.event(page, request)}
    return {**_common(page, request), **facts}


@shown_with(ExhibitionPage)
def exhibition(page: ExhibitionPage, request: HttpRequest) -> dict[str, Any]:
    over = page.closes_on is not None and page.closes_on < timezone.localdate()
    return {**_common(page, request), "over": over, "linked_data": linked_data.exhibition(page, request)}


@shown_with(LibraryPage)
def library(page: LibraryPage, request: HttpRequest) -> dict[str, Any]:
    today, now = timezone.localdate(), timezone.now()
    places = list(federation.sites_of([page.library_id], today).filter(kind__in=OPEN_PLACES))
    points = [
        maps.Point(place.name, place.latitude, place.longitude, detail=place.address)
        for place in places
        if place.latitude is not None
    ]
    return {
        **_common(page, request),
        "places": places,
        "map": maps.view(_("Where the library is"), points) if points else None,
        "hours": hours_of(page.library, None),
        "visits": _coming(page.library, now),
        "linked_data": linked_data.library(page, places, request),
    }


@shown_with(ContactPage)
def contact(page: ContactPage, request: HttpRequest) -> dict[str, Any]:
    site: PublicSite | None = request.public_site  # type: ignore[attr-defined]
    return {
        **_common(page, request),
        "ask_url": way_to("ask", site, request),
        "answered": list(pages.answered(site)[:5]) if site else [],
    }


@shown_with(DocumentPage, ServicePage, LinksPage, PlainPage)
def plain(page: Page, request: HttpRequest) -> dict[str, Any]:
    return {**_common(page, request), "linked_data": linked_data.plain(page, request)}


def way_to(name: str, site: PublicSite | None, request: HttpRequest) -> str:
    """The address of one of the site's own views, from where the reader is."""
    if site is None:
        return ""
    if hasattr(request, "site_known") and request.site_known.code == site.code:
        return reverse(f"site_{name}")
    return reverse(f"site:{name}", args=[site.code])
