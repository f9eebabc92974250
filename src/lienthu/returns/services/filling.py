"""Filling in: computed figures beside the reported ones, typed or taken over, field by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.indicators.models import Indicator
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.recipes import FromLedger, Worked
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Call, Entry, Return
from lienthu.returns.queries.told import silent, told
from lienthu.returns.rules.checks import other_meaning
from lienthu.returns.rules.reading import STEP, read

State, How = Return.State, Entry.State
Values = Mapping[str, Decimal | None]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What somebody does to one figure. None: says nothing of it. `text` "" takes the computed figure again.

    `meant`: the doubtful number is as it was read; `other`: it is the other one.
    """

    text: str | None = None
    not_available: bool = False
    reason: str | None = None
    word: str | None = None
    meant: bool = False
    other: bool = False


def held(number: int) -> Return:
    """The return, held for a change in the caller's transaction."""
    rows = Return.objects.select_for_update(of=("self",)).select_related("call", "organisation")
    return rows.get(pk=number)


def editable(number: int) -> Return:
    """The same; raises ReturnRefused unless its figures may still change."""
    row = held(number)
    if not row.is_editable:
        raise ReturnRefused("not_open", _("This return was handed in, or its round is over: it cannot be changed now."))
    return row


def place_of(row: Return) -> Place:
    return Place(Sort.NETWORK if row.call.asks == Call.Asks.NETWORK else Sort.LIBRARY, row.organisation_id)


@transaction.atomic
def begin(*, row: Return, actor: User | None, at: datetime) -> Return:
    """Have its figures computed for the first time; one that was begun stays as it is."""
    row = held(row.pk)
    if row.state == State.ASKED and row.call.is_open:
        _compute(row, at)
        row.state = State.DRAFT
        row.save(update_fields=("state", "prefilled_at"))
    return row


@transaction.atomic
def refresh(*, row: Return, actor: User | None, at: datetime) -> None:
    """Compute anew. What was typed stays, beside the new computed figure."""
    row = editable(row.pk)
    _compute(row, at)
    row.save(update_fields=("prefilled_at",))
    audit.record(actor=actor, at=at, action="return.computed", thing=row, before=None, after=None)


def _compute(row: Return, at: datetime) -> None:
    known = by_code(row.call.period.last)
    place, period = place_of(row), row.call.period
    asked = [known[code] for code in row.call.codes if code in known]
    now = told(asked, period, [place], without=[row.pk])
    then = told(asked, period.a_year_before(), [place])
    unheard = place.sort == Sort.LIBRARY and bool(silent([place.pk], period))
    there = {entry.indicator: entry for entry in row.entries.all()}
    fresh: list[Entry] = []
    changed: list[Entry] = []
    for position, indicator in enumerate(asked):
        entry = there.get(indicator.code) or Entry(of=row, indicator=indicator.code)
        figure = now[indicator.code, place].value
        if unheard and isinstance(recipes.of(indicator), FromLedger):
            figure = None  # it works on paper: nothing in the ledger is not 0
        entry.position, entry.computed = position, _kept(figure)
        entry.before = _kept(then[indicator.code, place].value)
        if entry.state in (How.EMPTY, How.COMPUTED):
            _take_over(entry)
        (changed if entry.pk else fresh).append(entry)
    row.prefilled_at = at
    Entry.objects.bulk_create(fresh)
    Entry.objects.bulk_update(changed, ("position", "computed", "before", "state", "value"))
    _work_out(row, known)


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(STEP, ROUND_HALF_UP)


def _take_over(entry: Entry) -> None:
    entry.value = entry.computed
    entry.state = How.EMPTY if entry.computed is None else How.COMPUTED
    entry.typed, entry.is_doubtful = "", False


@transaction.atomic
def save(*, row: Return, code: str, said: Said, actor: User | None, at: datetime) -> set[str]:
    """Write down one figure; returns the codes of all that changed, for sums and ratios follow their parts.

    Raises ReturnRefused where the text is no number; nothing is changed then.
    """
    row = editable(row.pk)
    entry = row.entries.filter(indicator=code).first()
    known = by_code(row.call.period.last)
    if entry is None or code not in known:
        raise ReturnRefused("not_asked", _("This figure is not asked for in this return."))
    if known[code].kind == Indicator.Kind.RATIO:
        raise ReturnRefused("worked_out", _("A ratio is worked out of the other figures."))
    _say(entry, said, known[code])
    entry.saved_at, entry.saved_by = at, actor
    entry.save()
    if row.state == State.ASKED:
        row.state = State.DRAFT
        row.save(update_fields=("state",))
    return {code} | _work_out(row, known)


def _say(entry: Entry, said: Said, indicator: Indicator) -> None:
    if said.not_available:
        _not_available(entry)
    elif said.other and entry.is_doubtful and entry.value is not None:
        entry.value, entry.is_doubtful = _kept(other_meaning(entry.value, indicator.decimals) or entry.value), False
    elif said.meant:
        entry.is_doubtful = False
    elif said.text is not None and said.text.strip() == "":
        _take_over(entry)
    elif said.text is not None:
        typed = read(said.text, indicator.decimals)
        if typed.value is None:
            _not_available(entry)
        elif entry.state != How.COMPUTED or typed.value != entry.value:
            same = entry.state == How.TYPED and entry.value == typed.value
            entry.is_doubtful = entry.is_doubtful if same else typed.is_doubtful
            entry.state, entry.value, entry.typed = How.TYPED, typed.value, said.text.strip()[:40]
    if said.reason is not None:
        entry.reason = said.reason.strip()[:300]
    if said.word is not None:
        entry.word = said.word.strip()[:300]


def _not_available(entry: Entry) -> None:
    entry.state, entry.value, entry.typed, entry.is_doubtful = How.NOT_AVAILABLE, None, "", False


def _work_out(row: Return, known: Mapping[str, Indicator]) -> set[str]:
    """Sums that nobody typed, and all ratios, from the reported parts. Returns the codes that changed."""
    entries = {entry.indicator: entry for entry in row.entries.all()}
    worked = {
        code: recipe.formula
        for code in entries
        if code in known and isinstance(recipe := recipes.of(known[code]), Worked)
    }
    changed = []
    values: dict[str, Decimal | None] = {code: entry.value for code, entry in entries.items()}
    while worked:
        ready = [code for code, formula in worked.items() if formula.codes.isdisjoint(worked)] or list(worked)
        for code in ready:
            formula, entry = worked.pop(code), entries[code]
            if not formula.codes <= entries.keys():
                continue  # a part is not asked for: what was computed elsewhere stands
            was = (entry.state, entry.computed, entry.value)
            entry.computed = _kept(formula.value(values))
            if known[code].kind == Indicator.Kind.RATIO or entry.state in (How.EMPTY, How.COMPUTED):
                _take_over(entry)
            if known[code].kind == Indicator.Kind.RATIO and entry.computed is None:
                _not_available(entry)
            values[code] = entry.value
            if was != (entry.state, entry.computed, entry.value):
                changed.append(entry)
    Entry.objects.bulk_update(changed, ("state", "computed", "value", "typed", "is_doubtful"))
    return {entry.indicator for entry in changed}


@transaction.atomic
def save_many(
    *, row: Return, said: Mapping[str, Said], actor: User | None, at: datetime
) -> tuple[Collection[str], Mapping[str, str]]:
    """As `save` for several; what cannot be read is left out. The codes taken, and by code why not."""
    taken: list[str] = []
    refused: dict[str, str] = {}
    for code, each in said.items():
        try:
            save(row=row, code=code, said=each, actor=actor, at=at)
            taken.append(code)
        except ReturnRefused as refusal:
            if refusal.code == "not_open":
                raise
            refused[code] = str(refusal)
    return taken, refused
