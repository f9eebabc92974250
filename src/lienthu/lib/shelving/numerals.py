"""Whole numbers in Vietnamese words: a title that begins with figures is shelved as it is read."""

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
LARGEST = 999_999


def in_words(number: int) -> str:
    """0 to LARGEST as it is read: 100 "một trăm", 1001 "một nghìn không trăm linh một". Raises ValueError beyond."""
    if not 0 <= number <= LARGEST:
        raise ValueError(f"Numbers from 0 to {LARGEST} are read out; {number} is not one of them.")
    thousands, rest = divmod(number, 1000)
    if not thousands:
        return _below_1000(rest)
    words = f"{_below_1000(thousands)} nghìn"
    return f"{words} {_below_1000(rest, whole=True)}" if rest else words


def _below_1000(number: int, *, whole: bool = False) -> str:
    """`whole`: the hundreds are said even when there are none, as after "nghìn"."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and not whole:
        return _below_100(rest)
    words = f"{_DIGITS[hundreds]} trăm"
    if not rest:
        return words
    return f"{words} linh {_DIGITS[rest]}" if rest < 10 else f"{words} {_below_100(rest)}"


def _below_100(number: int) -> str:
    tens, units = divmod(number, 10)
    if not tens:
        return _DIGITS[units]
    words = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    if not units:
        return words
    if units == 1 and tens > 1:
        return f"{words} mốt"
    return f"{words} {'lăm' if units == 5 else _DIGITS[units]}"
