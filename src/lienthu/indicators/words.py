"""How an indicator comes about, in words."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import recipes
from lienthu.indicators.rules.recipes import ByHand, Counted, FromLedger, Worked
from lienthu.ledger.models import Kind as Booked


def told(indicator: Indicator, names: Mapping[str, str]) -> str:
    """A sentence; `names` of other indicators by code."""
    match recipes.of(indicator):
        case ByHand():
            return _("Counted by hand and reported.")
        case Counted():
            return _("Counted by the program on the last day.")
        case Worked(formula=formula):
            text = formula.text
            for code in sorted(formula.codes, key=len, reverse=True):
                text = text.replace(code, f"[{names.get(code, code)}]")
            return _("Worked out: %(formula)s") % {"formula": text.replace(" / ", " : ")}
        case FromLedger(kinds=kinds, distinct_sites=distinct):
            said = ", ".join(sorted(str(Booked(kind).label) for kind in kinds))
            if distinct:
                return _("Different sites in the ledger: %(kinds)s") % {"kinds": said}
            return _("Summed from the ledger: %(kinds)s") % {"kinds": said}
