"""Delegates and guests: quotas, registration one by one or from a table, changes, withdrawals."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import DelegateRefused
from lienthu.conferences.models import Conference, Delegate, Quota
from lienthu.conferences.queries.conferences import members_of
from lienthu.conferences.rules.tables import Line
from lienthu.conferences.services.planning import held_open
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import fold

Role = Delegate.Role
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no letter that looks like a figure
FACTS = (
    "role", "name", "address", "title", "body", "phone", "email", "on_presidium", "arrives", "nights", "wishes",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is said of a person who comes."""

    name: str
    role: str = Role.DELEGATE
    address: str = ""
    title: str = ""
    body: str = ""
    phone: str = ""
    email: str = ""
    on_presidium: bool = False
    arrives: str = ""
    nights: int = 0
    wishes: str = ""


@transaction.atomic
def set_quotas(*, conference: Conference, places: Mapping[int, int | None], actor: User | None, at: datetime) -> None:
    """How many each member may send, by the member's key; None: as many as it likes."""
    row = held_open(conference)
    before = dict(row.quotas.values_list("organisation", "places"))
    for member, count in places.items():
        if count is None:
            row.quotas.filter(organisation=member).delete()
        else:
            Quota.objects.update_or_create(conference=row, organisation_id=member, defaults={"places": count})
    after = dict(row.quotas.values_list("organisation", "places"))
    if before != after:
        audit.record(
            actor=actor, at=at, action="conference.quotas_set", thing=row, before={"places": sum(before.values())},
            after={"places": sum(after.values())},
        )  # fmt: skip


@transaction.atomic
def register(
    *, conference: Conference, member: Organisation | None, facts: Facts, actor: User | None, at: datetime,
    over_quota: bool = False,
) -> Delegate:  # fmt: skip
    """A person of a member, or (None) a guest. Raises DelegateRefused, naming the field.

    A member's quota holds for who registers their own people; who prepares the conference may go beyond it.
    """
    row = held_open(conference)
    _demand(row, member, facts, but=None)
    if member is not None and facts.role == Role.DELEGATE and not over_quota:
        _demand_place(row, member)
    made = Delegate(
        conference=row, organisation=member, code=_code(), registered_at=at, registered_by=actor,
        **{name: _tidy(getattr(facts, name)) for name in FACTS},
    )  # fmt: skip
    made.save()
    after = {"name": made.name, "role": made.role, "member": member.pk if member else None}
    audit.record(actor=actor, at=at, action="delegate.registered", thing=made, before=None, after=after)
    return made


def _tidy(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value


def _code() -> str:
    """What a badge says: 8 letters and figures, so that it can be read aloud where a scanner fails."""
    while True:
        code = get_random_string(8, ALPHABET)
        if not Delegate.objects.filter(code=code).exists():
            return code


def _demand(row: Conference, member: Organisation | None, facts: Facts, *, but: int | None) -> None:
    name = " ".join(facts.name.split())
    if not name:
        raise DelegateRefused("no_name", _("Write the name of the person."), field="name")
    if member is None and facts.role != Role.GUEST:
        raise DelegateRefused("no_member", _("Say which member the person comes from."), field="member")
    if member is None and not facts.body.strip():
        message = _("Write which body the guest comes from.")
        raise DelegateRefused("no_body", message, field="body")
    there = row.delegates.filter(organisation=member, withdrawn_at=None)
    there = there.exclude(pk=but) if but is not None else there
    wanted, title = fold(name), fold(facts.title)
    for known, position in there.values_list("name", "title"):
        if fold(known) == wanted and fold(position) == title:
            message = _("%(name)s is registered already. Where it is another person, write the position too.")
            raise DelegateRefused("twice", message % {"name": name}, field="name")


def _demand_place(row: Conference, member: Organisation) -> None:
    places = row.quotas.filter(organisation=member).values_list("places", flat=True).first()
    taken = row.delegates.filter(organisation=member, role=Role.DELEGATE, withdrawn_at=None).count()
    if places is not None and taken >= places:
        message = _("The %(places)d places of this member are taken. Ask the organisers for another one.")
        raise DelegateRefused("quota", message % {"places": places}, field="name")


@transaction.atomic
def change(*, delegate: Delegate, facts: Facts, actor: User | None, at: datetime) -> Delegate:
    """What is said of the person."""
    row = held_open(delegate.conference)
    kept = Delegate.objects.select_for_update().get(pk=delegate.pk)
    _demand(row, kept.organisation, facts, but=kept.pk)
    before = {name: getattr(kept, name) for name in FACTS}
    for name in FACTS:
        setattr(kept, name, _tidy(getattr(facts, name)))
    kept.save(update_fields=FACTS)
    after = {name: getattr(kept, name) for name in FACTS}
    changed = [name for name in FACTS if before[name] != after[name]]
    if changed:
        audit.record(
            actor=actor, at=at, action="delegate.changed", thing=kept,
            before={name: before[name] for name in changed}, after={name: after[name] for name in changed},
        )  # fmt: skip
    return kept


@transaction.atomic
def withdraw(*, delegate: Delegate, actor: User | None, at: datetime) -> None:
    """The person does not come; their seat is free. Raises DelegateRefused for who is there already."""
    held_open(delegate.conference)
    kept = Delegate.objects.select_for_update().get(pk=delegate.pk)
    if kept.arrived_at is not None:
        raise DelegateRefused("there", _("%(name)s came in already.") % {"name": kept.name})
    if kept.withdrawn_at is not None:
        return
    kept.withdrawn_at, kept.row, kept.seat, kept.seat_kept = at, None, None, False
    kept.save(update_fields=("withdrawn_at", "row", "seat", "seat_kept"))
    audit.record(actor=actor, at=at, action="delegate.withdrawn", thing=kept, before={"name": kept.name}, after=None)


@dataclass
class Taken:
    """What came of a table: how many were registered, and each line that was not, with its reason."""

    registered: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)  # line, name, reason


@transaction.atomic
def take_in(
    *, conference: Conference, lines: list[Line], member: Organisation | None, actor: User | None, at: datetime
) -> Taken:
    """Everybody in a table whose line can be taken; `member`: whose table it is, None where the table says.

    The lines that cannot be taken stand in the answer, the others are registered.
    """
    row = held_open(conference)
    members = list(members_of(row))
    by_name = _members_by_name(row, members)
    taken = Taken()
    for line in lines:
        found = member if member is not None else by_name.get(fold(line.member))
        role = Role.GUEST if line.is_guest or (member is None and not line.member) else Role.DELEGATE
        if member is None and line.member and found is None:
            reason = _("“%(member)s” is no member of the federation.") % {"member": line.member}
            taken.refused.append((line.number, line.name, reason))
            continue
        facts = Facts(
            name=line.name[:120], role=role, address=line.address[:40], title=line.title[:150], body=line.body[:200],
            phone=line.phone[:40], email=line.email, arrives=line.arrives[:120], nights=line.nights,
            wishes=line.wishes[:300],
        )  # fmt: skip
        try:
            with transaction.atomic():
                register(
                    conference=row, member=found, facts=facts, actor=actor, at=at, over_quota=member is None
                )  # who prepares it may go beyond a quota, a member may not
        except DelegateRefused as refusal:
            taken.refused.append((line.number, line.name, str(refusal)))
        else:
            taken.registered += 1
    return taken


def _members_by_name(row: Conference, members: list[Organisation]) -> dict[str, Organisation]:
    """By code, full name and short name, as people write them."""
    keys = [each.pk for each in members]
    short = federation.short_names(keys, row.first_on)
    found = {}
    for each in members:
        for name in (each.code, short[each.pk], short.full[each.pk]):
            found[fold(name)] = each
    return found
