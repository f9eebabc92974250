"""Scanning in a stocktaking, by one or several people at once. Every scan is kept; a repeated one changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy
from lienthu.common.transactions import in_turn
from lienthu.stock.errors import StocktakingRefused
from lienthu.stock.models import ExpectedCopy, Finding, Scan, Stocktaking
from lienthu.stock.queries.stocktakings import Candidates, holds, meant, title_of
from lienthu.stock.rules import counting
from lienthu.stock.rules.counting import Order

MOST_AT_ONCE = 3_000  # codes of one list
SLICE = 100  # of them in one transaction, so that who scans meanwhile waits a blink
LOOKED_BACK = 5
Kind = Finding.Kind


class Tone(StrEnum):
    """How the answer looks and sounds; LOOK: something is to be done, BAD: nothing is known of the code."""

    GOOD = "good"
    AGAIN = "again"
    LOOK = "look"
    BAD = "bad"


@dataclass(frozen=True)
class Answer:
    """What came of one code. `sentences`: what happened, and what to do; `findings`: what is wrong, new or old."""

    code: str
    tone: Tone
    sentences: tuple[str, ...]
    scan: Scan
    copy: Copy | None = None
    title: str = ""
    findings: tuple[Finding, ...] = ()

    @property
    def counted(self) -> bool:
        return self.scan.expected_id is not None


def scan(*, stocktaking: Stocktaking, code: str, in_order: bool, actor: User, at: datetime) -> Answer:
    """Take one code. `in_order`: the person scans along the shelf, so say when a copy stands in the wrong place.

    Raises StocktakingRefused when the code is empty or the stocktaking is closed.
    """
    with in_turn():
        held, found = _open(stocktaking), _demand_code(code)
        return _scan(held, found, meant([found], held)[found], actor, at, in_order=in_order)


@dataclass(frozen=True)
class Batch:
    """What came of a list of codes: how many of each tone, and every answer that is not simply good."""

    counts: dict[Tone, int]
    to_look_at: list[Answer]


def scan_all(*, stocktaking: Stocktaking, codes: Sequence[str], in_order: bool, actor: User, at: datetime) -> Batch:
    """Take the codes of a scanner's memory, a line each, in their order; empty lines are passed over.

    Raises StocktakingRefused for none, or more than MOST_AT_ONCE, before any is taken.
    """
    wanted = [code for code in (counting.cleaned(line) for line in codes) if code]
    if not wanted:
        raise StocktakingRefused("no_codes", _("There is no code in this list. Write one code on each line."))
    if len(wanted) > MOST_AT_ONCE:
        message = _("The list has %(n)d codes; at most %(most)d are taken at once. Send it in parts.")
        raise StocktakingRefused("too_many_codes", message % {"n": len(wanted), "most": MOST_AT_ONCE})
    batch = Batch(dict.fromkeys(Tone, 0), [])
    for start in range(0, len(wanted), SLICE):
        with in_turn():
            held = _open(stocktaking)
            codes = wanted[start : start + SLICE]
            candidates = meant(set(codes), held)
            for code in codes:
                answer = _scan(held, code, candidates[code], actor, at, in_order=in_order)
                batch.counts[answer.tone] += 1
                if answer.tone not in (Tone.GOOD, Tone.AGAIN):
                    batch.to_look_at.append(answer)
    return batch


def _demand_code(code: str) -> str:
    found = counting.cleaned(code)
    if not found:
        raise StocktakingRefused("no_code", _("Scan a book, or type its barcode or accession number."))
    return found


def _open(stocktaking: Stocktaking) -> Stocktaking:
    """The stocktaking under lock, so that none is counted in the moment in which it is closed."""
    held = Stocktaking.objects.select_for_update(of=("self",)).get(pk=stocktaking.pk)
    if not held.is_open:
        message = _("This stocktaking is closed, so nothing was counted. It must be opened again first.")
        raise StocktakingRefused("closed", message)
    return held


def _scan(held: Stocktaking, code: str, candidates: Candidates, actor: User, at: datetime, *, in_order: bool) -> Answer:
    if not candidates.copies:
        made = Scan.objects.create(stocktaking=held, code=code, at=at, actor=actor)
        found = _note(held, Kind.UNKNOWN, None, code, actor, at)
        unknown = _("No copy has this code. Check the label, or set the book aside to be catalogued.")
        return Answer(code, Tone.BAD, (unknown,), made, None, "", (found,))
    if len(candidates.copies) > 1:
        made = Scan.objects.create(stocktaking=held, code=code, at=at, actor=actor)
        found = _note(held, Kind.DOUBLE, None, code, actor, at)
        double = _("%(n)d copies have this code, so none was counted. Scan their accession numbers, then relabel them.")
        return Answer(code, Tone.LOOK, (double % {"n": len(candidates.copies)},), made, None, "", (found,))
    copy = candidates.copies[0]
    return _count(held, copy, candidates.expected.get(copy.pk), code, actor, at, in_order=in_order)


def _count(
    held: Stocktaking,
    copy: Copy,
    expected: ExpectedCopy | None,
    code: str,
    actor: User,
    at: datetime,
    *,
    in_order: bool,
) -> Answer:
    """Of two people who scan one copy in the same moment, the table lets one count it."""
    fresh = expected is not None and bool(
        ExpectedCopy.objects.filter(pk=expected.pk, seen_at=None).update(seen_at=at, seen_by=actor)
    )
    again = not fresh and held.scans.filter(copy=copy).exists()
    order = Order.NOT_KNOWN
    if fresh and in_order and expected is not None:
        order = _judge(held, expected, actor, at)
    made = Scan.objects.create(
        stocktaking=held, code=code, at=at, actor=actor, copy=copy, expected=expected if fresh else None,
        in_order=None if order is Order.NOT_KNOWN else order is not Order.THIS_IS_OUT,
    )  # fmt: skip
    seen = counting.Seen(
        expected=expected is not None,
        ours=copy.custodian_id == held.library_id,
        in_scope=expected is None and holds(held, copy),
        status=copy.status,
    )
    kinds = counting.wrong_with(seen)
    if order is Order.THIS_IS_OUT:
        kinds.append(Kind.WRONG_ORDER)
    findings = tuple(_note(held, kind, copy, code, actor, at) for kind in kinds)
    waiting = [finding for finding in findings if not finding.settled]
    sentences = [_repeated(held, copy, expected, made)] if again else ([_("Counted.")] if fresh else [])
    sentences += [sentence_for(finding.kind) for finding in waiting]
    if order is Order.LAST_WAS_OUT:
        sentences.append(_("The book before this one stands in the wrong place; it belongs further on."))
    if not sentences:  # found before, and settled
        sentences = [_("This was found before and is settled.")]
    to_do = waiting or order is Order.LAST_WAS_OUT
    tone = Tone.LOOK if to_do else Tone.AGAIN if again else Tone.GOOD
    return Answer(code, tone, tuple(sentences), made, copy, title_of(copy), findings)


def _repeated(held: Stocktaking, copy: Copy, expected: ExpectedCopy | None, made: Scan) -> str:
    first = held.scans.filter(copy=copy).exclude(pk=made.pk).select_related("actor").first()
    at, who = (first.at, first.actor) if first else (made.at, made.actor)
    if expected is not None and expected.seen_at is not None:
        at, who = expected.seen_at, expected.seen_by
    values = {"when": timezone.localtime(at).strftime("%H:%M %d/%m"), "who": str(who or "")}
    return _("Scanned before: %(when)s, by %(who)s. Nothing changes.") % values


def _judge(held: Stocktaking, expected: ExpectedCopy, actor: User, at: datetime) -> Order:
    """Whether the copy stands in order behind those that this person counted last; may correct what was said."""
    before = list(
        held.scans.filter(actor=actor).exclude(expected=None).select_related("expected", "copy")
        .order_by("-id")[:LOOKED_BACK]
    )  # fmt: skip
    places = [counting.Place(row.expected.shelf_key, row.in_order) for row in before if row.expected]
    order = counting.judged(places, expected.shelf_key)
    last = next((row for row in before if row.in_order is not None), None)
    if last is None or last.copy is None:
        return order
    if order is Order.LAST_WAS_OUT:
        Scan.objects.filter(pk=last.pk).update(in_order=False)
        _note(held, Kind.WRONG_ORDER, last.copy, last.code, actor, at)
    if order is Order.NEW_SHELF:
        Scan.objects.filter(pk=last.pk).update(in_order=True)
        mistaken = held.findings.filter(kind=Kind.WRONG_ORDER, copy=last.copy, settled="")
        mistaken.update(settled=Finding.Action.NEW_SHELF, settled_at=at, settled_by=actor)
    return order


def _note(held: Stocktaking, kind: Kind, copy: Copy | None, code: str, actor: User, at: datetime) -> Finding:
    """The finding, written down once for each copy, or code of no copy."""
    told_by: dict[str, object] = {"copy": copy} if copy else {"copy": None, "code": code}
    with transaction.atomic():
        found, _made = Finding.objects.get_or_create(
            stocktaking=held, kind=kind, **told_by, defaults={"code": code, "at": at, "actor": actor}
        )
    return found


def sentence_for(kind: str) -> str:
    """What it means that this was found, and what to do with the book."""
    return {
        Kind.MISSING: _("It was not seen. Look for it once more before you mark it as lost."),
        Kind.MISPLACED: _("It is yours but does not belong in this part. Put it where it belongs."),
        Kind.ADDED: _("It came into this part after the stocktaking was opened, so it is not on the list."),
        Kind.FOREIGN: _("It is in the charge of another library. Set it aside to be sent there."),
        Kind.UNKNOWN: _("No copy has this code. Check the label, or set the book aside to be catalogued."),
        Kind.DOUBLE: _("Several copies have this code. Scan their accession numbers, then relabel them."),
        Kind.ON_LOAN: _("It is written down as on loan. Take it back."),
        Kind.LOST: _("It is written down as lost. Say that it is found."),
        Kind.ON_THE_WAY: _("It is written down as on its way to another library. Take it in, or send it on."),
        Kind.WITHDRAWN: _("It was withdrawn from the stock. Set it aside."),
        Kind.WRONG_ORDER: _("It stands in the wrong place on the shelf. Put it where its call number belongs."),
    }[Kind(kind)]
