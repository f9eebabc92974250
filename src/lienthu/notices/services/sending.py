"""Sending what waits. Two workers never send one letter, and one that was killed sends none twice.

A letter is marked as being sent, with a lease, in a transaction of its own before it is handed over, and marked as
sent after. Whoever dies in between leaves a letter that nobody can say of whether it went: when its lease is over it is
"perhaps sent" and waits for a person. That is the side chosen, at most once; the other would be to send it again, at
least once. What surely did not go (refused, or no connection) is tried again as `rules.BACKOFF` says.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.notices import gateways, kinds, rules
from lienthu.notices.gateways import Gateway, GatewayTrouble, Later, Unsure
from lienthu.notices.models import Channel, Letter, Notice
from lienthu.notices.services import composing
from lienthu.notices.services.composing import Desk
from lienthu.notices.services.mailing import MailServerDown, Post

State = Letter.State
LEASE: Final = timedelta(minutes=10)  # longer than all timeouts of one handing over together
PHONE_HOURS: Final = range(7, 21)  # local hours in which a telephone may ring
Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Taken:
    """A letter that this process alone sends now."""

    letter: Letter
    attempt: int


def due(at: datetime, channel: Channel | None = None) -> QuerySet[Letter]:
    """What waits and may go now."""
    rows = Letter.objects.filter(state=State.WAITING, next_at__lte=at)
    if timezone.localtime(at).hour not in PHONE_HOURS:
        rows = rows.exclude(channel=Channel.SMS)
    return rows.filter(channel=channel) if channel else rows


def left_behind(at: datetime) -> QuerySet[Letter]:
    """What somebody began to send and never ended."""
    return Letter.objects.filter(state=State.SENDING, lease_until__lt=at)


def send_due(*, clock: Clock = timezone.now, met: Callable[[], None] = lambda: None) -> Counter[str]:
    """Send all that is due; how many ended how. `met` is called after each, and may raise to stop."""
    found: Counter[str] = Counter()
    found["perhaps"] += expire(at=clock())
    desk = composing.desk_of(clock())
    found.update(_by_email(desk, clock, met))
    found.update(_by_phone(desk, clock, met))
    return found


def expire(*, at: datetime) -> int:
    """Have a person see to what was left behind; how many."""
    problem = _("The program was stopped while it sent this. It may have gone or not.")
    return left_behind(at).update(state=State.UNSURE, lease_until=None, problem=problem)


def _by_email(desk: Desk, clock: Clock, met: Callable[[], None]) -> Counter[str]:
    found: Counter[str] = Counter()
    with Post() as post:
        for number in _numbers(Channel.EMAIL, clock):
            try:
                post.ready()
            except MailServerDown as error:
                problem = _("The mail server cannot be reached: %(error)s") % {"error": error}
                found["later"] += put_off(Channel.EMAIL, problem, at=clock())
                break
            taken = take(number, desk=desk, at=clock())
            if taken is not None:
                letter = taken.letter
                laid = desk.laid(letter.library)
                name = desk.name(letter.library, letter.language)
                send = partial(post.send, letter, library=name, reply_to=laid.value("reply_to"))
                found[_hand_over(taken, send, clock)] += 1
            met()
    return found


def _by_phone(desk: Desk, clock: Clock, met: Callable[[], None]) -> Counter[str]:
    found: Counter[str] = Counter()
    numbers = list(_numbers(Channel.SMS, clock))
    if not numbers:
        return found
    try:
        way: Gateway = gateways.gateway()
    except ImproperlyConfigured as error:
        found["later"] += put_off(Channel.SMS, str(error), at=clock())
        return found
    for number in numbers:
        taken = take(number, desk=desk, at=clock())
        if taken is not None:
            letter = taken.letter
            send = partial(way.send, to=letter.to, text=letter.body, reference=str(letter.reference))
            found[_hand_over(taken, send, clock)] += 1
        met()
    return found


def _numbers(channel: Channel, clock: Clock) -> Iterator[int]:
    yield from list(due(clock(), channel).order_by("next_at", "pk").values_list("pk", flat=True))


@transaction.atomic
def take(number: int, *, desk: Desk, at: datetime) -> Taken | None:
    """Write the letter and mark it as being sent; None if another has it, or nothing is left to tell that way."""
    rows = Letter.objects.select_for_update(of=("self",), skip_locked=True)
    letter = rows.select_related("library").filter(pk=number, state=State.WAITING, next_at__lte=at).first()
    if letter is None:
        return None
    notices = composing.still_to_tell(letter, desk, at)
    addressee = letter.addressee
    if not notices or addressee is None:
        end_untold(letter, at=at)
        return None
    way = composing.way_to(addressee, kinds.kind_of(letter.kind), letter.library, desk)
    if way != letter.channel:
        _reroute(letter, notices, way, at)
        return None
    composing.write(letter, notices, desk)
    letter.state, letter.next_at = State.SENDING, None
    letter.attempts += 1
    letter.lease_until = at + LEASE
    letter.problem = ""
    letter.save()
    return Taken(letter, letter.attempts)


def end_untold(letter: Letter, *, at: datetime) -> None:
    """Nothing in the letter holds any longer."""
    letter.state, letter.next_at, letter.ended_at = State.CANCELLED, None, at
    letter.save(update_fields=("state", "next_at", "ended_at"))


def _reroute(letter: Letter, notices: list[Notice], way: Channel | Notice.Why, at: datetime) -> None:
    """The reader can no longer be reached the way that was chosen: by the one there is now, or not at all."""
    if isinstance(way, Notice.Why):
        composing.cancel(notices, way, at)
        end_untold(letter, at=at)
        return
    letter.channel = way
    if way == Channel.PRINT:
        letter.state, letter.next_at = State.TO_PRINT, None
    letter.save(update_fields=("channel", "state", "next_at"))


def _hand_over(taken: Taken, send: Callable[[], str], clock: Clock) -> str:
    try:
        answer = send()
    except Later as trouble:
        return _again(taken, str(trouble), at=clock())
    except GatewayTrouble as trouble:
        state = State.UNSURE if isinstance(trouble, Unsure) else State.GIVEN_UP
        _held(taken).update(state=state, lease_until=None, problem=str(trouble)[:300])
        return "perhaps" if state == State.UNSURE else "given_up"
    _held(taken).update(state=State.SENT, lease_until=None, ended_at=clock(), answer=answer[:120], problem="")
    return "sent"


def _held(taken: Taken) -> QuerySet[Letter]:
    """The letter, if nobody has begun to send it anew; also one whose lease ran out under a slow mail server."""
    theirs = Q(state=State.SENDING) | Q(state=State.UNSURE)
    return Letter.objects.filter(theirs, pk=taken.letter.pk, attempts=taken.attempt)


def _again(taken: Taken, problem: str, *, at: datetime) -> str:
    tried = taken.attempt - taken.letter.attempts_before
    given_up = tried >= rules.TRIES
    _held(taken).update(
        state=State.GIVEN_UP if given_up else State.WAITING,
        next_at=None if given_up else at + rules.BACKOFF[tried - 1],
        lease_until=None,
        problem=problem[:300],
    )
    return "given_up" if given_up else "later"


def put_off(channel: Channel, problem: str, *, at: datetime) -> int:
    """No letter can go this way now: each counts as tried once more, and surely none was sent. How many."""
    count = 0
    for tried in reversed(range(rules.TRIES)):
        last = tried + 1 >= rules.TRIES
        count += (
            due(at, channel)
            .filter(attempts=F("attempts_before") + tried)
            .update(
                attempts=F("attempts") + 1,
                state=State.GIVEN_UP if last else State.WAITING,
                next_at=None if last else at + rules.BACKOFF[tried],
                problem=problem[:300],
            )
        )
    return count
