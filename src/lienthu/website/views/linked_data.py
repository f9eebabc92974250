"""Pages as schema.org data, for search engines and other machines."""

from collections.abc import Sequence
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from lienthu.federation.models import Site
from lienthu.portal.linked_data import script, search_box
from lienthu.website.models import (
    DocumentPage,
    EventPage,
    ExhibitionPage,
    HomePage,
    LibraryPage,
    NewsPage,
    PublicSite,
    SectionPage,
    ServicePage,
)

FOR_OTHERS: Final = "fill-1200x630|format-jpeg"  # the picture of a page as those who pass it on want it


def _script(facts: dict[str, Any]) -> SafeString:
    said = {name: value for name, value in facts.items() if value}
    return script({"@context": "https://schema.org", **said})


def picture_of(page: Any, request: HttpRequest) -> str:
    """The whole address of the picture that stands for the page, 1200 by 630, or ""."""
    picture = getattr(page, "picture", None)
    return request.build_absolute_uri(picture.get_rendition(FOR_OTHERS).url) if picture else ""


def _address(page: Any, request: HttpRequest) -> str:
    return request.build_absolute_uri(page.get_url(request))


def site(page: HomePage, of: PublicSite | None, request: HttpRequest) -> SafeString:
    address = _address(page, request)
    facts = search_box(address, request.build_absolute_uri(reverse("portal:results")))
    kind = "Library" if of and of.federation_id is None else "Organization"
    facts["publisher"] = {"@type": kind, "name": page.title, "url": address}
    return _script({**facts, "name": page.title, "description": page.tagline})


def listing(page: SectionPage, request: HttpRequest) -> SafeString:
    return _script(
        {"@type": "CollectionPage", "name": page.title, "url": _address(page, request), "description": page.lead}
    )


def article(page: NewsPage, request: HttpRequest) -> SafeString:
    return _script(
        {
            "@type": "NewsArticle",
            "headline": page.title[:110],
            "url": _address(page, request),
            "mainEntityOfPage": _address(page, request),
            "datePublished": page.on.isoformat(),
            "dateModified": page.last_published_at.isoformat() if page.last_published_at else None,
            "description": page.lead,
            "image": [address] if (address := picture_of(page, request)) else None,
            "inLanguage": page.locale.language_code,
            "author": {"@type": "Person", "name": page.byline} if page.byline else None,
            "publisher": {"@type": "Organization", "name": _home_title(page)},
        }
    )


def _home_title(page: Any) -> str:
    home = page.get_ancestors().filter(depth=2).first()
    return str(home.title) if home else ""


def event(page: EventPage, request: HttpRequest) -> SafeString:
    return _script(
        {
            "@type": "Event",
            "name": page.title,
            "url": _address(page, request),
            "startDate": timezone.localtime(page.begins_at).isoformat(),
            "endDate": timezone.localtime(page.ends_at).isoformat() if page.ends_at else None,
            "location": {"@type": "Place", "name": page.place, "address": page.place},
            "description": page.lead,
            "image": picture_of(page, request) or None,
            "organizer": {"@type": "Organization", "name": _home_title(page)},
        }
    )


def exhibition(page: ExhibitionPage, request: HttpRequest) -> SafeString:
    return _script(
        {
            "@type": "ExhibitionEvent",
            "name": page.title,
            "url": _address(page, request),
            "startDate": page.opens_on.isoformat(),
            "endDate": page.closes_on.isoformat() if page.closes_on else None,
            "location": {"@type": "Place", "name": page.place, "address": page.place},
            "description": page.lead,
            "image": picture_of(page, request) or None,
        }
    )


KINDS: Final = {DocumentPage: "DigitalDocument", ServicePage: "Service"}


def plain(page: Any, request: HttpRequest) -> SafeString:
    """A document, a service, or any other page."""
    number, file, day = getattr(page, "number", ""), getattr(page, "file", None), getattr(page, "on", None)
    return _script(
        {
            "@type": KINDS.get(type(page), "WebPage"),
            "name": page.title,
            "url": _address(page, request),
            "description": getattr(page, "lead", ""),
            "identifier": number,
            "datePublished": day.isoformat() if day else None,
            "encoding": {"@type": "MediaObject", "contentUrl": request.build_absolute_uri(file.url)} if file else None,
            "image": picture_of(page, request) or None,
        }
    )


def library(page: LibraryPage, places: Sequence[Site], request: HttpRequest) -> SafeString:
    point = next((place for place in places if place.latitude is not None), None)
    return _script(
        {
            "@type": "Library",
            "name": page.title,
            "url": _address(page, request),
            "telephone": page.phone,
            "email": page.email,
            "address": next((place.address for place in places if place.address), None),
            "geo": {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
            if point
            else None,
            "image": picture_of(page, request) or None,
        }
    )
