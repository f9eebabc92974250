"""Call numbers: built from a library's pattern, broken into the lines of a spine label, ordered as on the shelf."""

import re
from collections.abc import Mapping

from lienthu.lib.vietnamese import nfc, sort_text

FIELDS = ("prefix", "class", "mark", "title", "author", "volume", "year")
DEFAULT_PATTERN = "[{prefix} ]{class} {mark}[ {volume}]"
LONGEST_PATTERN = 120
_PIECE = re.compile(r"\{([a-z]+)\}")
_GROUP = re.compile(r"\[([^\[\]]*)\]")
_CLASS = re.compile(r"(?<![\d.])(\d{3})(?:\.(\d+))?")
_SPACED = re.compile(r"(\.\d{3})((?: \d{3})+(?: \d{1,2})?)(?= |$)")
_MARK = re.compile(r"([^\W\d_]+)-?(\d+)([^\W\d_]*)")
_TOKENS = re.compile(r"\d+|[^\W\d_]+")
_NUMBERED_PART = re.compile(r"(?i)\b(tập|tap|quyển|quyen|phần|phan|t|q|p|vol|v|no|số)\b\.?\s*(\d+|[ivxl]+\b)")
_PART_LETTERS = {"quyển": "Q", "quyen": "Q", "q": "Q", "phần": "P", "phan": "P", "p": "P"}


class PatternProblem(ValueError):
    """A pattern that cannot be used; `code` is unknown, empty, brackets or long, `word` what it is about."""

    def __init__(self, code: str, word: str = "") -> None:
        super().__init__(f"{code} {word}".strip())
        self.code, self.word = code, word


def check_pattern(pattern: str) -> None:
    """Raise PatternProblem unless the pattern is text with at least one of {FIELDS}, optional groups in [ ]."""
    if len(pattern) > LONGEST_PATTERN:
        raise PatternProblem("long", str(LONGEST_PATTERN))
    flat = _GROUP.sub(r"\1", pattern)
    if "[" in flat or "]" in flat:
        raise PatternProblem("brackets")
    for name in _PIECE.findall(flat):
        if name not in FIELDS:
            raise PatternProblem("unknown", name)
    rest = _PIECE.sub("", flat)
    if "{" in rest or "}" in rest:
        raise PatternProblem("unknown", rest.strip())
    if not _PIECE.search(flat):
        raise PatternProblem("empty")


def build(pattern: str, facts: Mapping[str, str]) -> str:
    """The call number; a group in [ ] whose fields are all empty is left out, and spaces are made one."""

    def fill(text: str) -> str:
        return _PIECE.sub(lambda found: facts.get(found[1], ""), text)

    def group(found: re.Match[str]) -> str:
        inside = found[1]
        return fill(inside) if any(facts.get(name) for name in _PIECE.findall(inside)) else ""

    return " ".join(fill(_GROUP.sub(group, pattern)).split())


def class_of(ddc: str) -> str:
    """The class number of a fact such as "895.922/134|23": without its edition and the marks between segments."""
    return re.sub(r"[/'’\s]", "", ddc.partition("|")[0])


def volume_of(parts: tuple[str, ...]) -> str:
    """ "T.1" for a part statement such as "Tập 1" (Q. for quyển, P. for phần); "" when no part has a number."""
    for part in parts:
        if found := _NUMBERED_PART.search(nfc(part)):
            return f"{_PART_LETTERS.get(found[1].lower(), 'T')}.{found[2].upper()}"
    return ""


def spine_lines(call_number: str) -> list[str]:
    """The call number as it stands on a spine, a line for each of its words; a long class breaks at its point."""
    lines: list[str] = []
    for word in nfc(call_number).split():
        whole, point, decimals = word.partition(".")
        if point and whole.isdigit() and len(decimals) > 4:
            lines += [whole, point + decimals]
        else:
            lines.append(word)
    return lines


def shelf_key(call_number: str) -> str:
    """A key in whose order (of code points) call numbers stand on the shelf; nothing comes before something.

    Letters before the class come first, then the class as a decimal, then the mark: its letters in Vietnamese order,
    its figures as a decimal; then volumes, copies and years as numbers ("T.2" before "T.10"). "/" and spaces only part.
    """
    text = nfc(call_number).replace("/", " ").replace("'", "").replace("’", "")
    text = " ".join(_SPACED.sub(lambda found: found[1] + found[2].replace(" ", ""), text).split())
    found = _CLASS.search(text)
    if found is None:
        return "~\x1f" + _natural(text)
    before, behind = text[: found.start()], text[found.end() :].strip()
    keyed = [_natural(before), f"{found[1]}{found[2] or ''}"]
    mark = _MARK.match(behind)
    if mark:
        keyed.append(f"{_letters(mark[1])}\x1e{mark[2]}\x1e{_letters(mark[3])}")
        behind = behind[mark.end() :]
    keyed.append(_natural(behind))
    return "\x1f".join(keyed)


def _letters(text: str) -> str:
    return sort_text(text.lower()) if text else ""


def _natural(text: str) -> str:
    """Words in their order, numbers by their value."""
    pieces = _TOKENS.findall(text)
    return "\x1e".join(
        f"{len(piece.lstrip('0')):02d}{piece.lstrip('0')}" if piece.isdigit() else _letters(piece) for piece in pieces
    )
