"""What there is is counted once a day; the last count of a month is kept."""

from django.utils import timezone

from lienthu.common import jobs
from lienthu.indicators.models import Count
from lienthu.indicators.services.counts import count_all


@jobs.chore
def count_once_a_day() -> None:
    today = timezone.localdate()
    if not Count.objects.filter(on=today).exists():
        count_all(day=today)
