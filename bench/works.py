"""The works behind the generated corpus: what a record is of, before any library has written it down.

A work here is one edition of one thing, which is what the catalogue's titles stand for. Works come in families that
must not be merged: volumes, school grades, editions, an e-book beside its print, and namesakes by other authors.
"""

from __future__ import annotations

import random
import re
from bisect import bisect
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from bench import vocabulary, words

AUTHORS = 60_000
# hoà → hòa: the tone on the first letter of an open final oa, oe, uy (not after q) is the old placement.
_NEW_TO_OLD = dict(
    zip(
        ("oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"),
        ("òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"),
        strict=True,
    )
)
_OLD_TO_NEW = {old: new for new, old in _NEW_TO_OLD.items()}
_NEW = re.compile(f"(?<![qQ])({'|'.join(_NEW_TO_OLD)})(?![a-zà-ỹ])")
_OLD = re.compile(f"({'|'.join(_OLD_TO_NEW)})(?![a-zà-ỹ])")


def old_tones(text: str) -> str:
    """The text with the tone mark where it was written before 1980: hòa, thủy."""
    return _NEW.sub(lambda found: _NEW_TO_OLD[found[1]], text)


def new_tones(text: str) -> str:
    """The text with the tone mark where schools write it: hoà, thuỷ."""
    return _OLD.sub(lambda found: _OLD_TO_NEW[found[1]], text)


class Author(NamedTuple):
    direct: str  # Nguyễn Văn Nam; John Smith
    inverted: str  # Nguyễn, Văn Nam; Smith, John
    dates: str  # 1923-2004, or nothing


@dataclass(slots=True)
class Work:
    number: int
    family: int
    kind: str  # plain, volume, grade, edition, ebook, namesake
    language: str  # vie or eng
    title: str
    rest: str = ""
    part: str = ""
    part_name: str = ""
    authors: list[Author] = field(default_factory=list)
    edition: str = ""
    publisher: tuple[str, str] = ("", "")
    year: int = 2000
    pages: int = 200
    topics: tuple[tuple[str, str], ...] = ()
    division: str = ""
    isbn: str = ""  # 13 digits
    series: str = ""
    online: bool = False
    translated: bool = False


class Words:
    """Draws words of one kind by their frequency; many at a time, because one at a time is four times dearer."""

    def __init__(self, rng: random.Random, population: list[str], counts: list[int]) -> None:
        self._rng = rng
        self._population = population
        self._cumulated = list(accumulate(counts))
        self._drawn: list[str] = []

    def take(self, count: int) -> list[str]:
        if len(self._drawn) < count:
            self._drawn = self._rng.choices(self._population, cum_weights=self._cumulated, k=8192)
        taken = self._drawn[-count:]
        del self._drawn[-count:]
        return taken


def authors(lexicon: dict[str, tuple[list[str], list[int]]]) -> dict[str, list[Author]]:
    """The same people for every chunk, so that one author's books lie all over the corpus."""
    rng = random.Random(60_000)
    draw = {kind: Words(rng, *lexicon[kind]) for kind in ("surname", "middle", "given", "en_surname", "en_given")}
    vietnamese, english = [], []
    for number in range(AUTHORS):
        born = 1880 + int(rng.random() * 110)
        dates = "" if number % 7 else (f"{born}-{born + 40 + number % 50}" if born < 1930 else f"{born}-")
        if number % 10 < 7:
            middle = draw["middle"].take(1 + (number % 3 == 0))
            name = " ".join(draw["surname"].take(1) + middle + draw["given"].take(1)).title()
            vietnamese.append(Author(name, name.replace(" ", ", ", 1), dates))
        else:
            given, surname = draw["en_given"].take(1)[0].title(), draw["en_surname"].take(1)[0].title()
            if number % 4 == 0:
                given += f" {chr(65 + number % 26)}."
            english.append(Author(f"{given} {surname}", f"{surname}, {given}", dates))
    return {"vie": vietnamese, "eng": english}


def isbn13(language: str, serial: int) -> str:
    """A valid ISBN that no other serial has, with Viet Nam's group number or an English one."""
    stem = (
        f"978604{serial % 1_000_000:06d}"
        if language == "vie" and serial < 1_000_000
        else f"978{serial % 500_000_000:09d}"
    )
    digits = [*map(int, stem)]
    total = sum(digits[::2]) + 3 * sum(digits[1::2])
    return f"{stem}{-total % 10}"


class Press:
    """Makes the works of one chunk, all from one seed."""

    def __init__(self, seed: str, first: int) -> None:
        self.rng = random.Random(seed)
        self.first = first
        self.words = {"vie": Words(self.rng, *_lexicon()["vi"]), "eng": Words(self.rng, *_lexicon()["en"])}
        self.authors = _people()
        self.made: list[Work] = []

    def works(self, count: int) -> list[Work]:
        """That many works; families stand together, and the last one may be cut short."""
        families = (self._plain, self._volumes, self._grades, self._editions, self._carriers, self._namesakes)
        bounds = (0.72, 0.80, 0.84, 0.93, 0.96)
        while len(self.made) < count:
            self.made += families[bisect(bounds, self.rng.random())]()
        return self.made[:count]

    def _number(self, offset: int = 0) -> int:
        return self.first + len(self.made) + offset

    def _pick(self, options: tuple[tuple[str, str], ...]) -> tuple[str, str]:
        return options[int(len(options) * self.rng.random() ** 2)]

    def _isbn(self, year: int, language: str, number: int) -> str:
        return isbn13(language, number) if self.rng.random() < (0.84 if year >= 1995 else 0.12) else ""

    def _one(self) -> Work:
        rng, number = self.rng, self._number()
        random_ = rng.random
        language = "vie" if random_() < 0.7 else "eng"
        draw = self.words[language].take
        count = 2 + int(random_() * 6)
        title = " ".join(draw(count))
        people = self.authors[language]
        quantity = 2 if random_() < 0.22 else 1
        year = 2024 - int(60 * random_() ** 1.7)
        vietnamese = language == "vie"
        topics = vocabulary.TOPICS_VI if vietnamese else vocabulary.TOPICS_EN
        divisions = vocabulary.DIVISIONS_VI if vietnamese else vocabulary.DIVISIONS_EN
        series = vocabulary.SERIES_VI if vietnamese else vocabulary.SERIES_EN
        return Work(
            number=number,
            family=number,
            kind="plain",
            language=language,
            title=title[0].upper() + title[1:],
            rest=" ".join(draw(3 + int(random_() * 4))) if random_() < 0.3 else "",
            authors=[people[int(len(people) * random_() ** 3)] for _ in range(quantity)],
            publisher=self._pick(vocabulary.PUBLISHERS_VI if vietnamese else vocabulary.PUBLISHERS_EN),
            year=year,
            pages=40 + int(600 * random_() ** 2),
            topics=(self._pick(topics), self._pick(topics)),
            division=divisions[int(len(divisions) * random_())],
            isbn=self._isbn(year, language, number),
            series=series[int(len(series) * random_())] if random_() < 0.15 else "",
            translated=vietnamese and random_() < 0.15,
        )

    def _plain(self) -> list[Work]:
        return [self._one()]

    def _volumes(self) -> list[Work]:
        """Tập 1, Tập 2 …; one set in ten has a single ISBN on all its volumes."""
        first = self._one()
        count, shared = 2 + int(self.rng.random() * 4), self.rng.random() < 0.1
        word = ("Tập" if self.rng.random() < 0.7 else "Quyển") if first.language == "vie" else "Volume"
        named = self.rng.random() < 0.3
        return [
            replace(
                first,
                number=first.number + place,
                kind="volume",
                part=f"{word} {place + 1}",
                part_name=" ".join(self.words[first.language].take(2)).capitalize() if named else "",
                pages=first.pages + int(self.rng.random() * 90),
                isbn=first.isbn if shared else self._isbn(first.year, first.language, first.number + place),
            )
            for place in range(count)
        ]

    def _grades(self) -> list[Work]:
        """A schoolbook of one subject for several grades, by one house."""
        subject = vocabulary.SCHOOL[int(len(vocabulary.SCHOOL) * self.rng.random())]
        use = ("", "Bài tập", "Sách giáo viên", "Giải bài tập", "Ôn luyện")[int(5 * self.rng.random())]
        first = replace(
            self._one(),
            language="vie",
            kind="grade",
            translated=False,
            rest="",
            topics=(("371.1", "Giáo dục"), ("510", subject)),
        )
        first.authors = [self.authors["vie"][int(len(self.authors["vie"]) * self.rng.random() ** 3)] for _ in range(2)]
        first.publisher = vocabulary.PUBLISHERS_VI[int(self.rng.random() * 5)]
        lowest = 1 + int(self.rng.random() * 9)
        return [
            replace(
                first,
                number=first.number + place,
                title=f"{use} {subject.lower()} {lowest + place}".strip().capitalize(),
                pages=first.pages + int(self.rng.random() * 40),
                isbn=self._isbn(first.year, "vie", first.number + place),
            )
            for place in range(2 + int(self.rng.random() * 2))
        ]

    def _editions(self) -> list[Work]:
        """The same book brought out again; one reprint in twenty kept its ISBN."""
        first = self._one()
        made = [replace(first, kind="edition")]
        year = first.year
        for place in range(1, 2 + int(self.rng.random() * 2)):
            year += 1 + int(self.rng.random() * 5)
            statement = (
                f"Tái bản lần thứ {place}" if first.language == "vie" else ("2nd ed.", "3rd ed.", "4th ed.")[place - 1]
            )
            if first.language == "vie" and self.rng.random() < 0.3:
                statement += ", có sửa chữa, bổ sung"
            kept = first.isbn if self.rng.random() < 0.05 else self._isbn(year, first.language, first.number + place)
            made.append(
                replace(
                    first,
                    number=first.number + place,
                    kind="edition",
                    edition=statement,
                    year=min(year, 2025),
                    pages=first.pages + int(self.rng.random() * 12),
                    isbn=kept,
                )
            )
        return made

    def _carriers(self) -> list[Work]:
        """The print and its e-book."""
        first = self._one()
        shared = self.rng.random() < 0.3
        book = replace(first, kind="ebook")
        isbn = first.isbn if shared else self._isbn(first.year, first.language, first.number + 1)
        return [book, replace(book, number=book.number + 1, online=True, isbn=isbn)]

    def _namesakes(self) -> list[Work]:
        """Another author's book that bears the title of one made before, without what follows it."""
        new = self._one()
        if not self.made:
            return [new]
        other = self.made[int(len(self.made) * self.rng.random())]
        people, vietnamese = self.authors[other.language], other.language == "vie"
        return [
            replace(
                new,
                kind="namesake",
                family=other.family,
                language=other.language,
                title=other.title,
                rest="",
                authors=[people[int(len(people) * self.rng.random())]],
                publisher=self._pick(vocabulary.PUBLISHERS_VI if vietnamese else vocabulary.PUBLISHERS_EN),
                translated=False,
            )
        ]


@cache
def _lexicon() -> dict[str, tuple[list[str], list[int]]]:
    return words.load()


@cache
def _people() -> dict[str, list[Author]]:
    """Made once a process; a quarter of a second."""
    return authors(_lexicon())
