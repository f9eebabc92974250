"""A resolution written, amended, voted on and adopted with its number from the register."""

import hashlib
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.content import to_json
from lienthu.federation.models import Federation, Organisation
from lienthu.governance.errors import ResolutionRefused
from lienthu.governance.models import Duty, Item, Resolution, ResolutionVote
from lienthu.governance.models.elections import Choice
from lienthu.governance.queries.access import members_of
from lienthu.governance.queries.resolutions import content_of, tally_of
from lienthu.registry.queries.holders import Holder, issuer_of
from lienthu.registry.services import booking

HEAD = (
    "about", "grounds", "opening", "closing", "held_at", "recipients", "capacity", "signer", "place", "quorum",
    "majority",
)  # fmt: skip
ITEM = ("text", "for_all", "due_on", "indicator", "aim", "proof")
KIND = "nghi-quyet"


@transaction.atomic
def begin(*, federation: Federation, about: str, actor: User | None, at: datetime, **head: Any) -> Resolution:
    """A draft. Recipients, signer and place are those of the last one, where they are not given."""
    if not about.strip():
        raise ResolutionRefused("no_subject", _("Write what the resolution is about."), field="about")
    last = federation.resolutions.filter(state=Resolution.State.ADOPTED).order_by("-voted_on", "-pk").first()
    kept = ("recipients", "capacity", "signer", "place", "quorum", "majority")
    issuer = issuer_of(Holder(federation=federation))
    facts = {name: getattr(last, name) for name in kept} if last else {"place": issuer.place if issuer else ""}
    facts |= {name: value for name, value in head.items() if value not in ("", None)}
    made = Resolution.objects.create(federation=federation, about=about.strip(), begun_at=at, begun_by=actor, **facts)
    audit.record(actor=actor, at=at, action="resolution.begun", thing=made, before=None, after={"about": made.about})
    return made


def draft(resolution: Resolution) -> Resolution:
    """The resolution, locked; raises ResolutionRefused where its words stand already."""
    row = Resolution.objects.select_for_update(of=("self",)).select_related("federation").get(pk=resolution.pk)
    if not row.can_be_written:
        raise ResolutionRefused("decided", _("This resolution was voted on: its words stay as they are."))
    return row


@transaction.atomic
def set_head(*, resolution: Resolution, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Resolution:
    row = draft(resolution)
    before = {name: getattr(row, name) for name in HEAD if name in facts}
    after = {
        name: facts[name].replace("\r\n", "\n").strip() if isinstance(facts[name], str) else facts[name]
        for name in before
    }
    if not after.get("about", row.about):
        raise ResolutionRefused("no_subject", _("Write what the resolution is about."), field="about")
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        _changed(row, {name: before[name] for name in changed}, {name: after[name] for name in changed}, actor, at)
    return row


def _changed(row: Resolution, before: Any, after: Any, actor: User | None, at: datetime) -> None:
    audit.record(actor=actor, at=at, action="resolution.changed", thing=row, before=before, after=after)


@transaction.atomic
def put_item(
    *, resolution: Resolution, facts: Mapping[str, Any], responsible: Collection[Organisation] = (),
    item: Item | None = None, position: int | None = None, actor: User | None, at: datetime,
) -> Item:  # fmt: skip
    """A new item at the end, or at `position`; or new facts of one. `responsible`: the members that owe it."""
    row = draft(resolution)
    text = " ".join(str(facts.get("text", "")).split())
    if not text:
        raise ResolutionRefused("no_text", _("Write what is to be done."), field="text")
    if item is None:
        last = row.items.aggregate(last=Max("position"))["last"] or 0
        place = last + 1 if position is None else min(max(position, 1), last + 1)
        row.items.filter(position__gte=place).update(position=F("position") + 1)
        item = Item(resolution=row, position=place)
        before = None
    else:
        item = row.items.get(pk=item.pk)
        before = {"item": item.position, "text": item.text}
    for name in ITEM:
        if name in facts:
            setattr(item, name, facts[name])
    item.text = text
    item.save()
    wanted = {each.pk for each in responsible}
    item.duties.exclude(organisation__in=wanted).delete()
    held = set(item.duties.values_list("organisation", flat=True))
    Duty.objects.bulk_create(Duty(item=item, organisation_id=pk) for pk in sorted(wanted - held))
    _changed(row, before, {"item": item.position, "text": item.text}, actor, at)
    return item


@transaction.atomic
def remove_item(*, item: Item, actor: User | None, at: datetime) -> None:
    """Its words stay in the audit; those after it move up."""
    row = draft(item.resolution)
    _changed(row, {"item": item.position, "text": item.text}, None, actor, at)
    item.duties.all().delete()
    item.delete()
    row.items.filter(position__gt=item.position).update(position=F("position") - 1)


@transaction.atomic
def vote(
    *, resolution: Resolution, choices: Mapping[Organisation, str], on: date, actor: User | None, at: datetime
) -> None:
    """How members vote on the whole; "" takes a vote away. Whoever says nothing is absent."""
    row = draft(resolution)
    members = members_of(row.federation, on)
    for member, choice in choices.items():
        if member.pk not in members:
            raise ResolutionRefused("no_member", _("Only members vote. This library is none on that day."))
        if choice and choice not in Choice.values:
            raise ResolutionRefused("unknown_vote", _("A vote is for, against or abstained."))
        if choice:
            row.votes.update_or_create(organisation=member, defaults={"choice": choice})
        else:
            row.votes.filter(organisation=member).delete()
    after = {"votes": {member.code: choice for member, choice in choices.items()}}
    audit.record(actor=actor, at=at, action="resolution.voted", thing=row, before=None, after=after)


@transaction.atomic
def decide(
    *, resolution: Resolution, on: date, symbol: str = "", carried: bool = False, actor: User | None, at: datetime
) -> Resolution:
    """Count the votes: carried, it is adopted on that day with the next number of the register (or the `symbol` that
    it has on paper), and its text and files stand; else it is not adopted. Raises ResolutionRefused."""
    from lienthu.common import papers  # here: few starts of the program need what writes Word documents

    row = draft(resolution)
    _demand(row, on, timezone.localdate(at))
    members = members_of(row.federation, on)
    strangers = row.votes.exclude(organisation__in=members)
    if strangers.exists():
        raise ResolutionRefused(
            "no_member", _("Somebody voted who is no member on that day. Mend the votes."), field="on"
        )
    count = tally_of(row, len(members))
    if not count.has_quorum(row.quorum):
        raise ResolutionRefused(
            "no_quorum",
            _("%(voted)d of %(members)d members have voted; %(quorum)d percent are needed.")
            % {"voted": count.cast, "members": count.members, "quorum": row.quorum},
        )
    row.voted_on, row.members_count = on, count.members
    facts = {"for": count.votes_for, "against": count.against, "abstained": count.abstained, "absent": count.absent}
    if not count.is_carried(row.majority):
        row.state = Resolution.State.REJECTED
        row.save()
        audit.record(actor=actor, at=at, action="resolution.rejected", thing=row, before=None, after=facts)
        return row
    holder = Holder(federation=row.federation)
    row.document = booking.book(
        holder=holder, kind=booking.kind_of(KIND), symbol=symbol, carried=carried,
        facts=booking.Facts(
            subject=row.about, dated_on=on, signer=row.signer, capacity=row.capacity, recipients=row.recipients
        ),
        source=f"governance.resolution:{row.pk}", actor=actor, at=at,
    )  # fmt: skip
    row.state, row.number = Resolution.State.ADOPTED, row.document.symbol
    _stand(row, members, at)
    content = content_of(row, on)
    row.content = to_json(content)
    row.docx, row.pdf = papers.as_docx([content]), papers.as_pdf([content])
    row.docx_sha256, row.pdf_sha256 = hashlib.sha256(row.docx).hexdigest(), hashlib.sha256(row.pdf).hexdigest()
    row.save()
    after = {**facts, "number": row.number, "on": on, "docx": row.docx_sha256, "pdf": row.pdf_sha256}
    audit.record(actor=actor, at=at, action="resolution.adopted", thing=row, before={"state": "draft"}, after=after)
    return row


def _demand(row: Resolution, on: date, today: date) -> None:
    if on > today:
        raise ResolutionRefused("day_to_come", _("A vote is not dated on a day to come."), field="on")
    if not row.items.exists():
        raise ResolutionRefused("no_item", _("A resolution has at least one item. Write it first."))
    if not row.signer or not row.capacity or not row.place:
        raise ResolutionRefused(
            "incomplete_head", _("Write at its head the place, who signs and in what capacity."), field="signer"
        )
    if row.amendments.filter(state="proposed").exists():
        raise ResolutionRefused("open_amendments", _("Amendments wait for an answer. Take or refuse them first."))


def _stand(row: Resolution, members: Mapping[int, str], at: datetime) -> None:
    """Items for every member become a duty of each that is one on the day."""
    for item in row.items.filter(for_all=True):
        held = set(item.duties.values_list("organisation", flat=True))
        Duty.objects.bulk_create(Duty(item=item, organisation_id=pk) for pk in sorted(set(members) - held))
    Duty.objects.filter(item__resolution=row).update(asked_at=at)


@transaction.atomic
def show(*, resolution: Resolution, is_public: bool, actor: User | None, at: datetime) -> None:
    """Put an adopted resolution on the public site, or take it off."""
    if resolution.state != Resolution.State.ADOPTED:
        raise ResolutionRefused("not_adopted", _("Only a resolution that was adopted is shown in public."))
    Resolution.objects.filter(pk=resolution.pk).update(is_public=is_public)
    audit.record(
        actor=actor, at=at, action="resolution.shown", thing=resolution, before={"public": resolution.is_public},
        after={"public": is_public},
    )  # fmt: skip


@transaction.atomic
def throw_away(*, resolution: Resolution, actor: User | None, at: datetime) -> None:
    """A draft goes, with what was proposed; the audit keeps that it was there."""
    row = draft(resolution)
    words = [f"{item.position}. {item.text}" for item in row.items.all()]
    audit.record(
        actor=actor, at=at, action="resolution.thrown_away", thing=row, before={"about": row.about, "items": words},
        after=None,
    )  # fmt: skip
    ResolutionVote.objects.filter(resolution=row).delete()
    Duty.objects.filter(item__resolution=row).delete()
    row.amendments.all().delete()
    row.items.all().delete()
    row.delete()
