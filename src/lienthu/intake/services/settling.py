"""A person decides about rows that were kept."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import IntakeRow, Kind
from lienthu.intake.rules import patrons as rules
from lienthu.intake.services import besides
from lienthu.intake.services.patrons import PatronTaker, Read, facts_of
from lienthu.intake.services.results import Batching, Row, accept
from lienthu.patrons.models import Patron
from lienthu.patrons.services import arrivals, patrons


@transaction.atomic
def same_person(*, row: IntakeRow, actor: User, at: datetime) -> Patron:
    """The row is the reader who is here: what is missing here is filled from it, what differs stays as it is here.

    From then on the library's files bring that reader up to date. Raises IntakeRefused.
    """
    held, taker, read = _held(row, actor, at)
    if held.other is None:
        raise IntakeRefused("nobody", _("It is not said who this row could be."))
    patron = patrons.locked(Patron(pk=held.other))
    here = facts_of(patron)
    filled = {name: text for name, text in read.facts.items() if text and not here.get(name) and name in rules.OWNED}
    if filled:
        filled.pop("expires_on", None)
        taker.fill(patron, read, filled)
    signers = besides.signers_of(patron, read.facts, taker.batching)
    known = besides.answered(patron, signers)
    besides.add_answers(patron, {k: v for k, v in read.facts.items() if k not in known}, signers, taker.batching)
    besides.add_guardian(patron, read.facts, {}, taker.batching)
    if read.facts.get("card"):
        arrivals.add_card(patron=patron, code=read.facts["card"], actor=actor, at=at)
    if read.said.key not in taker.batching.taken([read.said.key]):
        accept([taker.batching.stands_for(read.said.key, patron.pk, rules.kept(read.facts))])
    _settle(held, "same", actor, at)
    return patron


@transaction.atomic
def another_person(*, row: IntakeRow, actor: User, at: datetime) -> Patron:
    """The row is somebody else of that name: they are registered. Raises IntakeRefused, as where the card is taken."""
    held, taker, read = _held(row, actor, at)
    patron, refusal = taker.register_one(read)
    if patron is None:
        raise IntakeRefused("refused", refusal)
    _settle(held, "another", actor, at)
    return patron


@transaction.atomic
def drop(*, row: IntakeRow, actor: User, at: datetime) -> None:
    """Nothing is to be done about the row. Raises IntakeRefused when it is settled already."""
    held = _locked(row)
    _settle(held, "dropped", actor, at)


def _locked(row: IntakeRow) -> IntakeRow:
    held = IntakeRow.objects.select_for_update(of=("self",)).select_related("intake__library").get(pk=row.pk)
    if held.state == IntakeRow.State.SETTLED:
        raise IntakeRefused("settled", _("This row is settled already."))
    return held


def _held(row: IntakeRow, actor: User, at: datetime) -> tuple[IntakeRow, PatronTaker, Read]:
    held = _locked(row)
    if held.intake.kind != Kind.PATRONS or held.state != IntakeRow.State.DOUBT:
        raise IntakeRefused("no_doubt", _("There is nothing to decide about this row; correct it and upload it again."))
    taker = PatronTaker(Batching(held.intake, held.intake.library, actor, at))
    read = taker.read(Row(held.line, held.cells))
    if read.reasons:
        raise IntakeRefused("wrong", " ".join(reason.text for reason in read.reasons))
    return held, taker, read


def _settle(held: IntakeRow, decision: str, actor: User, at: datetime) -> None:
    held.state, held.settled_at, held.settled_by = IntakeRow.State.SETTLED, at, actor
    held.save(update_fields=("state", "settled_at", "settled_by"))
    audit.record(
        actor=actor,
        at=at,
        action="intake.row_settled",
        thing=held.intake,
        before=None,
        after={"line": held.line, "decision": decision},
    )
