"""What the steps of a placement share: the placement under lock, somebody's word, what was seen, the next state.

Lock order: set, placement, copies by key, source records, ledger.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, CopyMove
from lienthu.catalogue.services import copies
from lienthu.common import audit
from lienthu.ledger.models import Kind
from lienthu.rotation.errors import Against, PlacementRefused
from lienthu.rotation.models import BookSet, Confirmation, Placement, PlacementLine
from lienthu.rotation.queries import packing
from lienthu.rotation.rules.placing import refusal
from lienthu.rotation.services import booking, questions

Status, State, Found = Copy.Status, Placement.State, PlacementLine.Found


@dataclass(frozen=True, kw_only=True)
class Word:
    """Somebody's word for one side of a handover: who, in what capacity, how it reached us."""

    name: str
    position: str = ""
    means: Confirmation.Means = Confirmation.Means.STAFF
    remarks: str = ""


@dataclass(frozen=True)
class Seen:
    """What was found in a box. Whatever of its list is not named here is there; `codes` are those of other things."""

    found: Mapping[int, PlacementLine.Found] = field(default_factory=dict)  # by copy
    codes: Sequence[str] = ()

    def of(self, copy: int) -> PlacementLine.Found:
        return self.found.get(copy, Found.HERE)


def held(placement: Placement, step: str) -> Placement:
    """The placement under lock, behind its set. Raises PlacementRefused when this is not the time for the step."""
    BookSet.objects.select_for_update(of=("self",)).get(pk=placement.set_id)
    rows = Placement.objects.select_for_update(of=("self",))
    found = rows.select_related("set__library__tier", "set__depot", "deposit__site", "deposit__library", "library").get(
        pk=placement.pk
    )
    against = refusal(step, found.state)
    if against:
        raise PlacementRefused([against])
    return found


def send(placement: Placement, going: Sequence[Copy], word: Word, actor: User | None, at: datetime) -> None:
    """The books of a list that is written leave; who had charge of them still has."""
    copies.set_status_of_all(copies=going, status=Status.IN_TRANSIT)
    goals = [(copy, copies.whereabouts(copy)._replace(place=None)) for copy in going]
    copies.move_all(goals=goals, cause=CopyMove.Cause.SENT, actor=actor, at=at, thing=placement)
    confirm(placement, Confirmation.Kind.DISPATCH, word, len(going), actor, at)
    step(placement, State.SENT, "placement.sent", actor, at, {"copies": len(going), "said_by": word.name})
    booking.book(Kind.ROTATION_SENT, placement, going, actor, at)


def line(placement: Placement, copy: Copy, home: int | None) -> PlacementLine:
    return PlacementLine(placement=placement, copy=copy, title_id=copy.record.title_id, home_id=home)


def confirm(
    placement: Placement, kind: Confirmation.Kind, word: Word, n: int, actor: User | None, at: datetime
) -> Confirmation:
    if not word.name.strip():
        raise PlacementRefused([Against("no_name", _("Write the name of whoever confirms it."))])
    return Confirmation.objects.create(
        placement=placement, kind=kind, means=word.means, at=at, name=word.name.strip(), copies=n,
        position=word.position.strip(), actor=actor, remarks=word.remarks.strip(),
    )  # fmt: skip


def step(
    placement: Placement,
    state: Placement.State,
    action: str,
    actor: User | None,
    at: datetime,
    facts: dict[str, object],
) -> None:
    """Write down the next state; an end has its time."""
    before, placement.state = placement.state, state
    if not placement.is_open:
        placement.ended_at = at
    placement.save(update_fields=["state", "ended_at", "recalled_on"])
    reason = str(facts.pop("reason", ""))
    audit.record(
        actor=actor, at=at, action=action, thing=placement, before={"state": before},
        after={"state": state.value, **facts}, reason=reason,
    )  # fmt: skip


def meant(placement: Placement, codes: Sequence[str]) -> tuple[set[int], list[Copy], list[str]]:
    """What scanned codes are: copies of the list (their keys), other copies, and codes that no copy has."""
    listed = {row.copy_id for row in placement.lines.all()}
    on_list: set[int] = set()
    others: list[Copy] = []
    unknown: list[str] = []
    for code in dict.fromkeys(code.strip() for code in codes if code.strip()):
        found = packing.copies_with(code, placement.set.library)
        of_list = [copy for copy in found if copy.pk in listed]
        if of_list:
            on_list.add(of_list[0].pk)
        elif found:
            others.append(found[0])
        else:
            unknown.append(code)
    return on_list, others, unknown


def ask_about_codes(
    placement: Placement, others: Sequence[Copy], unknown: Sequence[str], word: Word, at: datetime
) -> None:
    """What was in the box and is not on its list becomes questions; nothing is changed by it."""
    kind = questions.Kind
    for copy in others:
        questions.ask(placement, kind.EXTRA, copy=copy, code=str(copy), by=word.name, at=at)
    for code in unknown:
        questions.ask(placement, kind.UNKNOWN, code=code, by=word.name, at=at)
