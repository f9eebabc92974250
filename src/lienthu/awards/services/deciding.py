"""Proposals, the council's votes, numbered decisions, and their papers."""

from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.awards import rules
from lienthu.awards.errors import AwardRefused
from lienthu.awards.models import Decision, Proposal, Season
from lienthu.awards.queries.seasons import candidates, source_of
from lienthu.common import audit, certificates
from lienthu.common.certificates import Paper
from lienthu.common.models import Certificate
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.registry.errors import refused_as
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services import booking
from lienthu.rotation.services.minutes import place_of

Sort, State = Proposal.Sort, Proposal.State
KIND = "quyet-dinh"
FIELDS = {"symbol": "number", "dated_on": "signed_on", "subject": "about"}  # of the register, as the form calls them


@transaction.atomic
def propose(
    *,
    season: Season,
    library: Organisation,
    sort: str,
    award: str,
    person: str,
    merits: str,
    agreed: bool = False,
    user: User | None = None,
    actor: User | None,
    at: datetime,
) -> Proposal:
    """Propose a library, or somebody on its staff, for an award."""
    held = Season.objects.select_related("library", "federation").get(pk=season.pk)
    if held.state == Season.State.DECIDED:
        raise AwardRefused("decided", _("This season is decided: it stands."))
    if library.pk not in candidates(held, timezone.localdate(at)):
        raise AwardRefused("no_candidate", _("This library does not take part in the season."))
    if sort == Sort.MEDAL and not person.strip():
        raise AwardRefused("nobody", _("A medal is given to a person. Write the name."), field="person")
    try:
        with transaction.atomic():
            row = Proposal.objects.create(
                season=held, library=library, sort=Sort(sort), award=" ".join(award.split()),
                person=" ".join(person.split()), merits=merits.strip(), agreed=agreed, user=user,
            )  # fmt: skip
    except IntegrityError as error:
        raise AwardRefused("twice", _("This award is proposed for them already."), field="award") from error
    audit.record(actor=actor, at=at, action="award.proposed", thing=row, before=None, after={"award": row.award})
    return row


@transaction.atomic
def vote(
    *, proposal: Proposal, votes_for: int, votes_against: int, voted_on: date, actor: User | None, at: datetime
) -> Proposal:
    """What the council's vote was; counted over the whole council, whoever was absent included."""
    row = Proposal.objects.select_for_update(of=("self",)).select_related("season").get(pk=proposal.pk)
    if row.state == State.GIVEN:
        raise AwardRefused("given", _("This award is given already."))
    if votes_for + votes_against > row.season.council:
        message = _("The council has %(council)d members; these are more votes.") % {"council": row.season.council}
        raise AwardRefused("votes", message, field="votes_for")
    row.votes_for, row.votes_against, row.voted_on = votes_for, votes_against, voted_on
    carried = rules.carried(votes_for, row.season.council, row.season.needs)
    row.state = State.CARRIED if carried else State.REFUSED
    row.save()
    after = {"votes_for": votes_for, "votes_against": votes_against, "state": row.state}
    audit.record(actor=actor, at=at, action="award.voted", thing=row, before=None, after=after)
    return row


@transaction.atomic
def decide(
    *,
    library: Organisation,
    proposals: Collection[Proposal],
    number: str,
    issuer: str,
    signed_on: date,
    signer: str,
    signer_title: str,
    about: str,
    register: Holder | None = None,
    carried: bool = False,
    actor: User | None,
    at: datetime,
) -> Decision:
    """Write down a decision that gives the awards that were voted for. Raises AwardRefused for any other.

    `register`: whose it is, which gives the next number of the year, or takes the `number` that the paper has (one
    that is not the next only where `carried` says that those before were given on paper). None: another body's
    decision, with its own number.
    """
    held = list(Proposal.objects.select_for_update(of=("self",)).filter(pk__in=[each.pk for each in proposals]))
    if not held or (register is None and not number.strip()):
        raise AwardRefused("nothing", _("A decision has a number and gives at least one award."), field="number")
    if any(each.state != State.CARRIED or each.season.library_id != library.pk for each in held):
        raise AwardRefused("not_carried", _("Only awards that the council voted for are given."))
    row = Decision(
        library=library, number=number.strip(), issuer=issuer.strip(), signed_on=signed_on, signer=signer.strip(),
        signer_title=signer_title.strip(), about=about.strip(),
    )  # fmt: skip
    if register is not None:
        row.issuer = row.issuer or register.name(signed_on)
    try:
        with transaction.atomic():
            row.save()
            if register is not None:
                row.number = _numbered(row, register, actor, at, carried=carried)
                row.save(update_fields=("number",))
    except IntegrityError as error:
        raise AwardRefused("twice", _("This decision is written down already."), field="number") from error
    Proposal.objects.filter(pk__in=[each.pk for each in held]).update(state=State.GIVEN, decision=row)
    after = {"number": row.number, "awards": [str(each) for each in held]}
    audit.record(actor=actor, at=at, action="decision.written", thing=row, before=None, after=after)
    return row


def _numbered(row: Decision, register: Holder, actor: User | None, at: datetime, *, carried: bool) -> str:
    facts = booking.Facts(
        subject=row.about or _("Awards"), dated_on=row.signed_on, issuer=row.issuer, signer=row.signer,
        capacity=row.signer_title,
    )  # fmt: skip
    with refused_as(AwardRefused, FIELDS):
        made = booking.book(
            holder=register, kind=booking.kind_of(KIND), facts=facts, symbol=row.number, carried=carried,
            source=source_of(row), actor=actor, at=at,
        )  # fmt: skip
    return made.symbol


@transaction.atomic
def void(*, decision: Decision, reason: str, actor: User | None, at: datetime) -> Decision:
    """The decision does not hold: its awards are as voted for again, its papers are taken back, and its number stays
    in the register as that of a cancelled document."""
    row = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if row.voided_at:
        return row
    if not reason.strip():
        raise AwardRefused("no_reason", _("Write why."), field="reason")
    for each in row.awards.all():
        certificates.revoke(thing=each, reason=reason, actor=actor, at=at)
    row.awards.update(state=State.CARRIED, decision=None)
    booking.cancel_of(source_of(row), reason=reason, actor=actor, at=at)
    row.voided_at = at
    row.save(update_fields=("voided_at",))
    audit.record(actor=actor, at=at, action="decision.voided", thing=row, before=None, after=None, reason=reason[:200])
    return row


@transaction.atomic
def papers(*, decision: Decision, address: Callable[[str], str], actor: User | None, at: datetime) -> bytes:
    """The certificates of the decision as one PDF, a page each."""
    made: list[Certificate] = []
    names = federation.names(decision.awards.values_list("library_id", flat=True), decision.signed_on)
    for award in decision.awards.all():
        unit = names[award.library_id]
        kind = Certificate.Kind.COMMENDATION if award.sort == Sort.COMMENDATION else Certificate.Kind.CERTIFICATE
        paper = Paper(
            kind=kind, organisation=decision.library_id, issuer=decision.issuer, holder=award.person or unit,
            holder_of=unit if award.person else "", names_holder=award.agreed or not award.person,
            honour="" if award.sort == Sort.COMMENDATION else award.award, reason=award.merits,
            issued_on=decision.signed_on, number=decision.number, place=place_of(decision.library),
            signer_title=decision.signer_title, signer=decision.signer,
        )  # fmt: skip
        made.append(certificates.issue(paper=paper, thing=award, actor=actor, at=at))
    return certificates.pdf(made, address=address)
