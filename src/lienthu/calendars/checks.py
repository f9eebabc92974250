"""What must always hold of calendars (`lienthu check`): whatever is written down can be read."""

from collections.abc import Callable, Iterator

from django.db.models import F

from lienthu.calendars import rules
from lienthu.calendars.models import OpeningSpan, SpecialDay, Stamp, Timetable


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    for span in OpeningSpan.objects.all().iterator():
        if not _reads(rules.tidy_rule, span.rule):
            yield f"Opening hours {span.timetable_id}: the rule {span.rule!r} cannot be read."
    for special in SpecialDay.objects.all().iterator():
        if not _reads(rules.read_hours, special.hours):
            yield f"Special day {special.pk}: the hours {special.hours!r} cannot be read."
        if special.rule and not _reads(rules.tidy_rule, special.rule):
            yield f"Special day {special.pk}: the rule {special.rule!r} cannot be read."
    for model in (Timetable, SpecialDay):
        of_sites = model._default_manager.exclude(site=None)
        for row in of_sites.exclude(site__organisation=F("organisation")):
            yield f"{model._meta.object_name} {row.pk}: its site belongs to another organisation."
    if not Stamp.objects.filter(pk=1).exists():
        yield "The stamp of the calendars is missing: every question about opening hours is computed anew."


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True
