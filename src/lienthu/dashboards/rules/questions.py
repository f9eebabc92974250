"""A question: which indicators, taken apart by what, at which places, over which period; and its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lienthu.dashboards.errors import QuestionRefused
from lienthu.indicators.queries.places import Place
from lienthu.indicators.rules.periods import Period

MOST_INDICATORS: Final = 8
MOST_PLACES: Final = 20
MOST_COLUMNS: Final = 24


class By(StrEnum):
    PLACE = "place"  # a row for each place
    MEMBER = "member"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    SITE = "site"
    AGE_BAND = "age_band"
    MATERIAL = "material"
    CHANNEL = "channel"


TIMES: Final = (By.MONTH, By.QUARTER, By.YEAR)
FACTS: Final = (By.SITE, By.AGE_BAND, By.MATERIAL, By.CHANNEL)


@dataclass(frozen=True)
class Question:
    """`codes` of indicators, in the order of the table's columns."""

    codes: tuple[str, ...]
    by: By
    places: tuple[Place, ...]
    period: Period

    @property
    def query(self) -> str:
        """As the address of the page has it."""
        pairs: list[tuple[str, str]] = [("indicator", code) for code in self.codes]
        pairs += [("place", place.code) for place in self.places]
        return urlencode([*pairs, ("by", self.by.value), ("period", self.period.code)])


def check(codes: Sequence[str], by: By, places: Sequence[Place]) -> None:
    """Raise QuestionRefused where the table would be too wide, or of nothing."""
    if not codes:
        raise QuestionRefused("no_indicator", _("Choose at least one indicator."))
    if not places:
        raise QuestionRefused("no_place", _("Choose at least one place."))
    columns = len(codes) * (1 if by in (By.PLACE, By.MEMBER) else len(places))
    if len(codes) > MOST_INDICATORS or len(places) > MOST_PLACES or columns > MOST_COLUMNS:
        raise QuestionRefused(
            "too_wide",
            _("This table would be too wide: choose at most %(indicators)d indicators and fewer places.")
            % {"indicators": MOST_INDICATORS},
        )
