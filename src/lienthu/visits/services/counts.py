"""Counting visitors by hand and by card, and taking back what was counted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.ledger import queries as ledger_queries
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Kind
from lienthu.patrons import queries as patrons
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Patron
from lienthu.visits.errors import CountRefused
from lienthu.visits.models import CardVisit, VisitCount
from lienthu.visits.models.counts import LARGEST
from lienthu.visits.queries.terms import terms_of

Means = VisitCount.Means


def count(
    *, library: Organisation, site: Site | None, age_band: AgeBand, quantity: int = 1, actor: User | None, at: datetime
) -> VisitCount:
    """Count so many visitors of one age band who have just come in."""
    with in_turn():
        return _count(library, site, age_band, quantity, Means.TAP, actor, at)


def write_in(
    *,
    library: Organisation,
    site: Site | None,
    age_band: AgeBand,
    quantity: int,
    came_at: datetime,
    reason: str,
    actor: User | None,
    at: datetime,
) -> VisitCount:
    """Count visitors who came earlier and were not counted, saying why. Raises CountRefused for a time to come."""
    if came_at > at:
        raise CountRefused("to_come", _("That time is still to come. Write down when they came."), field="came_at")
    _demand_reason(reason)
    with in_turn():
        row = _count(library, site, age_band, quantity, Means.WRITTEN, actor, came_at, reason.strip())
        after = {"visits": quantity, "came": timezone.localdate(came_at)}
        audit.record(actor=actor, at=at, action="visits.written_in", thing=row, before=None, after=after, reason=reason)
        return row


def _count(
    library: Organisation,
    site: Site | None,
    age_band: AgeBand,
    quantity: int,
    means: Means,
    actor: User | None,
    at: datetime,
    reason: str = "",
) -> VisitCount:
    if not 1 <= quantity <= LARGEST:
        message = _("A count is of 1 to %(largest)d people.") % {"largest": LARGEST}
        raise CountRefused("bad_quantity", message, field="quantity")
    row = VisitCount(
        library=library, site=site, at=at, age_band=age_band, quantity=quantity, means=means, actor=actor, reason=reason
    )
    row.save(force_insert=True)
    activity = ledger.Activity(
        kind=Kind.VISIT,
        at=at,
        owner=library.pk,
        host=library.pk,
        site=site.pk if site else 0,
        age_band=age_band,
        quantity=quantity,
        thing=row,
    )
    ledger.append(activity, actor=actor)
    return row


@dataclass(frozen=True)
class Greeting:
    """Who came by card. `count` is None when they had been counted here `since` that time already."""

    patron: Patron
    count: VisitCount | None
    since: datetime


def count_by_card(
    *,
    code: str,
    library: Organisation,
    site: Site | None,
    libraries: Sequence[Organisation] | Sequence[int],
    actor: User | None,
    at: datetime,
) -> Greeting:
    """Count whoever has this card, once in the hours that the library's rule says. Raises CountRefused."""
    patron = patrons.patron_by_card(code, libraries=libraries)
    if patron is None:
        message = _("No active card has the code “%(code)s”. Count the visitor by a tap.") % {"code": code.strip()[:40]}
        raise CountRefused("no_card", message)
    day, place = timezone.localdate(at), site.pk if site else 0
    hours = terms_of(library, day).card_hours
    with in_turn():
        CardVisit.objects.filter(library=library, until__lte=at).delete()
        Patron.objects.select_for_update().get(pk=patron.pk)  # two gates, one card: the second waits here
        known = CardVisit.objects.filter(library=library, place=place, patron=patron).select_related("count").first()
        if known is not None:
            return Greeting(patron, None, known.count.at)
        row = _count(library, site, patron_rules.band_of(patron, day), 1, Means.CARD, actor, at)
        until = at + timedelta(hours=hours)
        CardVisit.objects.create(patron=patron, library=library, place=place, count=row, until=until)
    return Greeting(patron, row, at)


def forget(*, at: datetime) -> None:
    """Forget who came, wherever the hours in which a card counts once have passed."""
    CardVisit.objects.filter(until__lte=at).delete()


def undo(*, count: VisitCount, actor: User | None, at: datetime) -> VisitCount:
    """Take a whole count of today back. Raises CountRefused on a later day: then it is corrected, with a reason."""
    with in_turn():
        row = _held(count)
        if timezone.localdate(row.at) != timezone.localdate(at):
            message = _("Only a count of today can be undone. Correct an earlier one, and say why.")
            raise CountRefused("not_today", message)
        if not row.left:
            raise CountRefused("undone", _("This count was taken back already."))
        return _take(row, row.left, _("undone"), actor, at)


def correct(*, count: VisitCount, quantity: int, reason: str, actor: User | None, at: datetime) -> VisitCount:
    """Leave only `quantity` of a count, saying why. Raises CountRefused for more than is left of it, or no reason."""
    _demand_reason(reason)
    with in_turn():
        row = _held(count)
        if not 0 <= quantity < row.left:
            message = _(
                "%(left)d are left of this count. Write a smaller number; more visitors are written in as a new count."
            )
            raise CountRefused("not_fewer", message % {"left": row.left}, field="quantity")
        return _take(row, row.left - quantity, reason.strip(), actor, at)


def _take(row: VisitCount, quantity: int, reason: str, actor: User | None, at: datetime) -> VisitCount:
    before = row.left
    row.taken += quantity
    row.save(update_fields=("taken",))
    CardVisit.objects.filter(count=row).delete()
    audit.record(
        actor=actor,
        at=at,
        action="visits.taken_back",
        thing=row,
        before={"visits": before},
        after={"visits": row.left},
        reason=reason,
    )
    event = ledger_queries.events_of(row).get(corrects=None)
    ledger.correct(event, quantity=quantity, reason=reason, actor=actor, at=at, booked_on=None)
    return row


def _held(count: VisitCount) -> VisitCount:
    return VisitCount.objects.select_for_update(of=("self",)).get(pk=count.pk)


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise CountRefused(
            "no_reason", _("Write down why. The figures of a day are not changed without."), field="reason"
        )
