"""What must always hold of contests (`lienthu check`): what was held and won is in the ledger, once."""

from collections.abc import Iterator

from django.db.models import Sum

from lienthu.contests.models import Prize, Round, Sport, SportsDay
from lienthu.contests.queries.sports import tournament
from lienthu.ledger.models import Event, Kind


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    held = _booked("contests.sportsday", Kind.CONTEST)
    for day in SportsDay.objects.all().iterator():
        if held.get(day.pk, 0) != (1 if day.held_at else 0):
            yield f"The sports day {day.pk} is {held.get(day.pk, 0)} times in the ledger."
    judged = _booked("contests.round", Kind.CONTEST)
    for row in Round.objects.all().iterator():
        if judged.get(row.pk, 0) != (1 if row.state == Round.State.APPROVED else 0):
            yield f"The round {row.pk} is {judged.get(row.pk, 0)} times in the ledger."
    won = _booked("contests.prize", Kind.PRIZE)
    for prize in Prize.objects.all().iterator():
        if won.get(prize.pk, 0) != (0 if prize.undone_at else 1):
            yield f"The prize {prize.pk} is {won.get(prize.pk, 0)} times in the ledger."
    for sport in Sport.objects.exclude(drawn_at=None).select_related("day"):
        known = tournament(sport)
        wrong = [row.key for row in known.matches if known.sides.teams[row.key] != (row.home_id, row.away_id)]
        if wrong:
            yield f"The sport {sport.pk}: the matches {', '.join(wrong)} have other teams than the results say."


def _booked(thing: str, kind: Kind) -> dict[int, int]:
    events = Event.objects.filter(thing=thing, kind=kind, thing_id__isnull=False)
    return {key or 0: count for key, count in events.order_by().values_list("thing_id").annotate(n=Sum("quantity"))}
