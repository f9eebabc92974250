"""ISBD punctuation at the ends of subfields: taken off where people type, put back where records have it.

Source: ISBD consolidated edition, as MARC 21 fields carry it (leader/18 = a or i).
"""

import itertools
from collections.abc import Mapping, Sequence

Parts = list[tuple[str, str]]

# tag → subfield → what stands before it, at the end of the one in front
_NAME = {"b": "", "c": ",", "d": ",", "e": ","}
_IMPRINT = {"a": " ;", "b": " :", "c": ","}
MARKS: Mapping[str, Mapping[str, str]] = {
    "100": _NAME, "600": _NAME, "700": _NAME, "110": {"b": ".", "e": ","}, "710": {"b": ".", "e": ","},
    "245": {"b": " :", "c": " /", "n": ".", "p": "."}, "250": {"b": " /"}, "260": _IMPRINT, "264": _IMPRINT,
    "300": {"b": " :", "c": " ;", "e": " +"}, "490": {"v": " ;", "x": ","}, "830": {"v": " ;", "x": ","},
}  # fmt: skip
_SEPARATORS = " /:;,=+"
_OMITTED = frozenset("cn")  # leader/18


def bare(tag: str, text: str) -> str:
    """A subfield's value without the punctuation that only leads on to the next."""
    return text.strip().rstrip(_SEPARATORS) if tag in MARKS else text


def punctuated(tag: str, parts: Sequence[tuple[str, str]], before: Sequence[tuple[str, str]], leader: str) -> Parts:
    """The parts of a field that was changed, punctuated; `before` is how it was.

    Where the same two subfields stood beside each other before, the mark between them stays ("=" before a parallel
    title is not made a colon). A full stop at an end is left alone.
    """
    marks = MARKS.get(tag)
    if marks is None:
        return list(parts)
    kept = {
        (one[0], other[0]): text[len(text.rstrip(_SEPARATORS)) :]
        for one, other in itertools.pairwise(before)
        if (text := one[1].rstrip()) != text.rstrip(_SEPARATORS)
    }
    omitted = leader[18:19] in _OMITTED
    found: Parts = []
    for at, (code, text) in enumerate(parts):
        following = parts[at + 1][0] if at + 1 < len(parts) else ""
        if following and following not in marks:
            found.append((code, text))
            continue
        plain = bare(tag, text)
        mark = "" if not following or omitted else kept.get((code, following), _mark(tag, code, following, marks))
        if mark == "." and plain.endswith("."):
            mark = ""
        found.append((code, plain + mark))
    return found


def _mark(tag: str, code: str, following: str, marks: Mapping[str, str]) -> str:
    if tag == "245" and code == "n" and following == "p":
        return ","  # the name of a part that has a number
    return marks[following]
