"""Numbers of an edition statement and of an extent."""

import re
from functools import lru_cache

from lienthu.lib.matching.numbers import value_of
from lienthu.lib.vietnamese import fold

_NUMBER = r"(\d+|[a-z]+(?: (?:mot|hai|ba|bon|nam|sau|bay|tam|chin|lam|muoi))?)"
_AGAIN = re.compile(r"tai ban (?:co [\w ,]*?)?(?:lan )(?:thu )?" + _NUMBER)
_TIME = re.compile(r"\blan (?:thu )?(?:xuat ban )?(?:thu )?" + _NUMBER)
_ENGLISH = re.compile(r"\b(\d+)(?:st|nd|rd|th|e|eme|re|\.)? ?(?:rev\w* |enl\w* |exp\w* |int\w* |updated )*(?:ed|auf|uitg)|\bed\w*\.? (\d+)")
_ENGLISH_WORD = re.compile(r"\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth) (?:[a-z]+ )?ed")
_PAGES = re.compile(r"(\d{1,5}) ?(?:tr|p|pages?|pg|s|tg|stron)\b|\b(?:tr|pp?)\.? ?(\d{1,5})")
_COUNT = re.compile(r"\d{1,5}")


@lru_cache(maxsize=1 << 12)
def edition_number(statement: str) -> int:
    """Which edition a statement names, 0 when it does not say.

    "in lan thu 2" and "2nd ed." are 2; "tai ban lan thu 2" is the second time *again*, so 3.
    """
    if not statement:
        return 0
    statement = fold(statement)
    again = _AGAIN.search(statement)
    if again:
        value = _value(again[1])
        return value + 1 if value else 0
    time = _TIME.search(statement)
    if time:
        return _value(time[1])
    english = _ENGLISH.search(statement)
    if english:
        return int(english[1] or english[2])
    word = _ENGLISH_WORD.search(statement)
    return value_of(word[1]) if word else 0


def _value(text: str) -> int:
    return value_of(text) or value_of(text.partition(" ")[0])


@lru_cache(maxsize=1 << 13)
def pages(extent: str) -> int:
    """Pages of an extent: "xii, 303 tr." is 303, "[24] p." 24, "303" 303; 0 for volumes or nothing."""
    if not extent:
        return 0
    extent = fold(extent)
    if extent.isdigit():
        return int(extent)
    found = [int(first or second) for first, second in _PAGES.findall(extent)]
    if found:
        return max(found)
    if any(word in extent for word in ("tr", "p")):
        return max(map(int, _COUNT.findall(extent)), default=0)
    return 0
