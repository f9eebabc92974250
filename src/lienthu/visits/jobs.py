"""What is looked after while nobody waits: sessions that are over, people to forget, files that nobody read."""

from django.utils import timezone

from lienthu.common import jobs
from lienthu.visits.services import computers, counts, gates


@jobs.chore
def look_after_visits() -> None:
    """End what is due, forget who came or sat where as soon as it is no longer needed, delete forgotten files."""
    at = timezone.now()
    computers.end_everywhere(at=at)
    counts.forget(at=at)
    gates.sweep(at=at)
