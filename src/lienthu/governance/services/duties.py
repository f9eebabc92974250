"""What becomes of an item: told by the member with its proof, confirmed or sent back by the secretary, asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.accounts.models import Role, User
from lienthu.accounts.queries import reached_by_mail
from lienthu.common import audit, uploads
from lienthu.common.dated import midnight
from lienthu.common.reminding import occasion, since
from lienthu.common.whole_addresses import whole_address
from lienthu.federation import queries as federation
from lienthu.governance.errors import DutyRefused
from lienthu.governance.models import Duty, Nudge, Resolution, Telling
from lienthu.notices.models import Letter
from lienthu.notices.services.mailing import hand_over
from lienthu.registry.models import Document

REMIND_DAYS = (30, 7, 0, -7, -30)  # days before the day that an item is due; below 0: days late
FOLDER = "governance"
LARGEST = 20_000_000
SUFFIXES = {**uploads.SUFFIXES, uploads.WORD: ".docx"}
State, Answer = Duty.State, Telling.Answer


@dataclass(frozen=True)
class Told:
    """What a member says of its part. A thing that is done is shown by one proof at least, where the item names one."""

    text: str
    is_done: bool = False
    figure: str = ""
    link: str = ""
    document: Document | None = None
    file: "UploadedFile[Any] | None" = None


def _locked(duty: Duty) -> Duty:
    row = (
        Duty.objects.select_for_update(of=("self",)).select_related("item__resolution", "organisation").get(pk=duty.pk)
    )
    if row.item.resolution.state != Resolution.State.ADOPTED:
        raise DutyRefused("not_adopted", _("This resolution is not adopted yet."))
    return row


@transaction.atomic
def tell(*, duty: Duty, told: Told, actor: User | None, at: datetime) -> Telling:
    """How far it is. Raises DutyRefused where a proof is missing, or the last telling waits for its answer."""
    row = _locked(duty)
    if row.state == State.DONE:
        raise DutyRefused("done", _("This was confirmed as done already."))
    if row.tellings.filter(answer=Answer.WAITS).exists():
        raise DutyRefused("waits", _("What was told before waits for the secretary's answer."))
    if not told.text.strip():
        raise DutyRefused("no_text", _("Write what was done."), field="text")
    shown = told.link or told.document or told.file or (told.figure and row.item.indicator)
    if told.is_done and (row.item.proof or row.item.indicator) and not shown:
        raise DutyRefused(
            "no_proof", _("Show it: put a file to it, give an address, or the figure that was reached."), field="file"
        )
    made = Telling(
        duty=row, text=told.text.strip(), is_done=told.is_done, figure=told.figure.strip(), link=told.link,
        document=told.document, at=at, by=actor,
    )  # fmt: skip
    if told.file is not None:
        _keep(made, row, told.file)
    made.save()
    row.state = State.TOLD if told.is_done else State.UNDER_WAY
    row.save(update_fields=["state"])
    after = {"item": row.item.position, "organisation": row.organisation.code, "text": made.text, "done": made.is_done}
    audit.record(
        actor=actor,
        at=at,
        action="duty.told",
        thing=row.item.resolution,
        before=None,
        after=after,
        organisation=row.organisation,
    )
    return made


def _keep(made: Telling, row: Duty, upload: "UploadedFile[Any]") -> None:
    kind = uploads.document_type(upload) or uploads.media_type(upload)
    if kind is None or (upload.size or 0) > LARGEST:
        raise DutyRefused(
            "no_proof_file", _("A proof is a PDF, a Word document or a picture of at most 20 MB."), field="file"
        )
    made.path = uploads.keep(upload, folder=FOLDER, of=row.pk, suffix=SUFFIXES[kind])
    made.file_name, made.media_type = uploads.called(upload, made.path), kind


@transaction.atomic
def confirm(*, telling: Telling, actor: User | None, at: datetime) -> Telling:
    """The secretary takes it as told."""
    return _answered(telling, Answer.CONFIRMED, "", actor, at)


@transaction.atomic
def send_back(*, telling: Telling, reason: str, actor: User | None, at: datetime) -> Telling:
    """The member tells it anew, knowing why."""
    if not reason.strip():
        raise DutyRefused("no_reason", _("Write what is missing, so that the member can mend it."), field="reason")
    return _answered(telling, Answer.RETURNED, reason.strip()[:500], actor, at)


def _answered(telling: Telling, answer: Telling.Answer, reason: str, actor: User | None, at: datetime) -> Telling:
    duty = _locked(telling.duty)
    row = Telling.objects.get(pk=telling.pk)
    if row.answer != Answer.WAITS:
        raise DutyRefused("answered", _("This was answered already."))
    row.answer, row.answered_at, row.answered_by, row.reason = answer, at, actor, reason
    row.save(update_fields=["answer", "answered_at", "answered_by", "reason"])
    if answer == Answer.RETURNED:
        duty.state = State.RETURNED
    else:
        duty.state = State.DONE if row.is_done else State.UNDER_WAY
    duty.save(update_fields=["state"])
    audit.record(
        actor=actor, at=at, action=f"duty.{answer}", thing=duty.item.resolution, before=None,
        after={"item": duty.item.position, "organisation": duty.organisation.code}, reason=reason,
        organisation=duty.organisation,
    )  # fmt: skip
    return row


@transaction.atomic
def ask(*, resolution: Resolution, actor: User | None, at: datetime) -> tuple[int, list[int]]:
    """Ask every member for what is open of a resolution, once a day: how many letters, and who has no address."""
    rows = list(_open_duties().filter(item__resolution=resolution))
    today = timezone.localdate(at)
    count = _queue(rows, f"by hand {today}", dict.fromkeys((row.pk for row in rows), midnight(today)), at)
    Duty.objects.filter(pk__in=[row.pk for row in rows]).update(asked_at=at)
    reached = set(Nudge.objects.filter(duty__in=rows).values_list("duty", flat=True))
    after = {"letters": count, "parts": len(rows)}
    audit.record(actor=actor, at=at, action="duty.asked", thing=resolution, before=None, after=after)
    return count, sorted({row.organisation_id for row in rows if row.pk not in reached})


def _open_duties() -> Any:
    adopted = Duty.objects.filter(item__resolution__state=Resolution.State.ADOPTED)
    return adopted.exclude(state__in=(State.DONE, State.TOLD)).select_related("item__resolution__federation")


@transaction.atomic
def queue_due(*, day: date, at: datetime) -> int:
    """Letters about items that are due soon or late. Repeated, it tells nobody twice."""
    count = 0
    by_occasion: dict[str, list[Duty]] = {}
    starts: dict[int, datetime] = {}
    for row in _open_duties().exclude(item__due_on=None):
        when = occasion(row.item.due_on, day, REMIND_DAYS)
        if when:
            by_occasion.setdefault(when, []).append(row)
            starts[row.pk] = since(row.item.due_on, when)
    for when, rows in by_occasion.items():
        count += _queue(rows, when, starts, at)
    return count


def _queue(rows: list[Duty], when: str, starts: Mapping[int, datetime], at: datetime) -> int:
    """A letter to each who has had none for this occasion, nor any other since it began: never two for one reason."""
    people = reached_by_mail({row.organisation_id for row in rows}, Role.Kind.DIRECTOR)
    written = Nudge.objects.filter(duty__in=rows)
    known = {
        (each.duty_id, each.person_id)
        for each in written
        if each.occasion == when or (each.queued_at >= starts[each.duty_id] and each.state != Nudge.State.FAILED)
    }
    fresh = [
        Nudge(duty=row, occasion=when, to=person.email, person=person, queued_at=at)
        for row in rows
        for person in people.get(row.organisation_id, ())
        if (row.pk, person.pk) not in known
    ]
    Nudge.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def send_waiting(*, day: date) -> dict[str, int]:
    """Hand the waiting letters to the mail server. Those that nobody can be sure of are not sent again."""
    rows = Nudge.objects.filter(state=Nudge.State.WAITING).select_related(
        "duty__item__resolution__federation", "duty__organisation"
    )
    return hand_over(rows.order_by("pk"), lambda each: _letter(each, day))


def _letter(each: Nudge, day: date) -> tuple[Letter, str] | str:
    """The letter and who asks; why there is none to be sent any more."""
    if each.duty.state in (State.DONE, State.TOLD):
        return "told before it was sent"
    item, group = each.duty.item, each.duty.item.resolution.federation
    with override("vi"):
        name = federation.names([each.duty.organisation_id], day)[each.duty.organisation_id]
        letter = Letter(to=each.to, language="vi", reference=each.reference)
        letter.subject = (
            _("Resolution %(number)s: item %(item)d") % {"number": item.resolution.number, "item": item.position}
        )[:200]
        due = _(" It is due on %(day)s.") % {"day": f"{item.due_on:%d/%m/%Y}"} if item.due_on else ""
        letter.body = _(
            "%(federation)s asks %(library)s how far item %(item)d of resolution %(number)s is:\n\n%(text)s\n\n"
            "%(due)sSign in and tell it there, with what proves it:\n%(address)s"
        ) % {
            "federation": group.name, "library": name, "item": item.position, "number": item.resolution.number,
            "text": item.text, "due": f"{due.strip()} " if due else "",
            "address": whole_address("governance:duty", each.duty_id),
        }  # fmt: skip
    return letter, group.name
