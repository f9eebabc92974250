"""What machines read of a site: its news as RSS, its events as a calendar, its pages for search engines."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.views.decorators.http import require_safe

from lienthu.common.downloads import download
from lienthu.lib.ical import Event, calendar
from lienthu.website import known
from lienthu.website.models import EventPage, ExhibitionPage, NewsPage
from lienthu.website.models.addresses import address_of, host_of
from lienthu.website.queries import pages
from lienthu.website.views.linked_data import FOR_OTHERS, picture_of
from lienthu.website.views.shared import home_of, kept, site_of

ENTRIES = 30
PRODUCT = "-//Lien Thu//Public site//VI"


@require_safe
def rss(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """The newest articles."""
    site = site_of(request, code)
    home = home_of(site)
    address = request.build_absolute_uri(address_of(home.url_path, site.host_name, request))
    feed = Rss201rev2Feed(
        title=home.title,
        link=address,
        description=home.tagline or home.title,
        language=home.locale.language_code,
        feed_url=request.build_absolute_uri(),
    )
    for article in pages.news_below(home)[:ENTRIES]:
        link = request.build_absolute_uri(address_of(article.url_path, site.host_name, request))
        feed.add_item(
            title=article.title,
            link=link,
            unique_id=link,
            description=article.lead,
            pubdate=article.first_published_at or timezone.make_aware(datetime.combine(article.on, time(8))),
            author_name=article.byline or None,
            enclosures=_picture(article, request),
        )
    return kept(HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8"))


def _picture(article: NewsPage, request: HttpRequest) -> list[Enclosure]:
    if article.picture is None:
        return []
    size = article.picture.get_rendition(FOR_OTHERS).file.size
    return [Enclosure(picture_of(article, request), str(size), "image/jpeg")]


@require_safe
def events(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Events and exhibitions to come, for a telephone's calendar."""
    site = site_of(request, code)
    home = home_of(site)
    now = timezone.now()
    found = [_event(page, request) for page in pages.events_below(home, now)]
    found += [_exhibition(page, request) for page in pages.exhibitions_below(home, now)]
    return kept(download(calendar(found, name=home.title, product=PRODUCT), "su-kien.ics", shown=True))


def _event(page: EventPage, request: HttpRequest) -> Event:
    return Event(
        uid=f"event-{page.pk}@{host_of(request)}",
        begins=page.begins_at,
        ends=page.ends_at or page.begins_at + timedelta(hours=2),
        stamp=page.last_published_at or page.begins_at,
        summary=page.title,
        place=page.place,
        description=page.lead,
        url=request.build_absolute_uri(page.get_url(request)),
    )


def _exhibition(page: ExhibitionPage, request: HttpRequest) -> Event:
    last = page.closes_on or page.opens_on
    return Event(
        uid=f"exhibition-{page.pk}@{host_of(request)}",
        begins=timezone.make_aware(datetime.combine(page.opens_on, time(8))),
        ends=timezone.make_aware(datetime.combine(last, time(17))),
        stamp=page.last_published_at or timezone.make_aware(datetime.combine(page.opens_on, time(8))),
        summary=page.title,
        place=page.place,
        description=page.lead,
        url=request.build_absolute_uri(page.get_url(request)),
    )


def site_maps(request: HttpRequest) -> list[str]:
    """For robots.txt: under a site's own name that site's; on the hub's address those of the sites that stand there."""
    own = getattr(request, "site_known", None)
    if not settings.WEBSITE:
        return []
    if own is not None:
        return [reverse("site_sitemap")]
    return [reverse("site:sitemap", args=[site.code]) for site in known.sites() if not site.host_name]


@require_safe
def sitemap(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Every live page of the site, in both languages."""
    site = site_of(request, code)
    homes = site.home.get_translations(inclusive=True).live()
    rows = [
        (request.build_absolute_uri(address_of(page.url_path, site.host_name, request)), page.last_published_at)
        for home in homes
        for page in pages.live_pages(home)
    ]
    return kept(render(request, "website/sitemap.xml", {"rows": rows}, content_type="application/xml"))
