"""A title taken apart: its words, its numbers, its subtitle, and what does not belong to it."""

import re
from functools import lru_cache
from typing import NamedTuple

from lienthu.lib.matching.numbers import value_of
from lienthu.lib.matching.vocabulary import DESIGNATORS, VARIANT_WORDS, all_plain, is_noise, telling_in, variants_in
from lienthu.lib.vietnamese import fold

_DIGIT = re.compile(r"\d")
_THOUSANDS = re.compile(r"[.,](?<=\d[.,])(?=\d{3}(?!\d))")
# The pattern begins with one set of signs, which lets the engine pass over everything else.
_SEGMENTS = re.compile(
    r"[-:;=|–—_()\[\]{}.](?:(?<![()\[\]{}.])(?:(?=\s)|(?<=\s.))|(?<=[()\[\]{}])|(?<=[^\W\d_]{4}\.)(?=\s))"
)
_ANY_SIGN = re.compile(r"[-:;=|–—_()\[\]{}./\d]")  # without one of these a title is one segment without numbers
_CREDIT = re.compile(r"\s/\s?|\s?/\s")

# "tập 1", "t.1", "quyển thứ 2", "vol. ii": the designator, then digits, or a word at the end of the segment.
_DESIGNATED = re.compile(
    r"\b(?:tap|quyen|phan|volume|vol|cuon|ki|so|tome|tom|band|bd|part|pt|book|bk|ep|episode|no|chuong|hoi|bo|[tqvp])"
    r" ?(?:thu |so )?(\d+)\b"
)
_DESIGNATED_WORD = re.compile(
    r"\b(?:tap|quyen|volume|vol|tome|tom|part|book|cuon|ki|phan|[tqv]) (?:thu )?"
    r"([ivxl]+|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi|nhat|nhi|tu|one|two|three|four|five|six|thuong|trung|ha)"
    r"(?=$| (?:tap|quyen|phan|ki)\b)"
)
_GRADE = re.compile(r"\b(?:lop|khoi|grade) (?=\d)")
_REPRINT = re.compile(r"\b(?:tai ban|in lai|in lan|xuat ban lan|an ban lan)\b.*$")
_GLUED = re.compile(r"[a-z]\d")  # "t1": a designator that is no word of its own
# Of the words in a match of the above, one at least is in here.
_REPRINT_WORDS = frozenset(("ban", "lai", "lan"))
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)\b")


class Title(NamedTuple):
    """`main`: folded words without numbers; `rest`: those of each further segment; numbers as text."""

    main: str
    rest: tuple[str, ...]
    numbers: tuple[str, ...]  # of the main title, sorted
    volumes: tuple[str, ...]  # that a designator names, in order
    rest_numbers: tuple[str, ...]  # of the further segments, sorted, each once
    credit: str  # what stands after " / ", as written
    edition: str  # a statement of a reprint in the title, folded
    year: int  # of that reprint; 0 when it names none
    variants: tuple[str, ...]  # kinds of edition, sorted


class _Parts:
    """What has been found in a title so far."""

    __slots__ = ("edition", "numbers", "rest_numbers", "segments", "variants", "volumes", "year")

    def __init__(self) -> None:
        self.segments: list[str] = []
        self.numbers: list[str] = []
        self.volumes: list[str] = []
        self.rest_numbers: list[str] = []
        self.variants: list[str] = []
        self.edition = ""
        self.year = 0

    def take(self, segment: str, telling: frozenset[str]) -> None:
        """Sort out a folded segment that may hold more than words of the title; `telling` as `telling_in` gives it."""
        if not telling.isdisjoint(_REPRINT_WORDS) and (statement := _REPRINT.search(segment)):
            self.edition = self.edition or statement[0]
            printed = _YEAR.search(statement[0])
            self.year = int(printed[1]) if printed else self.year
            segment = segment[: statement.start()].rstrip()
        if not telling.isdisjoint(VARIANT_WORDS):
            self.variants += variants_in(segment)
        if not segment or is_noise(segment):
            return
        has_digits = _DIGIT.search(segment) is not None
        if not telling.isdisjoint(DESIGNATORS) or (has_digits and _GLUED.search(segment)):
            segment, designated = volumes_in(segment)
            self.volumes += designated
        if has_digits:
            segment, found = words_and_numbers(segment)
            (self.rest_numbers if self.segments else self.numbers).extend(found)
        if segment:
            self.segments.append(segment)


@lru_cache(maxsize=1 << 14)
def parse(title: str) -> Title:
    """Take a title ("main : rest", or a shop's line; NFC) apart. What is not recognised stays in the title."""
    credit, has_digits, written = "", False, [title]
    if sign := _ANY_SIGN.search(title):
        if "/" in title:
            title, credit = _cut_credit(title)
        has_digits = _DIGIT.search(title, sign.start()) is not None
        if has_digits:
            title = _THOUSANDS.sub("", title)
        written = _SEGMENTS.split(title)
    segments = [segment for text in written if (segment := fold(text))]
    if segments and not has_digits and all_plain(segments):
        return Title(segments[0], tuple(segments[1:]), (), (), (), credit, "", 0, ())
    parts = _Parts()
    for segment in segments:
        if not has_digits and all_plain([segment]):
            parts.segments.append(segment)
        else:
            parts.take(segment, telling_in(segment))
    segments = parts.segments or [fold(title)]
    return Title(
        segments[0],
        tuple(segments[1:]),
        tuple(sorted(parts.numbers)),
        tuple(parts.volumes),
        tuple(sorted(set(parts.rest_numbers))),
        credit,
        parts.edition,
        parts.year,
        tuple(sorted(set(parts.variants))),
    )


def volumes_in(segment: str) -> tuple[str, list[str]]:
    """The folded segment without volume designations, and their numbers: "tap 1" gives ["1"], "quyen ha" ["ha"]."""
    found: list[str] = []

    def take(match: re.Match[str]) -> str:
        number = match[1]
        found.append(str(value_of(number) or number))
        return ""

    if _DIGIT.search(segment):
        segment = _DESIGNATED.sub(take, segment)
    segment = _DESIGNATED_WORD.sub(take, segment)
    return (" ".join(segment.split()), found) if found else (segment, found)


def words_and_numbers(segment: str) -> tuple[str, list[str]]:
    """Words of folded text joined by a space, and every token that has a digit, leading zeros taken off."""
    if not _DIGIT.search(segment):
        return segment, []
    words: list[str] = []
    numbers: list[str] = []
    if "lop " in segment or "khoi " in segment or "grade " in segment:
        segment = _GRADE.sub("", segment)
    for token in segment.split():
        if token.isalpha() or not _DIGIT.search(token):
            words.append(token)
        else:
            numbers.append(token.lstrip("0") or "0")
    return " ".join(words), numbers


def _cut_credit(title: str) -> tuple[str, str]:
    match = _CREDIT.search(title)
    if match is None or match.start() < 3:
        return title, ""
    return title[: match.start()], title[match.end() :]
