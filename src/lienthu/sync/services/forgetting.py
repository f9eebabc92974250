"""What devices brought is cut loose from persons: when a reader's data are deleted, and when their loans are forgotten.

An event keeps its digest, so that a replay is still known for what it is; only who it was about goes.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db.models import Q

from lienthu.accounts.models import User
from lienthu.circulation.models import Loan
from lienthu.patrons.models import Patron
from lienthu.sync.models import DeviceEvent, NewPerson, Outcome, Question

KEPT: Final = ("barcode", "copy", "due_on", "age_band", "quantity", "trip", "category", "event")
AT_ONCE: Final = 500


def erase(*, patron: Patron, actor: User | None, at: datetime) -> None:
    """Blot out whatever names the patron: their card given in the field, and what they borrowed on a device."""
    codes = list(patron.cards.values_list("code", flat=True))
    people = [str(each) for each in NewPerson.objects.filter(patron=patron).values_list("uuid", flat=True)]
    named = Q(raw__data__patron=patron.pk) | Q(outcome__thing="patrons.patron", outcome__thing_id=patron.pk)
    named |= Q(raw__data__card__in=[*codes, *map(str.lower, codes)], device__library=patron.library_id)
    named |= Q(raw__data__person__in=people)
    lent = Loan.objects.filter(patron=patron).values("pk")
    named |= Q(outcome__thing="circulation.loan", outcome__thing_id__in=lent)
    _blot_out(DeviceEvent.objects.filter(named).exclude(outcome__kind=Outcome.Kind.QUESTION))


def anonymise(*, before: datetime, at: datetime) -> int:
    """Cut events that were booked before that moment loose from persons, as their loans are."""
    rows = DeviceEvent.objects.filter(happened_at__lt=before).exclude(outcome=None)
    rows = rows.exclude(outcome__kind=Outcome.Kind.QUESTION)
    rows = rows.filter(kind__in=("check_out", "in_house_use", "visit"))
    return _blot_out(rows.exclude(raw__data__has_key="forgotten"))


def _blot_out(rows: Iterable[DeviceEvent]) -> int:
    changed = []
    for event in rows:
        data = event.raw.get("data")
        kept = {name: data[name] for name in KEPT if name in data} if isinstance(data, Mapping) else {}
        event.raw = {**event.raw, "data": {**kept, "forgotten": True}}
        changed.append(event)
    DeviceEvent.objects.bulk_update(changed, ("raw",), batch_size=AT_ONCE)
    outcomes: list[Any] = [event.pk for event in changed]
    for start in range(0, len(outcomes), AT_ONCE):
        part = outcomes[start : start + AT_ONCE]
        Outcome.objects.filter(event__in=part).update(words="", facts={})
        Question.objects.filter(event__in=part).update(words="")
    return len(changed)
