"""An election opened, its nominees and votes written down, ties settled, and closed: offices are filled by it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Federation, Office, Organisation, Term
from lienthu.federation.services.federations import add_office, end_office
from lienthu.governance.errors import ElectionRefused
from lienthu.governance.models import Election, ElectionVote, Nominee
from lienthu.governance.models.elections import Choice
from lienthu.governance.queries.access import members_of
from lienthu.governance.queries.elections import standing
from lienthu.governance.rules.counting import strangers


@transaction.atomic
def open_election(
    *, federation: Federation, term: Term, held_on: date, seats: int, held_at: str = "", place: str = "",
    quorum: int = 50, majority: int = 50, presided_by: str = "", secretary: str = "", replaces: Office | None = None,
    actor: User | None, at: datetime,
) -> Election:  # fmt: skip
    """An election of a whole committee for a term; or, with `replaces`, of who takes over one office during it."""
    if term.federation_id != federation.pk:
        raise ElectionRefused(
            "wrong_term", _("This term is another federation's. Choose one of its own."), field="term"
        )
    if replaces is not None and (replaces.federation_id != federation.pk or not replaces.holds_on(held_on)):
        raise ElectionRefused(
            "nobody_to_replace", _("The office to be replaced is not held on that day."), field="replaces"
        )
    made = Election.objects.create(
        federation=federation, term=term, held_on=held_on, held_at=held_at.strip(), place=place.strip(),
        seats=1 if replaces else seats, quorum=quorum, majority=majority, presided_by=presided_by.strip(),
        secretary=secretary.strip(), replaces=replaces,
    )  # fmt: skip
    after = {"term": term.name, "on": held_on, "seats": made.seats}
    audit.record(actor=actor, at=at, action="election.opened", thing=made, before=None, after=after)
    return made


def _open(election: Election) -> Election:
    row = Election.objects.select_for_update(of=("self",)).select_related("federation", "term").get(pk=election.pk)
    if not row.is_open:
        raise ElectionRefused("closed", _("This election is closed: its result stays as it is."))
    return row


@transaction.atomic
def nominate(
    *, election: Election, organisation: Organisation, person_name: str, capacity: str, position: str,
    leads_library: bool, actor: User | None, at: datetime,
) -> Nominee:  # fmt: skip
    """Put somebody of a member library on the list. Chair and vice chairs lead their library."""
    row = _open(election)
    name = " ".join(person_name.split())
    if organisation.pk not in members_of(row.federation, row.held_on):
        raise ElectionRefused(
            "no_member", _("This library is not a member on that day. Choose a member."), field="organisation"
        )
    if position not in Nominee.POSITIONS:
        raise ElectionRefused("unknown_position", _("Choose one of the positions offered."), field="position")
    if row.replaces is not None and position != row.replaces.position:
        message = _("This election fills the office of %(name)s: %(position)s.")
        words = {"name": row.replaces.person_name, "position": row.replaces.get_position_display()}
        raise ElectionRefused("another_office", message % words, field="position")
    if position != Office.Position.COMMITTEE and not leads_library:
        raise ElectionRefused(
            "leads_nobody",
            _("Chair and vice chairs are those who lead a member library. Nominate this person for the committee."),
            field="position",
        )
    if not name or row.nominees.filter(person_name=name, organisation=organisation).exists():
        raise ElectionRefused("stands_already", _("This person stands already."), field="person_name")
    made = Nominee.objects.create(
        election=row, organisation=organisation, person_name=name, capacity=capacity.strip(), position=position,
        leads_library=leads_library,
    )  # fmt: skip
    after = {"person": name, "organisation": organisation.code, "position": position}
    audit.record(actor=actor, at=at, action="election.nominated", thing=row, before=None, after=after)
    return made


@transaction.atomic
def withdraw(*, nominee: Nominee, actor: User | None, at: datetime) -> None:
    """Take somebody off the list, with the votes that were written down."""
    row = _open(nominee.election)
    before = {"person": nominee.person_name}
    audit.record(actor=actor, at=at, action="election.withdrawn", thing=row, before=before, after=None)
    nominee.delete()


@transaction.atomic
def vote(
    *, election: Election, organisation: Organisation, choices: Mapping[int, str], actor: User | None, at: datetime
) -> None:
    """How one member votes: key of a nominee → choice. Written again it replaces what was written; "" takes it away."""
    row = _open(election)
    if strangers([organisation.pk], list(members_of(row.federation, row.held_on))):
        raise ElectionRefused("no_member", _("Only members vote. This library is none on that day."))
    standing_for = set(row.nominees.values_list("pk", flat=True))
    for key, choice in choices.items():
        if key not in standing_for or (choice and choice not in Choice.values):
            raise ElectionRefused("unknown_vote", _("A vote is for, against or abstained, on somebody who stands."))
        held = ElectionVote.objects.filter(nominee=key, organisation=organisation)
        if choice:
            held.update_or_create(nominee_id=key, organisation=organisation, defaults={"choice": choice})
        else:
            held.delete()
    after = {"organisation": organisation.code, "votes": {str(key): choice for key, choice in choices.items()}}
    audit.record(actor=actor, at=at, action="election.voted", thing=row, before=None, after=after)


@transaction.atomic
def settle_tie(*, election: Election, order: list[Nominee], note: str, actor: User | None, at: datetime) -> Election:
    """The conference says who of those level goes first: `order` names all of them; `note` how it was settled."""
    row = _open(election)
    tied = set(standing(row).outcome.tied)
    if {each.pk for each in order} != tied or not tied:
        raise ElectionRefused("not_tied", _("Put in order all who have as many votes, and nobody else."))
    if not note.strip():
        raise ElectionRefused("no_note", _("Write how the tie was settled: another vote, a lot."), field="note")
    for rank, each in enumerate(order, 1):
        Nominee.objects.filter(pk=each.pk).update(tie_rank=rank)
    row.tie_note = note.strip()[:300]
    row.save(update_fields=["tie_note"])
    after = {"order": [each.person_name for each in order]}
    audit.record(
        actor=actor, at=at, action="election.tie_settled", thing=row, before=None, after=after, reason=row.tie_note
    )
    return row


@transaction.atomic
def close(*, election: Election, actor: User | None, at: datetime) -> Election:
    """Count, and fill the offices of those elected from that day to the end of the term."""
    row = _open(election)
    now = standing(row)
    if not now.participation.has_quorum(row.quorum):
        raise ElectionRefused(
            "no_quorum",
            _("%(voted)d of %(members)d members have voted; %(quorum)d percent are needed.")
            % {"voted": len(now.voted), "members": len(now.members), "quorum": row.quorum},
        )
    if now.outcome.tied:
        raise ElectionRefused(
            "tie", _("Those at the last seat have as many votes. Settle the tie first."), tied=now.outcome.tied
        )
    if not now.outcome.elected:
        raise ElectionRefused(
            "nobody", _("Nobody has a majority. Vote again, or write down the votes that are missing.")
        )
    elected = [each for each in now.nominees if each.pk in now.outcome.elected]
    if sum(each.position == Office.Position.CHAIR for each in elected) > 1:
        raise ElectionRefused("two_chairs", _("Two of those elected stand as chair. A federation has one."))
    _fill(row, elected, actor, at)
    Nominee.objects.filter(election=row).exclude(pk__in=[each.pk for each in elected]).update(is_elected=False)
    row.state, row.closed_at, row.members_count = Election.State.CLOSED, at, len(now.members)
    row.save(update_fields=["state", "closed_at", "members_count"])
    after: dict[str, Any] = {"elected": [each.person_name for each in elected]}
    audit.record(actor=actor, at=at, action="election.closed", thing=row, before=None, after=after)
    return row


def _fill(row: Election, elected: list[Nominee], actor: User | None, at: datetime) -> None:
    if row.replaces is not None:
        end_office(office=row.replaces, on=row.held_on, actor=actor, at=at, reason=str(row.held_at))
    first = max(filter(None, (row.held_on, row.term.valid_from)), default=row.held_on)
    for each in elected:
        each.office = add_office(
            federation=row.federation, organisation=each.organisation, position=each.position,
            person_name=each.person_name, term=row.term, valid_from=first, actor=actor, at=at,
        )  # fmt: skip
        each.is_elected = True
        each.save(update_fields=["office", "is_elected"])
