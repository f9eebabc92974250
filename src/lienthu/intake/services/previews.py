"""A file as it would be taken in: its first rows go through the very services, and everything is taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy
from lienthu.intake import columns as known
from lienthu.intake import tables
from lienthu.intake.errors import IntakeRefused
from lienthu.intake.models import Intake, Kind
from lienthu.intake.rules.patrons import CONSENTS
from lienthu.intake.rules.reasons import values_of
from lienthu.intake.services import running
from lienthu.intake.services.results import Batching, Outcome, Result
from lienthu.intake.services.uploads import file_of
from lienthu.patrons.models import Patron

PREVIEWED = 12
SAMPLES = 3
DAYS = frozenset(("birth_date", "registered_on", "expires_on", "entered_on", "lent_on", "due_on", "placed_on"))


@dataclass(frozen=True)
class Column:
    """A column of the file and what it is taken to hold."""

    name: str
    target: str
    samples: tuple[str, ...]


@dataclass(frozen=True)
class PreviewedRow:
    """A row as it will look: the facts by target in the order of the page, and what is wrong with it."""

    line: int
    facts: tuple[str, ...]
    outcome: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What the file comes to as it is read now. `trouble` says why it cannot be taken in so."""

    columns: list[Column] = field(default_factory=list)
    encoding: str = ""
    format: str = ""
    targets: list[str] = field(default_factory=list)
    rows: list[PreviewedRow] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # categories or places in the file that must be told
    word: str = ""  # "category" or "place"
    trouble: str = ""

    @property
    def mapping(self) -> dict[str, str]:
        return {column.name: column.target for column in self.columns}

    @property
    def kept(self) -> int:
        """How many of the first rows will be kept."""
        return sum(row.outcome in (Outcome.REJECTED, Outcome.DOUBTFUL) for row in self.rows)


def preview(
    intake: Intake,
    *,
    targets: Sequence[str] | None,
    words: dict[str, str] | None,
    category: str,
    encoding: str,
    at: datetime,
) -> Preview:
    """Read the beginning of the file; `targets` and `words` as on the page, None: as remembered or guessed."""
    try:
        with tables.opened(
            file_of(intake), kind=intake.kind, encoding=encoding or "auto", name=intake.file_name
        ) as sheet:
            first = list(islice(sheet.rows(), PREVIEWED))
    except IntakeRefused as refusal:
        return Preview(trouble=str(refusal))
    guessed, remembered = running.settings_for(intake.library, intake.kind, sheet.header)
    allowed = known.TARGETS[intake.kind]
    chosen = {
        name: targets[at_] if targets is not None and at_ < len(targets) and targets[at_] in allowed else guessed[name]
        for at_, name in enumerate(sheet.header)
    }
    word = {Kind.PATRONS: "category", Kind.COPIES: "place", Kind.HOLDS: "place"}.get(Kind(intake.kind), "")
    values: dict[str, list[str]] = intake.options.get("values", {})
    listed = sorted({each for name, target in chosen.items() if target == word for each in values.get(name, [])})
    columns = [
        Column(
            name, chosen[name], tuple(dict.fromkeys(filter(None, (row.cells.get(name, "") for row in first))))[:SAMPLES]
        )
        for name in sheet.header
    ]
    found = Preview(columns, sheet.encoding, sheet.format, words=listed if word else [], word=word)
    said = words if words is not None else remembered.get(word, {})
    try:
        running.demand_columns(intake.kind, chosen)
    except IntakeRefused as refusal:
        return Preview(columns, sheet.encoding, sheet.format, words=found.words, word=word, trouble=str(refusal))
    intake.columns = chosen
    intake.options = {**intake.options, "words": {word: said}, "category": category}
    batching = Batching(intake, intake.library, intake.actor, at)
    shown = [target for target in allowed if target in chosen.values() and target not in ("", known.ORIGIN)]
    with transaction.atomic():
        taker = running.TAKERS[intake.kind](batching)
        results = running.outcomes(taker, first)
        rows = [_shown(taker, result, shown) for result in results]
        transaction.set_rollback(True)  # nothing of it is kept
    return Preview(columns, sheet.encoding, sheet.format, shown, rows, found.words, word)


def _shown(taker: object, result: Result, targets: Sequence[str]) -> PreviewedRow:
    read = taker.read(result.row)  # type: ignore[attr-defined]
    told = {**getattr(read.said, "book", {}), **read.facts}
    if "full_name" in told:  # put together from these two, which are shown as the file has them
        values = values_of(result.row.cells, taker.columns)  # type: ignore[attr-defined]
        told |= {name: values.get(name, "") for name in ("family_name", "given_name")}
    if "category" in told and getattr(read, "category", None):
        told["category"] = read.category.name
    facts = tuple(_text(target, told.get(target, "")) for target in targets)
    return PreviewedRow(result.row.line, facts, result.outcome, tuple(reason.text for reason in result.reasons))


def _text(target: str, text: str) -> str:
    """Facts as people write them: days, and the words for what is stored as a key."""
    if target in ("sex", "status") and text:
        choices = Patron.Sex.choices if target == "sex" else Copy.Status.choices
        return str(dict(choices).get(text, text))
    if target in CONSENTS and text:
        return _("yes") if text == "yes" else _("no")
    if target in DAYS and text:
        try:
            return f"{date.fromisoformat(text):%d/%m/%Y}"
        except ValueError:
            return text
    return text
