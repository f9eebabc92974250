"""Juries: who judges, points by a signed address, closing, who goes on, approval, prizes."""

from collections.abc import Mapping, Set
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit, certificates, signed_links
from lienthu.contests.errors import ContestRefused
from lienthu.contests.models import Judge, Performance, Prize, Round, Score
from lienthu.contests.queries.judging import Jury, jury
from lienthu.contests.rules.days import noon
from lienthu.contests.services import numbering
from lienthu.contests.services.contests import free_code
from lienthu.contests.services.results import book, unprize
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Kind
from lienthu.ledger.services import Activity
from lienthu.lib.tournaments import prizes, scales
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking

SALT = "lienthu.contests.judge"
State = Round.State


def held(round_: Round, *states: str) -> Round:
    """The round's row, locked. Raises ContestRefused when it is in another state."""
    row = Round.objects.select_for_update(of=("self",)).select_related("contest").get(pk=round_.pk)
    if row.state not in states:
        message = _("This cannot be done now: the round is in the state “%(state)s”.")
        raise ContestRefused("state", message % {"state": row.get_state_display()})
    return row


@transaction.atomic
def appoint(*, round_: Round, name: str, actor: User | None, at: datetime) -> Judge:
    """Somebody who judges the round by a signed address."""
    row = held(round_, State.OPEN, State.JUDGING)
    judge = Judge.objects.create(
        round=row, name=" ".join(name.split()), key=signed_links.new_key(), made_at=at, made_by=actor
    )
    audit.record(actor=actor, at=at, action="judge.appointed", thing=judge, before=None, after={"name": judge.name})
    return judge


@transaction.atomic
def dismiss(*, judge: Judge, actor: User | None, at: datetime) -> None:
    """The judge's address closes and the points do not count."""
    held(judge.round, State.OPEN, State.JUDGING)
    if judge.closed_at is None:
        judge.closed_at = at
        judge.save(update_fields=("closed_at",))
        audit.record(actor=actor, at=at, action="judge.dismissed", thing=judge, before=None, after=None)


def token(judge: Judge) -> str:
    """What stands in the judge's address."""
    return signed_links.token(judge.key, SALT)


def opened(token: str) -> Judge:
    """The judge whose address it is. Raises ContestRefused where it opens nothing."""
    key = signed_links.key_of(token, SALT)
    found = Judge.objects.select_related("round__contest").filter(key=key, closed_at=None).first() if key else None
    if found is None:
        message = _("This address opens nothing, or nothing any more. Ask the organiser for a new one.")
        raise ContestRefused("closed", message)
    return found


@transaction.atomic
def begin(*, round_: Round, actor: User | None, at: datetime) -> Round:
    """Take no more entries; the jury judges."""
    row = held(round_, State.OPEN)
    if not row.performances.filter(entry__withdrawn_at=None).exists():
        raise ContestRefused("nothing", _("No entry is there to be judged."))
    if not row.judges.filter(closed_at=None).exists():
        raise ContestRefused("no_jury", _("Nobody judges this round yet. Add the jury first."))
    return _into(row, State.JUDGING, "round.begun", actor, at)


@transaction.atomic
def reopen(*, round_: Round, reason: str, actor: User | None, at: datetime) -> Round:
    """Take entries again, or judge again, with the reason; what was handed in can be changed again."""
    row = held(round_, State.JUDGING, State.CLOSED)
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why."), field="reason")
    back = State.OPEN if row.state == State.JUDGING else State.JUDGING
    if row.state == State.CLOSED:
        row.performances.update(score=None, place=None, goes_on=False, ahead=0)
        row.judges.update(handed_in_at=None)
    return _into(row, back, "round.reopened", actor, at, reason=reason)


@transaction.atomic
def score(*, judge: Judge, performance: Performance, points: Mapping[int, Decimal | None], at: datetime) -> None:
    """The points of a judge for an entry, by criterion; None takes one away. Raises ContestRefused."""
    row = held(judge.round, State.JUDGING)
    if judge.handed_in_at:
        raise ContestRefused("handed_in", _("You have handed in your points: they stand."))
    if performance.round_id != row.pk:
        raise ContestRefused("elsewhere", _("This entry is in another round."))
    criteria = {each.pk: each for each in row.contest.criteria.all()}
    for key, given in points.items():
        criterion = criteria.get(key)
        if criterion is None:
            continue
        if given is None:
            Score.objects.filter(judge=judge, performance=performance, criterion=criterion).delete()
        elif not 0 <= given <= criterion.most:
            message = _("%(criterion)s: give 0 to %(most)d points.")
            facts = {"criterion": criterion.name, "most": criterion.most}
            raise ContestRefused("points", message % facts, field=f"c{key}")
        else:
            Score.objects.update_or_create(
                judge=judge, performance=performance, criterion=criterion, defaults={"points": given}
            )


@transaction.atomic
def hand_in(*, judge: Judge, at: datetime) -> None:
    """The judge is done. Raises ContestRefused while points are missing."""
    held(judge.round, State.JUDGING)
    missing = jury(judge.round).missing_of(judge.pk)
    if missing:
        message = _("Points are missing for: %(codes)s.") % {"codes": ", ".join(missing)}
        raise ContestRefused("missing", message)
    judge.handed_in_at = judge.handed_in_at or at
    judge.save(update_fields=("handed_in_at",))
    audit.record(actor=None, at=at, action="judge.handed_in", thing=judge, before=None, after=None, reason=judge.name)


@transaction.atomic
def close(*, round_: Round, actor: User | None, at: datetime) -> Round:
    """Add the points up and put the entries in order. Raises ContestRefused while a judge has points to give."""
    row = held(round_, State.JUDGING)
    found: Jury = jury(row)
    late = [judge.name for judge in found.judges if judge.handed_in_at is None]
    if late:
        message = _("These judges have not handed in yet: %(names)s. Wait for them, or dismiss them.")
        raise ContestRefused("late", message % {"names": ", ".join(late)})
    _put_in_order(row, found, {key for level in found.order for key in level})
    row.closed_at = at
    return _into(row, State.CLOSED, "round.closed", actor, at)


def _put_in_order(row: Round, found: Jury, wanted: Set[int]) -> None:
    """Score and place of the wanted entries, and whether they go on."""
    place = 1
    for level in found.order:
        for key in set(level) & wanted:
            Performance.objects.filter(pk=key).update(
                score=found.standings[key].score, place=place, goes_on=place + len(level) - 1 <= row.goes_on
            )
        place += len(level)


@transaction.atomic
def put_first(*, performance: Performance, reason: str, actor: User | None, at: datetime) -> None:
    """The jury's word: this entry stands before those that have the same score. Raises ContestRefused without one."""
    row = held(performance.round, State.CLOSED)
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why."), field="reason")
    found = jury(row)
    level = next((each for each in found.order if performance.pk in each), ())
    if len(level) < 2:
        raise ContestRefused("alone", _("No other entry shares its place."))
    kept = found.performances[performance.pk]
    kept.ahead = max(found.performances[key].ahead for key in level) + 1
    kept.save(update_fields=("ahead",))
    _put_in_order(row, jury(row), set(level))
    after = {"before": [found.performances[key].code for key in level if key != kept.pk]}
    audit.record(
        actor=actor, at=at, action="performance.put_first", thing=kept, before=None, after=after, reason=reason[:200]
    )


@transaction.atomic
def decide(*, performance: Performance, goes_on: bool, reason: str, actor: User | None, at: datetime) -> None:
    """The jury's word where equals share the last place that goes on: this one does, or does not."""
    row = held(performance.round, State.CLOSED)
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why."), field="reason")
    if goes_on and row.performances.filter(goes_on=True).count() >= row.goes_on:
        raise ContestRefused("full", _("As many as may go on do so already."))
    performance.goes_on = goes_on
    performance.save(update_fields=("goes_on",))
    audit.record(
        actor=actor, at=at, action="performance.decided", thing=performance, before=None, after={"goes_on": goes_on},
        reason=reason[:200],
    )  # fmt: skip


@transaction.atomic
def approve(
    *, round_: Round, number: str, register: Holder | None = None, carried: bool = False,
    signed_on: date | None = None, actor: User | None, at: datetime,
) -> Round:  # fmt: skip
    """Approve the results: the best go into the next round, prizes are given where there are any, the ledger counts.

    `register`: whose it is, which gives the next number of the year, or takes the `number` that the paper has (one
    that is not the next only where `carried` says that those before were given on paper). None: another body's
    decision, or none. Raises ContestRefused where equals share a place that does not fit.
    """
    row = held(round_, State.CLOSED)
    through = row.performances.filter(goes_on=True, entry__withdrawn_at=None).select_related("entry")
    scored = row.performances.exclude(place=None).count()
    if row.into and len(through) < min(row.goes_on, scored):
        message = _("Equals share the last place that goes on. Say of each whether it does.")
        raise ContestRefused("shared", message)
    if row.into and through:
        next_ = held(row.into, State.OPEN)
        for each in through:
            Performance.objects.get_or_create(round=next_, entry=each.entry, defaults={"code": free_code(next_)})
    if row.prizes_by:
        _give(row, actor, at)
    said = number.strip()[:60]
    if register is not None:
        on = signed_on or timezone.localdate(at)
        said = numbering.number(row, register, symbol=said, carried=carried, on=on, actor=actor, at=at)
    row.approved_at, row.approved_by, row.decision = at, actor, said
    on = noon(row.on)
    activity = Activity(kind=Kind.CONTEST, at=on, owner=row.library_id, host=row.library_id, thing=row)
    ledger.append(activity, actor=actor)
    return _into(row, State.APPROVED, "round.approved", actor, at)


def _give(row: Round, actor: User | None, at: datetime) -> None:
    """Prizes of the round by its own scale, in the last one else by the contest's."""
    found = jury(row)
    scores = {key: standing.score for key, standing in found.standings.items() if standing.score is not None}
    steps = scales.steps(row.prizes_by)
    given = prizes.by_order(found.order, steps, scores)
    if given.undecided:
        entries, step, left = given.undecided[0]
        message = _(
            "%(entries)d entries share a place and %(left)d of “%(prize)s” are left. "
            "Say which of them stands first, or change the number of prizes."
        )
        raise ContestRefused("shared", message % {"entries": len(entries), "left": left, "prize": steps[step].name})
    libraries = dict(row.performances.values_list("pk", "entry__library"))
    made = [
        Prize.objects.create(
            library_id=libraries[key], round=row, performance_id=key, name=steps[step].name, medal=steps[step].medal,
            step=step, given_on=row.on,
        )
        for key, step in given.prizes
    ]  # fmt: skip
    book(made, host=row.library_id, actor=actor)


@transaction.atomic
def undo_approval(*, round_: Round, reason: str, actor: User | None, at: datetime) -> Round:
    """Take the approval back: prizes, certificates and the ledger's entries with it; not once the next round judges."""
    row = held(round_, State.APPROVED)
    if not reason.strip():
        raise ContestRefused("no_reason", _("Write why."), field="reason")
    if row.into is not None:
        if row.into.state != State.OPEN:
            raise ContestRefused("judging", _("The next round is being judged already. Take that back first."))
        entries = row.performances.filter(goes_on=True).values("entry")
        Performance.objects.filter(round=row.into, entry__in=entries).delete()
    gone = list(row.prizes.filter(undone_at=None))
    for prize in gone:
        certificates.revoke(thing=prize, reason=reason, actor=actor, at=at)
    unprize(gone, reason=reason, actor=actor, at=at)
    ledger.take_back(row, reason=reason, actor=actor, at=at)
    booking.cancel_of(numbering.source_of(row), reason=reason, actor=actor, at=at)
    row.approved_at = row.approved_by = None
    row.decision = ""
    return _into(row, State.CLOSED, "round.unapproved", actor, at, reason=reason)


def _into(row: Round, state: str, action: str, actor: User | None, at: datetime, *, reason: str = "") -> Round:
    before = {"state": row.state}
    row.state = state
    row.save()
    audit.record(
        actor=actor, at=at, action=action, thing=row, before=before, after={"state": state}, reason=reason[:200]
    )
    return row
