"""How two titles stand to each other: words, numbers, and the marks on the words."""

from functools import lru_cache

from lienthu.lib.matching.distance import within
from lienthu.lib.matching.numbers import value_of
from lienthu.lib.matching.prepared import Prepared
from lienthu.lib.matching.vocabulary import apart
from lienthu.lib.vietnamese import could_be_syllable, fold, marked

# How titles agree, best first; 0 is not at all.
EXACT, SUBTITLE, SLIP, WORD, LOOSE, PARTLY, NO = 6, 5, 4, 3, 2, 1, 0


def titles(a: Prepared, b: Prepared) -> int:
    """How two titles agree.

    EXACT; SUBTITLE (one side goes on); SLIP (few letters); WORD (few letters that make another word); LOOSE (one is
    a part of the other, or goes on with a word that makes another work); PARTLY (a common beginning, then each goes
    its own way, as in a series); NO.
    """
    if a.numbers != b.numbers:
        a, b = _in_figures(a, b), _in_figures(b, a)
    if a.main == b.main:
        return _rest(a, b)
    one, other = a.main.replace(" ", ""), b.main.replace(" ", "")
    if one == other or (one.removeprefix("sach") == other.removeprefix("sach") and len(one) > 7):
        return _rest(a, b)
    if a.rest or b.rest:
        level = _across(a, b, one, other)
        if level:
            return level
    if a.main.startswith(b.main + " ") or b.main.startswith(a.main + " "):
        return _goes_on(a.main, b.main)
    level = _slipped(a.main, b.main, one, other)
    return min(level, _rest(a, b)) if level else NO


def _in_figures(side: Prepared, other: Prepared) -> Prepared:
    """`side` without the words for the numbers that only `other` has in figures: "Bảy bước" beside "7 bước"."""
    missing = {int(number) for number in other.numbers if number not in side.numbers and number.isdigit()}
    words = side.main.split()
    kept = [word for word in words if value_of(word) not in missing]
    return side if len(kept) == len(words) else side._replace(main=" ".join(kept))


def _rest(a: Prepared, b: Prepared) -> int:
    """Main titles agree: what do the further segments and the part names say?"""
    if a.rest == b.rest and a.part_names == b.part_names:
        return EXACT
    mine, theirs = _further(a, b), _further(b, a)
    if mine == theirs:
        return EXACT
    if not mine or not theirs:
        return LOOSE if apart(mine, theirs) else SUBTITLE
    one, other = mine.replace(" ", ""), theirs.replace(" ", "")
    if one == other:
        return EXACT
    if level := _slipped(mine, theirs, one, other):
        return level
    first, second = set(mine.split()), set(theirs.split())
    common = len(first & second)
    if common == min(len(first), len(second)) or 5 * common >= 3 * len(first | second):
        return LOOSE if apart(mine, theirs) else SUBTITLE
    return PARTLY


def _further(side: Prepared, other: Prepared) -> str:
    """Words of the segments and the part name that `other` does not have as they are."""
    further = [segment for segment in side.rest if segment not in other.rest and segment != other.part_names]
    if side.part_names and side.part_names != other.part_names and side.part_names not in other.rest:
        further.append(side.part_names)
    return " ".join(further)


def _across(a: Prepared, b: Prepared, one: str, other: str) -> int:
    """Main titles differ: the same words cut elsewhere, the titles of a bilingual book the other way round."""
    mine, theirs = " ".join((a.main, *a.rest)), " ".join((b.main, *b.rest))
    whole, others = mine.replace(" ", ""), theirs.replace(" ", "")
    if whole == others or (a.main in b.rest and sorted(mine.split()) == sorted(theirs.split())):
        return EXACT
    if a.main in b.rest or b.main in a.rest:
        return LOOSE if len(one) > 8 and len(other) > 8 else NO
    if (whole.startswith(other) and not b.rest) or (others.startswith(one) and not a.rest):
        return _goes_on(mine, theirs)
    return _slipped(mine, theirs, whole, others) if min(len(whole), len(others)) > 20 else NO


def _goes_on(a: str, b: str) -> int:
    """One title is the beginning of the other: a subtitle that nothing parts from it, if the beginning says enough."""
    shorter = min(a, b, key=len)
    if len(shorter.split()) < 4 or apart(a, b):
        return NO
    return SUBTITLE if len(shorter) > 18 else LOOSE


def _slipped(a: str, b: str, one: str, other: str) -> int:
    """SLIP where a letter or two part two titles, WORD where they make another word of one, else NO."""
    if not _slip(a, b, one, other):
        return NO
    return WORD if _other_words(a, b) else SLIP


def _other_words(a: str, b: str) -> bool:
    """Whether a word stands for another real one: Vietnamese words are short, and "cá lóc" is no slip for "cá rô"."""
    first, second = a.split(), b.split()
    if len(first) != len(second):
        return False
    pairs = zip(first, second, strict=True)
    return any(one != other and _may_be_meant(one) and _may_be_meant(other) for one, other in pairs)


def _may_be_meant(word: str) -> bool:
    return len(word) < 4 or could_be_syllable(word)


def _slip(a: str, b: str, one: str, other: str) -> bool:
    """Whether a letter or two part two titles; the words are compared first, which costs least."""
    shorter = min(len(one), len(other))
    bound = 0 if shorter < 6 else 1 if shorter < 14 else 2 if shorter < 30 else 3
    if not bound or abs(len(one) - len(other)) > bound:
        return False
    if len(set(a.split()) ^ set(b.split())) > 2 * bound + 2:
        return False
    return within(one, other, bound) and not _unlike_words(a, b)


def _unlike_words(a: str, b: str) -> bool:
    """Whether few letters make a difference that no slip makes: another numeral, another short word."""
    first, second = a.split(), b.split()
    if len(first) != len(second):
        return False
    unlike = ((one, other) for one, other in zip(first, second, strict=True) if one != other)
    return any(value_of(one) and value_of(other) for one, other in unlike)


def numbers(a: Prepared, b: Prepared) -> str:
    """State of volumes, parts and numbers in titles: "a", "d", "-" for none, "1" when only one side names a volume."""
    part, other_part = a.part_names, b.part_names
    told_apart = part != other_part and part and other_part
    if told_apart and not _slip(part, other_part, part.replace(" ", ""), other_part.replace(" ", "")):
        return "d"
    if a.numbers == b.numbers and a.volumes == b.volumes:
        state = "a" if a.numbers or a.volumes else "-"
    else:
        mine, theirs = sorted(a.numbers + a.volumes), sorted(b.numbers + b.volumes)
        if mine == theirs:
            state = "a"
        elif a.numbers == b.numbers and not (a.volumes and b.volumes):
            state = "1"
        elif _in_words(a, theirs, mine) or _in_words(b, mine, theirs):
            state = "a"
        else:
            return "d"
    if a.rest_numbers and b.rest_numbers and a.rest and b.rest and set(a.rest_numbers).isdisjoint(b.rest_numbers):
        return "d"
    return state


def _in_words(side: Prepared, more: list[str], fewer: list[str]) -> bool:
    """Whether the numbers that `side` lacks stand in its title as words: "Bảy bước" and "7 bước"."""
    missing = [number for number in more if number not in fewer]
    if not missing or len(more) - len(missing) != len(fewer):
        return False
    written = {value_of(word) for word in side.main.split()}
    return all(number.isdigit() and int(number) in written for number in missing)


_marked = lru_cache(maxsize=1 << 10)(marked)  # a record is compared with several others, one after the other


def marks(a: str, b: str) -> tuple[str, int, int]:
    """State of the Vietnamese marks of two titles, the words whose marks conflict, the words that both titles have.

    Absent when one title was written without marks. A word counts when both titles have its letters and no form of
    it is common to both.
    """
    if a.isascii() or b.isascii():
        return "-", 0, 0
    mine = _marked(a)
    theirs = mine if a == b else _marked(b)
    if mine.isascii() or theirs.isascii():
        return "-", 0, 0
    if mine == theirs:
        return "a", 0, 0
    first, second = set(mine.split()), set(theirs.split())
    common, only_first, only_second = first & second, first - second, second - first
    if not only_first or not only_second:
        return "a", 0, len(common)
    # A word that stands on both sides in one form is no conflict, whatever other forms stand beside it.
    letters = {fold(word) for word in common}
    conflicts = ({fold(word) for word in only_first} & {fold(word) for word in only_second}) - letters
    return ("d" if conflicts else "a"), len(conflicts), len(common) + len(conflicts)
