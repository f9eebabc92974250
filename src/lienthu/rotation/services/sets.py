"""Sets: made, packed by scanning or by a proposal, unpacked; and copies marked as rare, which never travel."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import copies
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.federation.models import Organisation, Site
from lienthu.rotation.errors import Against, PackingRefused, SetRefused
from lienthu.rotation.models import BookSet, DepositSite, Placement, RareMark, SetCopy
from lienthu.rotation.queries import packing as queries
from lienthu.rotation.queries.rules import number
from lienthu.rotation.rules.numbers import Key
from lienthu.rotation.rules.packing import against_packing
from lienthu.rotation.rules.proposing import Proposal, propose

Status = Copy.Status
MOST = 2_000  # copies in one set
CHANGED = ("name", "depot", "audiences", "languages", "target", "note")


@transaction.atomic
def add_set(
    *, library: Organisation, code: str, name: str, depot: Site, actor: User | None, at: datetime, **facts: Any
) -> BookSet:
    """A new, empty box. `facts`: audiences, languages, target, note. Raises SetRefused for a code that is taken."""
    code = code.strip().upper()
    if BookSet.objects.filter(library=library, code=code).exists():
        raise SetRefused("code_taken", _("Another set has the code %(code)s.") % {"code": code}, field="code")
    _demand_depot(depot, library)
    made = BookSet(library=library, code=code, name=name.strip(), depot=depot, made_at=at, made_by=actor, **facts)
    made.save(force_insert=True)
    after = {"code": code, "name": made.name, "depot": depot.name}
    audit.record(actor=actor, at=at, action="set.added", thing=made, before=None, after=after)
    return made


@transaction.atomic
def change_set(*, book_set: BookSet, actor: User | None, at: datetime, **facts: Any) -> BookSet:
    """Change what is said of the set (CHANGED); its code stays, for it stands on the box."""
    held = _held(book_set)
    if "depot" in facts:
        _demand_depot(facts["depot"], held.library)
    before = {name: _plain(getattr(held, name)) for name in CHANGED if name in facts}
    for name in before:
        setattr(held, name, facts[name])
    after = {name: _plain(getattr(held, name)) for name in before}
    if before != after:
        held.save(update_fields=list(before))
        audit.record(actor=actor, at=at, action="set.changed", thing=held, before=before, after=after)
    return held


def _plain(value: object) -> object:
    return value.name if isinstance(value, Site) else value


def _demand_depot(depot: Site, library: Organisation) -> None:
    if depot.organisation_id != library.pk:
        message = _("The depot is one of the library's own places.")
        raise SetRefused("foreign_depot", message, field="depot")


@transaction.atomic
def retire(*, book_set: BookSet, actor: User | None, at: datetime) -> None:
    """Take the set out of service. Raises SetRefused while it holds books or is planned or under way."""
    held = _held(book_set)
    if held.contents.filter(removed_at=None).exists():
        raise SetRefused("not_empty", _("There are books in this set. Unpack it first."))
    if held.placements.open().exists():
        raise SetRefused("placed", _("A placement of this set is planned or under way. Call it off first."))
    held.retired_at = at
    held.save(update_fields=["retired_at"])
    audit.record(actor=actor, at=at, action="set.retired", thing=held, before=None, after={"code": held.code})


def pack(*, book_set: BookSet, code: str, actor: User | None, at: datetime) -> SetCopy:
    """Put the copy with this code into the set. Raises PackingRefused with every reason against it."""
    with in_turn():
        held = _packable(book_set)
        found = queries.copies_with(code, held.library)
        if not found:
            raise PackingRefused([Against("unknown", _("No copy has the code %(code)s.") % {"code": code})])
        if len(found) > 1:
            message = _("%(n)d copies have the code %(code)s. Scan the accession number.")
            raise PackingRefused([Against("ambiguous", message % {"n": len(found), "code": code})])
        rows, refused = _pack(held, [found[0].pk], actor, at)
        if refused:
            raise PackingRefused(refused[found[0].pk], copy=found[0].pk)
        return rows[0]


@dataclass(frozen=True)
class Packed:
    """What came of many copies: those put in, and every reason against each of the others, by copy."""

    rows: list[SetCopy]
    refused: dict[int, list[Against]]


def pack_all(*, book_set: BookSet, numbers: Collection[int], actor: User | None, at: datetime) -> Packed:
    """Put these copies (primary keys) into the set, as an accepted proposal does; what may not travel stays out."""
    with in_turn():
        return Packed(*_pack(_packable(book_set), numbers, actor, at))


def _pack(
    held: BookSet, numbers: Collection[int], actor: User | None, at: datetime
) -> tuple[list[SetCopy], dict[int, list[Against]]]:
    locked = copies.lock_all(numbers)
    if held.contents.filter(removed_at=None).count() + len(locked) > MOST:
        raise SetRefused("too_many", _("A set holds at most %(most)d books.") % {"most": MOST})
    least = number(Key.COPIES_PER_TITLE, held.library, timezone.localdate(at))
    standings = queries.standings(locked, held)
    refused = {copy.pk: against_packing(standings[copy.pk], least) for copy in locked}
    going = [copy for copy in locked if not refused[copy.pk]]
    rows = [SetCopy(set=held, copy=copy, added_at=at, added_by=actor) for copy in going]
    SetCopy.objects.bulk_create(rows, batch_size=500)
    copies.set_status_of_all(copies=going, status=Status.PACKED)
    if going:
        after = {"copies": len(going)} if len(going) > 1 else {"copy": str(going[0])}
        audit.record(actor=actor, at=at, action="set.packed", thing=held, before=None, after=after)
    return rows, {pk: reasons for pk, reasons in refused.items() if reasons}


def unpack(*, book_set: BookSet, numbers: Collection[int] | None = None, actor: User | None, at: datetime) -> int:
    """Put copies back on the shelf (`numbers`; None: all of them); returns how many. Raises SetRefused while away."""
    with in_turn():
        held = _packable(book_set)
        rows = held.contents.filter(removed_at=None)
        if numbers is not None:
            rows = rows.filter(copy__in=list(numbers))
        going = copies.lock_all(rows.values_list("copy", flat=True))
        take_out(held, going, actor, at)
        copies.set_status_of_all(
            copies=[copy for copy in going if copy.status == Status.PACKED], status=Status.AVAILABLE
        )
        return len(going)


def take_out(held: BookSet, going: Sequence[Copy], actor: User | None, at: datetime) -> None:
    """The copies are no longer of the set; what becomes of them is the caller's to say, in whose transaction it is."""
    if not going:
        return
    rows = held.contents.filter(removed_at=None, copy__in=[copy.pk for copy in going])
    rows.update(removed_at=at, removed_by=actor)
    before = {"copies": len(going)} if len(going) > 1 else {"copy": str(going[0])}
    audit.record(actor=actor, at=at, action="set.unpacked", thing=held, before=before, after=None)


def proposal(*, book_set: BookSet, deposit: DepositSite | None, books: int, at: datetime) -> Proposal:
    """What to put in for a site, or for the set's own audience; nothing is packed by it."""
    day = timezone.localdate(at)
    return propose(queries.candidates(book_set.library, day), queries.asked_for(book_set, deposit, books, day))


@transaction.atomic
def mark_rare(
    *,
    library: Organisation,
    copy: Copy | None = None,
    record: SourceRecord | None = None,
    reason: str,
    actor: User | None,
    at: datetime,
) -> RareMark:
    """From now on the copy, or every copy of the record, never travels. Raises SetRefused for what is not ours."""
    if not reason.strip():
        raise SetRefused("no_reason", _("Say why it is rare."), field="reason")
    if (copy and copy.owner_id != library.pk) or (record and record.library_id != library.pk):
        raise SetRefused("not_ours", _("This copy belongs to another library; only its owner marks it as rare."))
    if RareMark.objects.filter(copy=copy, record=record, ended_at=None).exists():
        raise SetRefused("marked", _("It is marked as rare already."))
    made = RareMark.objects.create(library=library, copy=copy, record=record, reason=reason.strip(), at=at, actor=actor)
    after = {"copy": str(copy)} if copy else {"record": facts_from_json(record.facts).title if record else ""}
    audit.record(actor=actor, at=at, action="rare.marked", thing=made, before=None, after=after, reason=made.reason)
    return made


@transaction.atomic
def unmark_rare(*, mark: RareMark, actor: User | None, at: datetime) -> None:
    """It may travel again; that it was marked stays written down."""
    RareMark.objects.filter(pk=mark.pk, ended_at=None).update(ended_at=at, ended_by=actor)
    audit.record(actor=actor, at=at, action="rare.unmarked", thing=mark, before={"reason": mark.reason}, after=None)


def _held(book_set: BookSet) -> BookSet:
    return BookSet.objects.select_for_update(of=("self",)).select_related("library__tier", "depot").get(pk=book_set.pk)


def _packable(book_set: BookSet) -> BookSet:
    """The set under lock. Raises SetRefused when it is out of service or not at home."""
    held = _held(book_set)
    if held.retired_at is not None:
        raise SetRefused("retired", _("This set is out of service."))
    away = held.placements.filter(state__in=(Placement.State.SENT, *Placement.AT_SITE)).first()
    if away is not None:
        message = _("This set is away (%(state)s); its books are changed when it is back.")
        raise SetRefused("away", message % {"state": away.get_state_display()})
    return held
