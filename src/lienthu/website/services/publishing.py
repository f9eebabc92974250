"""What appears and disappears by the clock, and what the ledger is told when an article appears."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Revision

from lienthu.ledger import services as ledger
from lienthu.ledger.models import Channel, Event, Kind
from lienthu.website.models import NewsPage


def waits(*, at: datetime) -> bool:
    """Whether there is something to publish or to take off now. A plain read."""
    return bool(
        Revision.objects.filter(approved_go_live_at__lte=at).exists()
        or Page.objects.filter(live=True, expire_at__lte=at).exists()
    )


def publish_due(*, at: datetime) -> tuple[int, int]:
    """Publish what was approved for now, and take off what has run out; returns how many of each.

    Each in a transaction of its own, so that it is safe to repeat.
    """
    gone = come = 0
    for page in Page.objects.filter(live=True, expire_at__lte=at).specific():
        with transaction.atomic():
            page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        gone += 1
    for revision in Revision.objects.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk"):
        with transaction.atomic():
            revision.publish(log_action="wagtail.publish.scheduled")
        come += 1
    return come, gone


@transaction.atomic
def book_news(*, page: NewsPage, at: datetime) -> bool:
    """Book an article in the ledger the first time that it appears; whether it was. Its translation is the same one."""
    site = page.public_site()
    numbers = [row.pk for row in page.get_translations(inclusive=True)]
    if site is None or Event.objects.filter(thing=NewsPage._meta.label_lower, thing_id__in=numbers).exists():
        return False
    ledger.append(
        ledger.Activity(kind=Kind.NEWS_ITEM, at=at, host=site.organisation_id, channel=Channel.ONLINE, thing=page),
        actor=page.owner,
    )
    return True
