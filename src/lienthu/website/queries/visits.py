"""The counters as these sites have them."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Q, Sum
from django.utils import timezone

from lienthu.website.models import Presence, PublicSite, VisitDay
from lienthu.website.rules import ONLINE


class Counters(NamedTuple):
    online: int
    today: int
    month: int
    total: int


def counters(site: PublicSite, at: datetime) -> Counters:
    """Visits: of those who are here now, of today, of this month, and altogether. Two queries."""
    today = timezone.localdate(at)
    sums = VisitDay.objects.filter(site=site).aggregate(
        today=Sum("visits", filter=Q(day=today)),
        month=Sum("visits", filter=Q(day__gte=today.replace(day=1))),
        total=Sum("visits"),
    )
    online = Presence.objects.filter(site=site, last_at__gt=at - ONLINE, last_at__lte=at + timedelta(minutes=1)).count()
    return Counters(online, sums["today"] or 0, sums["month"] or 0, sums["total"] or 0)
