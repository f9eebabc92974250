"""What stands on the sites: news, what is to come, what is related, what readers asked."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

from lienthu.common.dated import midnight
from lienthu.website.models import (
    EventPage,
    ExhibitionPage,
    NewsPage,
    PublicSite,
    Question,
    Recheck,
    SectionPage,
)

NEVER: Final = datetime.min.replace(tzinfo=UTC)
EVER: Final = datetime.max.replace(tzinfo=UTC)


def news_below(page: Page) -> "PageQuerySet[NewsPage]":
    """Live articles anywhere below the page, newest first."""
    found = NewsPage.objects.live().descendant_of(page)
    return found.select_related("locale", "picture").order_by("-on", "-first_published_at", "-pk")


def events_below(page: Page, now: datetime) -> "PageQuerySet[EventPage]":
    """Events that are not over, the next first."""
    found = EventPage.objects.live().descendant_of(page)
    over = Q(ends_at__lt=now) | Q(ends_at=None, begins_at__lt=now)
    return found.exclude(over).select_related("locale", "picture").order_by("begins_at", "pk")


def exhibitions_below(page: Page, now: datetime) -> "PageQuerySet[ExhibitionPage]":
    """Exhibitions that are open or to come."""
    today = timezone.localdate(now)
    found = ExhibitionPage.objects.live().descendant_of(page)
    return (
        found.filter(Q(closes_on=None) | Q(closes_on__gte=today))
        .select_related("locale", "picture")
        .order_by("opens_on", "pk")
    )


def in_section(section: SectionPage, now: datetime) -> Sequence[Page]:
    """The live pages of a section in its order, with what each kind is sorted by."""
    pages: PageQuerySet[Page] = section.get_children().live().select_related("locale")
    if section.order == SectionPage.Order.COMING:
        return _coming(pages, now)
    newest = "-newspage__on", "-documentpage__on", "-first_published_at", "-pk"
    found: Sequence[Page] = pages.order_by(*(("path",) if section.order == SectionPage.Order.TREE else newest))
    return found


def _coming(pages: "PageQuerySet[Page]", now: datetime) -> list[Page]:
    """What runs or comes first, the next before the later; below it what is over, the last first."""
    columns = "eventpage__begins_at", "eventpage__ends_at", "exhibitionpage__opens_on", "exhibitionpage__closes_on"
    times = {pk: _times(*row) for pk, *row in pages.values_list("pk", *columns)}
    coming = [page for page in pages if times[page.pk][1] >= now]
    over = [page for page in pages if times[page.pk][1] < now]
    coming.sort(key=lambda page: (times[page.pk][0], page.pk))
    over.sort(key=lambda page: (times[page.pk][1], page.pk), reverse=True)
    return coming + over


def _times(
    begins_at: datetime | None, ends_at: datetime | None, opens_on: date | None, closes_on: date | None
) -> tuple[datetime, datetime]:
    """From when until when something can be gone to; long ago for what has no times."""
    if begins_at:
        return begins_at, ends_at or begins_at
    if opens_on:
        return midnight(opens_on), midnight(closes_on + timedelta(days=1)) if closes_on else EVER
    return NEVER, NEVER


def specific(pages: Sequence[Page]) -> list[Page]:
    """The same pages with what their kinds know, in the same order. A query for each kind among them."""
    found = {page.pk: page for page in Page.objects.filter(pk__in=[page.pk for page in pages]).specific()}
    return [found[page.pk] for page in pages if page.pk in found]


def related(article: NewsPage, most: int = 4) -> list[NewsPage]:
    """What the editor named, else the newest beside it."""
    chosen = [part.value.specific for part in article.related if part.value is not None]
    shown = [page for page in chosen if isinstance(page, NewsPage) and page.live][:most]
    if shown:
        return shown
    return list(news_below(article.get_parent()).exclude(pk=article.pk)[:most])


def live_pages(page: Page) -> "PageQuerySet[Page]":
    """Everything below a home that is on the site, and the home."""
    return Page.objects.live().descendant_of(page, inclusive=True).select_related("locale").order_by("path")


def answered(site: PublicSite) -> QuerySet[Question]:
    """What everybody may read of the questions."""
    return Question.objects.filter(site=site, is_public=True, state=Question.State.ANSWERED).order_by(
        "-answered_at", "-pk"
    )


def to_change(site: PublicSite) -> QuerySet[Recheck]:
    """The articles out of which a name must be taken, the longest waiting first."""
    return Recheck.objects.filter(site=site, settled_at=None).select_related("page")


def waiting(sites: Sequence[PublicSite]) -> QuerySet[Question]:
    """The questions on these sites that wait, the oldest first."""
    return (
        Question.objects.filter(site__in=sites, state=Question.State.WAITING)
        .select_related("site")
        .order_by("asked_at", "pk")
    )
