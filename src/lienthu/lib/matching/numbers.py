"""Numbers of parts and volumes, in whatever way a title writes them."""

from functools import lru_cache

from lienthu.lib.vietnamese.ordinal import numeral, roman


@lru_cache(maxsize=1 << 12)
def value_of(text: str) -> int:
    """Value of folded text that stands where a number is expected: "3", "iii", "ba", "muoi hai"; else 0.

    Roman numerals go before words: after "tập", "vi" is six.
    """
    if text.isdigit():
        return int(text)
    return roman(text) or numeral(text.split()) or 0
