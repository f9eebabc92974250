"""Letters to those who report: before the day, after it, or because somebody asks for it now."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from lienthu.accounts.models import Role, User
from lienthu.accounts.queries import reached_by_mail
from lienthu.common import audit
from lienthu.common.dated import midnight
from lienthu.common.reminding import occasion, since
from lienthu.common.whole_addresses import whole_address
from lienthu.federation import queries as federation
from lienthu.notices.models import Letter
from lienthu.notices.services.mailing import hand_over
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Call, PhoneCall, Reminder, Return
from lienthu.returns.rules.rounds import days_late

State = Reminder.State


@transaction.atomic
def queue_due(*, day: date, at: datetime) -> int:
    """What is due on the day by the calls' own days; how many letters. Repeated, it tells nobody twice."""
    count = 0
    for call in Call.objects.standing().filter(locked_at=None):
        when = occasion(call.due_on, day, tuple(call.remind_days))
        if when:
            rows = call.returns.filter(state__in=Return.TO_FILL)
            count += _queue(rows, when, since(call.due_on, when), at)
    return count


@transaction.atomic
def remind(*, call: Call, returns: Iterable[Return], actor: User | None, at: datetime) -> tuple[int, list[int]]:
    """Remind these now, at most once a day. How many letters, and the organisations that have nobody to write to."""
    rows = [row for row in returns if row.call_id == call.pk and row.state in Return.TO_FILL]
    today = timezone.localdate(at)
    count = _queue(rows, f"by hand {today}", midnight(today), at)
    reached = set(Reminder.objects.filter(of__in=rows).values_list("of", flat=True))
    after = {"letters": count}
    audit.record(actor=actor, at=at, action="call.reminded", thing=call, before=None, after=after)
    return count, [row.organisation_id for row in rows if row.pk not in reached]


@transaction.atomic
def note_phone_call(*, row: Return, said: str, actor: User | None, at: datetime) -> PhoneCall:
    """Somebody called them: with whom they spoke, and what was said. Raises ReturnRefused without words."""
    if not said.strip():
        raise ReturnRefused("no_words", _("Write with whom you spoke and what was said."))
    made = PhoneCall.objects.create(of=row, said=said.strip()[:300], actor=actor, at=at)
    after = {"said": made.said}
    audit.record(actor=actor, at=at, action="return.phoned", thing=row, before=None, after=after)
    return made


def _queue(rows: Iterable[Return], when: str, from_when: datetime, at: datetime) -> int:
    """A letter to each who has had none for this occasion, nor any other since it began: never two for one reason."""
    asked = list(rows)
    people = _reporters({row.organisation_id for row in asked})
    fresh = [
        Reminder(of=row, occasion=when, to=person.email, person=person, queued_at=at)
        for row in asked
        for person in people.get(row.organisation_id, ())
    ]
    since_then = Q(queued_at__gte=from_when) & ~Q(state=State.FAILED)
    written = Reminder.objects.filter(Q(occasion=when) | since_then, of__in=asked)
    known = set(written.values_list("of", "person"))
    fresh = [each for each in fresh if (each.of_id, each.person_id) not in known]
    Reminder.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def _reporters(organisations: set[int]) -> dict[int, list[User]]:
    """Who reports for each organisation itself and has an address; its director where it has no reporter."""
    directors, reporters = (reached_by_mail(organisations, kind) for kind in (Role.Kind.DIRECTOR, Role.Kind.REPORTER))
    return directors | reporters


def send_waiting(*, day: date) -> dict[str, int]:
    """Hand the waiting letters to the mail server. Those that nobody can be sure of are not sent again."""
    rows = Reminder.objects.filter(state=State.WAITING).select_related("of__call", "of__organisation").order_by("pk")
    return hand_over(rows, lambda each: _letter(each, day))


def _letter(each: Reminder, day: date) -> tuple[Letter, str] | str:
    """The letter and who asks; why there is none to be sent any more."""
    if each.of.state not in Return.TO_FILL or not each.of.call.is_open:
        return "settled before it was sent"
    with override("vi"):
        letter = Letter(to=each.to, language="vi", reference=each.reference)
        letter.subject, letter.body = _words(each, day)
        return letter, _asker(each.of.call, day)


def _asker(call: Call, day: date) -> str:
    if call.federation is not None:
        return call.federation.name
    return federation.names([call.organisation_id or 0], day).get(call.organisation_id or 0, "Liên Thư")


def _words(each: Reminder, day: date) -> tuple[str, str]:
    call, late = each.of.call, days_late(each.of.call.due_on, day)
    name = federation.names([each.of.organisation_id], day)[each.of.organisation_id]
    shown = {
        "call": call.name, "library": name, "due": f"{call.due_on:%d/%m/%Y}", "asker": _asker(call, day),
        "address": whole_address("returns:fill", each.of_id),
    }  # fmt: skip
    if late:
        subject = ngettext("%(n)d day late: %(call)s", "%(n)d days late: %(call)s", late) % {**shown, "n": late}
    else:
        subject = _("Due on %(due)s: %(call)s") % shown
    if each.of.state == Return.State.SENT_BACK:
        body = _(
            "%(asker)s asks %(library)s for “%(call)s”, due on %(due)s. The return was sent back with remarks and has "
            "not been handed in again yet.\n\nSign in, correct what is remarked and hand it in again:\n%(address)s"
        )
    else:
        body = _(
            "%(asker)s asks %(library)s for “%(call)s”, due on %(due)s. The return has not been handed in yet.\n\n"
            "Sign in and fill it in; what the hub has counted stands in it already:\n%(address)s"
        )
    note = f"\n\n{call.note}" if call.note else ""
    return subject[:200], body % shown + note
