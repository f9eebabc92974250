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
from lienthu.indicators.queries.places import Place, Sort, shares
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.periods import Period
from lienthu.indicators.rules.recipes import Worked
from lienthu.returns.errors import ReturnRefused
from lienthu.returns.models import Call, Entry, Return
from lienthu.returns.queries.told import Origin, silent, told
from lienthu.returns.rules.checks import other_meaning
from lienthu.returns.rules.reading import STEP, read

State, How = Return.State, Entry.State
FOLLOWING = (How.EMPTY, How.COMPUTED, How.WORKED)  # nobody has typed it
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
def prefill(*, row: Return, at: datetime) -> None:
    """Have its figures computed for those who asked for it, who look and type nothing: nobody has begun it by that."""
    row = held(row.pk)
    if row.state == State.ASKED and row.prefilled_at is None and row.call.is_open:
        _compute(row, at)
        row.save(update_fields=("prefilled_at",))


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
    now = _known_of(place, asked, period, row.pk)
    then = _known_of(place, asked, period.a_year_before(), row.pk) if period.has_year_before else {}
    there = {entry.indicator: entry for entry in row.entries.all()}
    fresh: list[Entry] = []
    changed: list[Entry] = []
    for position, indicator in enumerate(asked):
        entry = there.get(indicator.code) or Entry(of=row, indicator=indicator.code)
        entry.position, entry.computed = position, _kept(now[indicator.code])
        entry.before = _kept(then.get(indicator.code))
        if entry.state in FOLLOWING:
            _take_over(entry)
        (changed if entry.pk else fresh).append(entry)
    row.prefilled_at = at
    Entry.objects.bulk_create(fresh)
    Entry.objects.bulk_update(changed, ("position", "computed", "before", "state", "value"))
    _work_out({entry.indicator: entry for entry in (*fresh, *changed)}, known)


def _known_of(place: Place, asked: Collection[Indicator], period: Period, but: int) -> Values:
    """What is known without this return, by code. Of who works on paper the ledger has nothing, which is not 0."""
    found = told(asked, period, [place], without=[but])
    members = set(shares([place], period)[place]) or {place.pk}
    on_paper = silent(members, period) >= members
    figures = {one.code: found[one.code, place] for one in asked}
    return {
        code: None if on_paper and figure.origin == Origin.LEDGER else figure.value for code, figure in figures.items()
    }


def _kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(STEP, ROUND_HALF_UP)


def _take_over(entry: Entry) -> None:
    entry.value = entry.computed
    entry.state = How.EMPTY if entry.computed is None else How.COMPUTED
    entry.typed, entry.is_doubtful = "", False


@transaction.atomic
def save(*, row: Return, code: str, said: Said, actor: User | None, at: datetime) -> None:
    """Write down one figure; sums and ratios follow their parts.

    Raises ReturnRefused where the text is no number; nothing is changed then.
    """
    _taken, refused = save_many(row=row, said={code: said}, actor=actor, at=at)
    if refused:
        raise ReturnRefused("not_taken", refused[code])


@transaction.atomic
def save_many(
    *, row: Return, said: Mapping[str, Said], actor: User | None, at: datetime
) -> tuple[Collection[str], Mapping[str, str]]:
    """As `save` for several; what cannot be read is left out. The codes taken, and by code why not."""
    row = editable(row.pk)
    known = by_code(row.call.period.last)
    entries = {entry.indicator: entry for entry in row.entries.all()}
    taken: list[Entry] = []
    refused: dict[str, str] = {}
    for code, each in said.items():
        try:
            if code not in entries or code not in known:
                raise ReturnRefused("not_asked", _("This figure is not asked for in this return."))
            if known[code].kind == Indicator.Kind.RATIO:
                raise ReturnRefused("worked_out", _("A ratio is worked out of the other figures."))
            _say(entries[code], each, known[code])
        except ReturnRefused as refusal:
            refused[code] = str(refusal)
            continue
        entries[code].saved_at, entries[code].saved_by = at, actor
        taken.append(entries[code])
    Entry.objects.bulk_update(
        taken, ("state", "value", "typed", "is_doubtful", "reason", "word", "saved_at", "saved_by")
    )
    if row.state == State.ASKED:
        row.state = State.DRAFT
        row.save(update_fields=("state",))
    _work_out(entries, known)
    return [entry.indicator for entry in taken], refused


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
        elif entry.state not in (How.COMPUTED, How.WORKED) or typed.value != entry.value:
            same = entry.state == How.TYPED and entry.value == typed.value
            entry.is_doubtful = entry.is_doubtful if same else typed.is_doubtful
            entry.state, entry.value, entry.typed = How.TYPED, typed.value, said.text.strip()[:40]
    if said.reason is not None:
        entry.reason = said.reason.strip()[:300]
    if said.word is not None:
        entry.word = said.word.strip()[:300]


def _not_available(entry: Entry) -> None:
    entry.state, entry.value, entry.typed, entry.is_doubtful = How.NOT_AVAILABLE, None, "", False


def _work_out(entries: Mapping[str, Entry], known: Mapping[str, Indicator]) -> None:
    """Sums that nobody typed, and all ratios, from the reported parts; what was computed of them stays beside them."""
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
            was = (entry.state, entry.value)
            _follow(entry, _kept(formula.value(values)), is_ratio=known[code].kind == Indicator.Kind.RATIO)
            values[code] = entry.value
            if was != (entry.state, entry.value):
                changed.append(entry)
    Entry.objects.bulk_update(changed, ("state", "value", "typed", "is_doubtful"))


def _follow(entry: Entry, worked: Decimal | None, *, is_ratio: bool) -> None:
    """Take what its parts make up: a ratio always, a sum unless somebody typed another one."""
    if is_ratio and worked is None:
        _not_available(entry)
    elif is_ratio or entry.state in FOLLOWING or (entry.state == How.TYPED and entry.value == worked):
        entry.state = How.EMPTY if worked is None else How.COMPUTED if worked == entry.computed else How.WORKED
        entry.value, entry.typed, entry.is_doubtful = worked, "", False
