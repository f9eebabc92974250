"""What is asked of every engine: 300 questions of seven kinds, drawn from the corpus itself, the same on every run.

A question is kept apart from any engine's language; `box` writes it for the product's search box, `pqf` for Z39.50.
"""

from __future__ import annotations

import random
import re
import unicodedata
from pathlib import Path
from typing import NamedTuple

from bench.vocabulary import LIBRARIES

# kind: how many of 300
MIX = {"word": 60, "and": 90, "phrase": 30, "prefix": 30, "field": 45, "filter": 30, "known": 15}
_PQF_FIELDS = {"title": "title", "author": "author", "subject": "subject", "isbn": "isbn", "any": "any"}
_WORDS = re.compile(r"[^\W\d_]{2,}")
_BLOCK = 4096


class Question(NamedTuple):
    """`words` in `field` (any, title, author, subject, isbn), narrowed to a library or to years."""

    kind: str
    words: tuple[str, ...]
    field: str = "any"
    library: str = ""
    years: tuple[int, int] | None = None

    def box(self) -> str:
        """As a reader would type it."""
        text = " ".join(self.words)
        if self.kind == "phrase":
            text = f'"{text}"'
        elif self.kind == "prefix":
            text += "*"
        return text if self.field == "any" else f"{self.field}:{text if len(self.words) < 2 else f'({text})'}"

    def pqf(self) -> str:
        """In prefix query format with the names of `zebra_conf`."""
        use = f"@attr 1={_PQF_FIELDS[self.field]}"
        if self.kind == "phrase":
            asked = f'{use} @attr 4=1 "{" ".join(self.words)}"'
        elif self.kind == "prefix":
            asked = _anded(
                [f'{use} @attr 4=2 "{word}"' for word in self.words[:-1]]
                + [f'{use} @attr 4=2 @attr 5=1 "{self.words[-1]}"']
            )
        else:
            asked = _anded([f'{use} @attr 4=2 "{word}"' for word in self.words])
        if self.library:
            asked = f'@and {asked} @attr 1=library @attr 4=2 "{self.library}"'
        if self.years:
            low, high = (
                f'@attr 1=year @attr 4=109 @attr 2={way} "{year}"' for way, year in zip((4, 2), self.years, strict=True)
            )
            asked = f"@and {asked} @and {low} {high}"
        return asked


def _anded(terms: list[str]) -> str:
    return "@and " * (len(terms) - 1) + " ".join(terms)


def questions(corpus: Path, *, count: int = 300, seed: int = 300) -> list[Question]:
    """`count` questions in the proportions of MIX, in mixed order; of records drawn from all over the corpus."""
    rng = random.Random(seed)
    made: list[Question] = []
    for kind, share in MIX.items():
        made += [_one(kind, rng, corpus) for _ in range(round(count * share / 300))]
    rng.shuffle(made)
    return made


def _one(kind: str, rng: random.Random, corpus: Path) -> Question:
    while True:
        record = drawn(rng, corpus)
        words = _WORDS.findall(_plain(record, "245", "a").lower())
        if len(words) < 4:
            continue
        made = _fielded(rng, record, words) if kind == "field" else _plain_question(kind, rng, words)
        if made:
            return made


def _plain_question(kind: str, rng: random.Random, words: list[str]) -> Question:
    place = rng.randrange(len(words) - 2)
    match kind:
        case "word":
            return Question(kind, (rng.choice(words),))
        case "and":
            return Question(kind, tuple(rng.sample(words, rng.choice((2, 2, 3)))))
        case "phrase":
            return Question(kind, tuple(words[place : place + 2]), "title")
        case "prefix":
            cut = max(2, len(words[place + 1]) - 1)
            return Question(kind, (words[place], words[place + 1][:cut]))
        case "known":
            return Question(kind, tuple(words[:6]))
    if rng.random() < 0.5:
        return Question(kind, (rng.choice(words),), library=rng.choice(LIBRARIES))
    first = rng.randrange(1980, 2020)
    return Question(kind, (rng.choice(words),), years=(first, first + rng.randrange(1, 15)))


def _fielded(rng: random.Random, record: dict[str, list[str]], words: list[str]) -> Question | None:
    field = rng.choice(("title", "author", "author", "subject", "isbn"))
    if field == "isbn":
        number = _plain(record, "020", "a").replace("-", "")
        return Question("field", (number,), field) if len(number) == 13 else None
    if field == "title":
        return Question("field", tuple(words[:2]), field)
    values = _WORDS.findall(_plain(record, "100" if field == "author" else "650", "a").lower())
    return Question("field", tuple(values[:3]), field) if values else None


def drawn(rng: random.Random, corpus: Path) -> dict[str, list[str]]:
    """The fields, by tag, of a record that lies somewhere in the corpus; nothing but this record is read."""
    files = sorted(corpus.glob("L*.mrc"))
    sizes = [path.stat().st_size for path in files]
    [path] = rng.choices(files, weights=sizes)
    with path.open("rb") as stream:
        stream.seek(max(0, int(rng.random() * path.stat().st_size) - _BLOCK))
        block = stream.read(2 * _BLOCK)
    whole = block.split(b"\x1d")[1:-1]
    if not whole:
        return drawn(rng, corpus)
    raw = rng.choice(whole)
    base = int(raw[12:17])
    fields: dict[str, list[str]] = {}
    for place in range(24, base - 1, 12):
        entry = raw[place : place + 12]
        start = base + int(entry[7:12])
        fields.setdefault(entry[:3].decode(), []).append(raw[start : start + int(entry[3:7]) - 1].decode())
    return fields


def _plain(record: dict[str, list[str]], tag: str, code: str) -> str:
    """The first subfield `code` of the first field `tag`, composed; empty when there is none."""
    for part in record.get(tag, [""])[0].split("\x1f")[1:]:
        if part[:1] == code:
            return unicodedata.normalize("NFC", part[1:])
    return ""
