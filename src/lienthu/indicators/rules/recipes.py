"""How an indicator comes about: its recipe, read from data (a JSON object) into one of four sorts.

{"ledger": ["check_out"], "credit": "host", "where": {"age_band": ["child"]}}    summed from the ledger
{"ledger": ["rotation_round"], "credit": "owner", "distinct": "site"}            how many different sites
{"count": "copies"}                                                               counted on a day
{"formula": "cards.issued + cards.renewed"}                                       worked out
{"hand": true}                                                                    counted by hand
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from lienthu.indicators.errors import IndicatorRefused
from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import formulas
from lienthu.ledger.models import AgeBand, Channel
from lienthu.ledger.models import Kind as Booked
from lienthu.ledger.rules import MOBILE, kept_with

WHERE = {
    "age_band": frozenset(AgeBand.values),
    "channel": frozenset(Channel.values),
    "on_trip": frozenset({True, False}),
    "material": None,  # any key of lib.marc's kinds
}
KINDS = frozenset(Booked.values)
CREDITS = ("host", "owner")  # who served, or whose copy or card it is
MEASURES = (
    "titles", "copies", "serial_titles", "deposit_sites", "valid_cards", "vehicles", "staff", "trained_staff",
)  # fmt: skip


@dataclass(frozen=True)
class FromLedger:
    kinds: frozenset[str]
    credit: str
    where: tuple[tuple[str, frozenset[Any]], ...]
    distinct_sites: bool

    @property
    def shown_by(self) -> frozenset[str]:
        """The kinds of which any shows that this is kept here; what is asked of trips, that the vehicle is."""
        on_trips = any(fact == "on_trip" and wanted == {True} for fact, wanted in self.where)
        return kept_with(MOBILE if on_trips else self.kinds)

    @property
    def channels(self) -> frozenset[str] | None:
        """Those that count; None: all."""
        return next((wanted for fact, wanted in self.where if fact == "channel"), None)

    def takes(self, row: Mapping[str, Any]) -> bool:
        """Whether a sum of the ledger, with these facts, counts."""
        return row["kind"] in self.kinds and all(row[fact] in wanted for fact, wanted in self.where)


@dataclass(frozen=True)
class Counted:
    """What there was on a day, one of MEASURES."""

    measure: str


@dataclass(frozen=True)
class Worked:
    formula: formulas.Formula


@dataclass(frozen=True)
class ByHand:
    pass


Recipe = FromLedger | Counted | Worked | ByHand


def of(indicator: Indicator) -> Recipe:
    return read(indicator.how)


def read(how: Any) -> Recipe:
    """The recipe. Raises IndicatorRefused, which says what in it cannot be read."""
    match how:
        case {"hand": True}:
            return ByHand()
        case {"formula": str(text)}:
            return Worked(formulas.read(text))
        case {"count": str(measure)} if measure in MEASURES:
            return Counted(measure)
        case {"ledger": list(kinds)} if kinds and KINDS.issuperset(kinds):
            return _from_ledger(how, kinds)
    raise IndicatorRefused("unreadable_recipe", _("This recipe of an indicator cannot be read: %(how)s") % {"how": how})


def _from_ledger(how: Mapping[str, Any], kinds: list[str]) -> FromLedger:
    where = how.get("where", {})
    unknown = [fact for fact in where if fact not in WHERE]
    wrong = [f for f in where if f in WHERE and (known := WHERE[f]) is not None and not known.issuperset(where[f])]
    if unknown or wrong or how.get("credit", "host") not in CREDITS or how.get("distinct", "site") != "site":
        raise IndicatorRefused(
            "unreadable_recipe", _("This recipe of an indicator cannot be read: %(how)s") % {"how": dict(how)}
        )
    facts = tuple((fact, frozenset(wanted)) for fact, wanted in sorted(where.items()))
    return FromLedger(frozenset(kinds), how.get("credit", "host"), facts, "distinct" in how)
