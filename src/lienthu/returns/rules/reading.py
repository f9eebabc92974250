"""What somebody typed in a figure's field: the number, whether it may mean another, and how it sounds."""

import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy

from lienthu.lib.vietnamese import numbers
from lienthu.returns.errors import ReturnRefused

STEP = Decimal("0.0001")  # as figures are stored
NOT_AVAILABLE = frozenset(
    {
        "-", "--", "–", "—", "/", "…", "...", "x", "k", "kco", "k có", "ko có", "không có", "khong co", "không rõ",
        "chưa rõ", "chưa có", "không có số", "không có số liệu", "khong co so lieu", "chưa có số liệu",
        "chua co so lieu", "chưa thống kê", "không thống kê", "chưa thống kê được", "không thống kê được",
        "n/a", "na", "not available",
    }
)  # fmt: skip
NO_NUMBER = gettext_lazy("“%(text)s” is no number. Write 37.176.610, or “-” where it is not known.")
TOO_LARGE = gettext_lazy("“%(text)s” is too large a number.")


@dataclass(frozen=True)
class Typed:
    """`value` None: said to be not available. `is_doubtful`: asked about (`checks.other_meaning`)."""

    value: Decimal | None
    is_doubtful: bool = False


def read(text: str, decimals: int = 0) -> Typed:
    """What the text says. Raises ReturnRefused, with the text in its words, where it is no number from 0 up.

    Of whole things (`decimals` 0) 1.234 is a thousand and more, and 2,5 is asked about; of ratios 1.234 is.
    """
    bare = " ".join(unicodedata.normalize("NFC", text).split()).casefold()
    if bare in NOT_AVAILABLE:
        return Typed(None)
    try:
        found = numbers.read(bare)
    except ValueError as error:
        raise ReturnRefused("no_number", str(NO_NUMBER) % {"text": text[:40]}) from error
    value = found.value.quantize(STEP, ROUND_HALF_UP) if found.value <= numbers.LARGEST else None
    if value is None:
        raise ReturnRefused("too_large", str(TOO_LARGE) % {"text": text[:40]})
    return Typed(value, found.doubtful if decimals else value != value.to_integral_value())


def exactly(value: Decimal) -> str:
    """As it is typed: thousands apart, with as many decimals as it has."""
    exponent = value.normalize().as_tuple().exponent
    return numbers.written(value, max(-exponent, 0) if isinstance(exponent, int) else 0)


def aloud(value: Decimal | None) -> str:
    """The number in Vietnamese words where it is long enough to be misread; "" for a small one, or a part of one."""
    if value is None or value < 1000 or value != value.to_integral_value():
        return ""
    return numbers.in_words(int(value))
