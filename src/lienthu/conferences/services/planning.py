"""A conference is planned and changed; invitations go out; it is held, or cancelled. Costs."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.conferences.errors import ConferenceRefused
from lienthu.conferences.models import Conference, ConferenceKind, Cost
from lienthu.conferences.queries.conferences import turns_to_host
from lienthu.federation import queries as federation
from lienthu.federation.models import Federation, Organisation
from lienthu.registry.queries.holders import Holder, issuer_of

State = Conference.State
FACTS = (
    "kind", "title", "theme", "first_on", "last_on", "host", "host_reason", "site", "venue", "register_by", "papers_by",
)  # fmt: skip
PAPERS = ("aims", "tasks", "parent_body", "place", "recipients", "capacity", "signer")


def held_open(conference: Conference, *states: str) -> Conference:
    """The row, locked, in one of the states (any that is open, where none is named). Raises ConferenceRefused."""
    row = Conference.objects.select_for_update().get(pk=conference.pk)
    if row.state not in (states or Conference.OPEN):
        raise ConferenceRefused(
            "wrong_state",
            _("The conference is %(state)s; that is not possible any more, or not yet.")
            % {"state": row.get_state_display()},
        )
    return row


@transaction.atomic
def plan(*, group: Federation, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Conference:
    """A new conference; `facts` by the names of its columns (`FACTS`). Raises ConferenceRefused, naming the field.

    The host is the member whose turn it is, or another one with the reason.
    """
    made = Conference(federation=group, made_at=at, made_by=actor, **_tidy(facts))
    _demand(made)
    before = Conference.objects.filter(federation=group).exclude(signer="").order_by("-first_on").first()
    if before is not None:  # who signed the last one's papers, and to whom they went
        for name in ("parent_body", "place", "recipients", "capacity", "signer"):
            setattr(made, name, getattr(before, name))
    elif issuer := issuer_of(Holder(federation=group)):
        made.parent_body, made.place = issuer.parent_body, issuer.place[:80]
    made.save()
    audit.record(actor=actor, at=at, action="conference.planned", thing=made, before=None, after=_said(made, FACTS))
    return made


@transaction.atomic
def change(*, conference: Conference, facts: Mapping[str, Any], actor: User | None, at: datetime) -> Conference:
    """Other days, another host, other words of its papers: whichever of `FACTS` and `PAPERS` are given."""
    row = held_open(conference)
    before = _said(row, facts)
    for name, value in _tidy(facts).items():
        setattr(row, name, value)
    _demand(row)
    outside = row.items.exclude(on__range=(row.first_on, row.last_on)).first()
    if outside is not None:
        message = _("“%(item)s” is on %(day)s in the programme. Move it first.")
        raise ConferenceRefused(
            "programme_outside", message % {"item": outside, "day": f"{outside.on:%d/%m/%Y}"}, field="first_on"
        )
    row.save()
    after = _said(row, facts)
    changed = {name for name in after if before[name] != after[name]}
    if changed:
        audit.record(
            actor=actor, at=at, action="conference.changed", thing=row,
            before={name: before[name] for name in after if name in changed},
            after={name: after[name] for name in after if name in changed},
        )  # fmt: skip
    return row


def _tidy(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.replace("\r\n", "\n").strip() if isinstance(value, str) else value for name, value in facts.items()
    }


def _said(row: Conference, names: Any) -> dict[str, Any]:
    """As the audit keeps it: names of things instead of the things."""
    found = {}
    for name in names:
        value = getattr(row, name)
        found[name] = value.pk if isinstance(value, Organisation) else str(value) if hasattr(value, "pk") else value
    return found


def _demand(row: Conference) -> None:
    if row.last_on < row.first_on:
        message = _("The last day comes before the first one.")
        raise ConferenceRefused("days", message, field="last_on")
    if row.site is None and not row.venue:
        message = _("Write where it takes place, or choose a site.")
        raise ConferenceRefused("no_venue", message, field="venue")
    if not federation.members(row.federation, row.first_on).filter(pk=row.host_id).exists():
        message = _("The host is a member of the federation on the first day.")
        raise ConferenceRefused("no_member", message, field="host")
    turns = turns_to_host(row.federation, row.first_on, but=row if row.pk else None)
    if turns and turns[0][0].member == row.host_id:
        row.host_reason = ""
    elif turns and not row.host_reason:
        message = _("It is the turn of %(member)s to host. Say why it is another member.")
        raise ConferenceRefused("out_of_turn", message % {"member": turns[0][1]}, field="host_reason")
    for name in ("register_by", "papers_by"):
        day: date | None = getattr(row, name)
        if day is not None and day > row.last_on:
            raise ConferenceRefused("too_late", _("This day comes after the conference."), field=name)


@transaction.atomic
def invite(*, conference: Conference, actor: User | None, at: datetime) -> Conference:
    """The invitations went out: members register from now on."""
    return _moved(held_open(conference, State.PLANNED), State.INVITED, "conference.invited", actor, at)


@transaction.atomic
def begin(*, conference: Conference, actor: User | None, at: datetime) -> Conference:
    """It takes place: doors, speaking list and minutes are open."""
    row = held_open(conference, State.PLANNED, State.INVITED)
    return _moved(row, State.HELD, "conference.held", actor, at)


@transaction.atomic
def cancel(*, conference: Conference, reason: str, actor: User | None, at: datetime) -> Conference:
    row = held_open(conference, State.PLANNED, State.INVITED)
    if not reason.strip():
        raise ConferenceRefused("no_reason", _("Say why it is cancelled."), field="reason")
    row.cancelled_because = reason.strip()[:300]
    return _moved(row, State.CANCELLED, "conference.cancelled", actor, at, row.cancelled_because)


def _moved(
    row: Conference, state: Conference.State, action: str, actor: User | None, at: datetime, reason: str = ""
) -> Conference:
    before, row.state = {"state": row.state}, state
    row.save()
    audit.record(actor=actor, at=at, action=action, thing=row, before=before, after={"state": state}, reason=reason)
    return row


@transaction.atomic
def show(*, conference: Conference, public: bool, actor: User | None, at: datetime) -> Conference:
    """Whether the public site has a page about it; also once it is closed."""
    row = Conference.objects.select_for_update().get(pk=conference.pk)
    before, row.is_public = {"is_public": row.is_public}, public
    row.save(update_fields=("is_public",))
    after = {"is_public": public}
    audit.record(actor=actor, at=at, action="conference.shown", thing=row, before=before, after=after)
    return row


@transaction.atomic
def put_cost(
    *, conference: Conference, cost: Cost | None, what: str, source: str, planned: int, spent: int | None, note: str,
    actor: User | None, at: datetime,
) -> Cost:  # fmt: skip
    """A line of the costs, new or changed. Also after the closing: bills come late."""
    row = _not_cancelled(conference)
    if not what.strip():
        raise ConferenceRefused("no_words", _("Say what it was for."), field="what")
    kept = cost or Cost(conference=row)
    before = {"planned": kept.planned, "spent": kept.spent} if cost else None
    kept.what, kept.source, kept.note = what.strip(), source.strip(), note.strip()
    kept.planned, kept.spent = planned, spent
    kept.save()
    after = {"what": kept.what, "planned": planned, "spent": spent}
    audit.record(actor=actor, at=at, action="conference.cost_kept", thing=row, before=before, after=after)
    return kept


@transaction.atomic
def remove_cost(*, cost: Cost, actor: User | None, at: datetime) -> None:
    row = _not_cancelled(cost.conference)
    before = {"what": cost.what, "planned": cost.planned, "spent": cost.spent}
    cost.delete()
    audit.record(actor=actor, at=at, action="conference.cost_removed", thing=row, before=before, after=None)


def _not_cancelled(conference: Conference) -> Conference:
    return held_open(conference, *Conference.OPEN, State.CLOSED)


@transaction.atomic
def keep_kind(*, kind: ConferenceKind | None, key: str, name: str, rank: int, actor: User | None, at: datetime) -> (
    ConferenceKind
):  # fmt: skip
    """A kind of conference, new or called otherwise."""
    before = {"name": kind.name} if kind else None
    row = kind or ConferenceKind(key=key)
    row.name, row.rank = name.strip(), rank
    row.save()
    audit.record(actor=actor, at=at, action="conference.kind_kept", thing=row, before=before, after={"name": row.name})
    return row
