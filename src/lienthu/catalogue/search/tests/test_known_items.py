"""Readers who know what they look for: real titles, typed in the ways that people type, and how often they are found.

The floors are what was reached when this was written, less a little; the figures themselves are in docs/benchmarks.md.
"""

import csv
import random
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from lienthu.catalogue.search.backend import SearchBackend
from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.query import parse
from lienthu.catalogue.search.tantivy_backend import TantivyBackend
from lienthu.lib.vietnamese import fold, has_marks, marked

TITLES = 3_000
ASKED = 250


class Known(NamedTuple):
    """An index of real titles and those that are looked for. `same`: numbers of the titles with the same words."""

    backend: SearchBackend
    asked: list[TitleDocument]
    same: dict[str, set[int]]


@pytest.fixture(scope="module")
def known(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Known:
    with (shared_data / "vietnamese-books.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["author"] and len(row["title"].split()) > 1]
    chance = random.Random(20_260_105)  # noqa: S311
    documents = [
        TitleDocument(
            id=number,
            title=row["title"],
            authors=tuple(name.strip() for name in row["author"].split(",")),
            publishers=(row["publisher"],) if row["publisher"] else (),
            year=int(row["year"]) if row["year"].isdigit() else None,
            languages=("vie",),
            kind="book",
        )
        for number, row in enumerate(chance.sample(rows, TITLES), 1)
    ]
    backend = TantivyBackend(tmp_path_factory.mktemp("known") / "index")
    backend.create()
    backend.apply(documents, fresh=True)
    same: dict[str, set[int]] = {}
    for document in documents:
        same.setdefault(fold(document.title), set()).add(document.id)
    asked = [each for each in documents if has_marks(each.title) and 2 <= len(fold(each.title).split()) <= 12]
    return Known(backend, chance.sample(asked, ASKED), same)


def _share(known: Known, ask: Callable[[TitleDocument], str], within: int = 10) -> float:
    """The share of the titles looked for that stand among the first `within`."""
    hits = 0
    for document in known.asked:
        ids = known.backend.search(parse(ask(document)), limit=within).ids
        hits += bool(known.same[fold(document.title)] & set(ids))
    return hits / len(known.asked)


def _unmarked(text: str) -> str:
    """As somebody types who has no Vietnamese keyboard."""
    bare = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def _some_words(document: TitleDocument) -> str:
    words = fold(document.title).split()
    return " ".join(words[:4])


def _slip(document: TitleDocument) -> str:
    """Unmarked, with one letter of the longest word doubled, dropped or exchanged with its neighbour."""
    words = fold(document.title).split()
    place = max(range(len(words)), key=lambda at: len(words[at]))
    word = words[place]
    at = len(word) // 2
    words[place] = (
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1 :],
        word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
    )[document.id % 3]
    return " ".join(words)


def test_a_title_typed_as_it_stands_is_found(known: Known) -> None:
    assert _share(known, lambda document: document.title) >= 0.99
    assert _share(known, lambda document: document.title, within=1) >= 0.97


def test_a_title_typed_without_marks_is_found(known: Known) -> None:
    assert _share(known, lambda document: _unmarked(document.title)) >= 0.99
    assert _share(known, lambda document: _unmarked(document.title), within=1) >= 0.97


def test_a_decomposed_title_and_one_in_capitals_find_the_same_as_the_title(known: Known) -> None:
    for document in known.asked:
        ids = known.backend.search(parse(document.title)).ids
        assert known.backend.search(parse(unicodedata.normalize("NFD", document.title))).ids == ids
        assert known.backend.search(parse(document.title.upper())).total == len(ids) or len(ids) == 20


def test_a_few_words_and_the_author_are_enough(known: Known) -> None:
    assert _share(known, lambda document: f"{_some_words(document)} {document.authors[0]}") >= 0.99


def test_the_first_words_alone_mostly_are_enough(known: Known) -> None:
    assert _share(known, _some_words) >= 0.95


def test_with_marks_exact_titles_come_before_titles_that_differ_in_marks(known: Known) -> None:
    documents = {each.id: each for each in known.asked}
    for document in known.asked:
        words = set(marked(document.title).split())
        order = [
            words <= set(marked(documents[number].title).split())
            for number in known.backend.search(parse(document.title)).ids
            if number in documents
        ]
        assert order == sorted(order, reverse=True)


def test_after_one_slip_the_proposed_spelling_finds_the_title(known: Known) -> None:
    found = 0
    for document in known.asked:
        results = known.backend.search(parse(_slip(document)))
        if results.did_you_mean:
            results = known.backend.search(parse(results.did_you_mean))
        found += bool(known.same[fold(document.title)] & set(results.ids))
    assert found / len(known.asked) >= 0.95
