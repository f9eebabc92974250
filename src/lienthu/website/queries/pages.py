"""What stands on the sites: news, what is to come, what is related, what readers asked."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from wagtail.models import Page, PageQuerySet

from lienthu.website.models import (
    EventPage,
    ExhibitionPage,
    NewsPage,
    PublicSite,
    Question,
    Recheck,
    SectionPage,
)


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


def in_section(section: SectionPage) -> "PageQuerySet[Page]":
    """The live pages of a section in its order, with what each kind is sorted by."""
    pages = section.get_children().live().select_related("locale")
    if section.order == SectionPage.Order.TREE:
        return pages.order_by("path")
    if section.order == SectionPage.Order.COMING:
        return pages.order_by("-eventpage__begins_at", "-exhibitionpage__opens_on", "-pk")
    return pages.order_by("-newspage__on", "-documentpage__on", "-first_published_at", "-pk")


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
