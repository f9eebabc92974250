"""“Did you mean”: another spelling of a query that found nothing, from the words of the index itself.

A spelling is proposed only when it finds something. Tried for each word: keys of the Telex and VNI input methods that
were typed with the input method off ("truyeenj kieeuf"), one letter wrong, missing, added or exchanged with its
neighbour, two words run together, and two letters wrong in a long word; then, for one word, what stands beside the
others in the titles that have them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final, Protocol

from lienthu.catalogue.search.query import Query, leaves, parse
from lienthu.lib.vietnamese import fold

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_ALTERNATIVES: Final = 5  # spellings of one word that are tried in a query
_TRIES: Final = 24  # queries that are tried
_WORDS: Final = 16  # a longer query is not respelt: it is a pasted text, not a slip
_SAME_BEGINNING: Final = 500  # words with the same first letters that are looked through for two wrong letters
_WORD = re.compile(r"\w+")


class Dictionary(Protocol):
    """What the index knows of words; a back end's answer to `spelling`."""

    def frequency(self, word: str) -> int:
        """Number of titles with this mark-blind word."""

    def starting(self, beginning: str, limit: int) -> list[tuple[str, int]]:
        """The most frequent words that begin so, with their frequency."""

    def found(self, query: Query) -> tuple[int, list[str]]:
        """How many titles the query finds, and titles and authors of the best of them."""


def better_spelling(query: Query, dictionary: Dictionary) -> str | None:
    """A query text near this one that finds something, or None; with marks as the best titles found have them."""
    words = _words_of(query)
    if not 0 < len(words) <= _WORDS:
        return None
    unknown = [word for word in words if not dictionary.frequency(word)]
    for changes in islice(_changes(query, words, unknown, dictionary), _TRIES):
        text = _respelt(query.text, changes)
        total, texts = dictionary.found(parse(text, field=query.field))
        if total:
            return _with_marks(text, texts)
    return None


def _changes(query: Query, words: list[str], unknown: list[str], dictionary: Dictionary) -> Iterator[dict[str, str]]:
    """Spellings to try, the nearest first: of the words that no title has; of one word by what stands beside the
    others; of an unknown and a known word together, since a slip may happen to be a word."""
    respelt = list(islice(_combinations([(word, _alternatives(word, dictionary)) for word in unknown]), _TRIES // 3))
    if unknown:
        yield from respelt
    if len(words) > 1 and len(unknown) < 2:
        yield from _beside_the_others(query, unknown or words, dictionary)
    if unknown:
        known = sorted((word for word in words if word not in unknown), key=dictionary.frequency)
        for word in known:
            for _, other in islice(_alternatives(word, dictionary), 3):
                for changes in respelt[:2]:
                    yield {**changes, word: other}


def _beside_the_others(query: Query, suspects: list[str], dictionary: Dictionary) -> Iterator[dict[str, str]]:
    """For each word: the nearest word in titles that have all the other words."""
    near: list[tuple[int, str, str]] = []
    for word in suspects:
        _, texts = dictionary.found(parse(_respelt(query.text, {word: ""}), field=query.field))
        most = 2 if len(word) > 3 else 1
        for other in set(fold(" ".join(texts)).split()):
            apart = distance(word, other, most)
            if 0 < apart <= most:
                near.append((apart, word, other))
    for _, word, other in sorted(near)[:_ALTERNATIVES]:
        yield {word: other}


def _words_of(query: Query) -> list[str]:
    """The mark-blind words asked for, each once; identifiers and classes are not words."""
    texts = [leaf.text for leaf in leaves(query.root) if leaf.field not in {"isbn", "ddc"}]
    return list(dict.fromkeys(word for text in texts for word in fold(text).split()))


def _combinations(choices: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> Iterator[dict[str, str]]:
    """One alternative for each word, the nearest together first; nothing when a word has none."""
    ranked = [list(enumerate(alternatives)) for _, alternatives in choices]
    together = sorted(islice(product(*ranked), 1000), key=lambda picks: sum(cost + place for place, (cost, _) in picks))
    for picks in together:
        yield {word: other for (word, _), (_, (_, other)) in zip(choices, picks, strict=True)}


def _alternatives(word: str, dictionary: Dictionary) -> list[tuple[int, str]]:
    """`(distance, spelling)` of words of the index near this one: nearest first, then the most frequent."""
    found: dict[str, tuple[int, int]] = {}
    typed = fold(_without_input_keys(word))
    if typed != word and dictionary.frequency(typed):
        found[typed] = (0, dictionary.frequency(typed))
    for other in _one_letter_off(word):
        frequency = dictionary.frequency(other)
        if frequency:
            found.setdefault(other, (1, frequency))
    for first, second in _split(word):
        frequency = min(dictionary.frequency(first), dictionary.frequency(second))
        if frequency:
            found.setdefault(f"{first} {second}", (1, frequency))
    if not found and len(word) > 5:
        for beginning in {word[:2], word[1] + word[0], word[0] + word[2]}:
            for other, frequency in dictionary.starting(beginning, _SAME_BEGINNING):
                if abs(len(other) - len(word)) <= 2 and distance(word, other, 2) <= 2:
                    found.setdefault(other, (2, frequency))
    nearest = sorted(found.items(), key=lambda item: (item[1][0], -item[1][1], item[0]))
    return [(cost, other) for other, (cost, _) in nearest[:_ALTERNATIVES]]


def _without_input_keys(word: str) -> str:
    """The word without the keys by which Telex and VNI put marks: "truyeenj" and "truye65n" → "truyen"."""
    if not word.isascii() or len(word) < 3:
        return word
    bare = re.sub(r"(?<=[a-z])\d", "", word)
    bare = re.sub(r"([aeod])\1", r"\1", bare)
    bare = re.sub(r"(?<=[a-z])[fjw]", "", bare)
    return re.sub(r"(?<=[aeiouy])((?:ng|nh|ch|[cmnptiouy])*)[srx]", r"\1", bare)


def _one_letter_off(word: str) -> set[str]:
    parts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    others = {head + tail[1:] for head, tail in parts if tail}
    others |= {head + tail[1] + tail[0] + tail[2:] for head, tail in parts if len(tail) > 1}
    if not word.isdigit():
        others |= {head + letter + tail[1:] for head, tail in parts if tail for letter in _LETTERS}
        others |= {head + letter + tail for head, tail in parts for letter in _LETTERS}
    return others - {word, ""}


def _split(word: str) -> list[tuple[str, str]]:
    return [(word[:place], word[place:]) for place in range(2, len(word) - 1)]


def distance(one: str, other: str, most: int) -> int:
    """Letters to change, add, drop or exchange with a neighbour between two words; `most` + 1 when it is more."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        next_row = [place]
        for column, facing in enumerate(other, 1):
            cost = min(row[column] + 1, next_row[-1] + 1, row[column - 1] + (letter != facing))
            if before and column > 1 and letter == other[column - 2] and one[place - 2] == facing:
                cost = min(cost, before[column - 2] + 1)
            next_row.append(cost)
        if min(next_row) > most:
            return most + 1
        before, row = row, next_row
    return min(row[-1], most + 1)


def _respelt(text: str, changes: dict[str, str]) -> str:
    """The text with each word that folds to a key of `changes` replaced by its value."""
    return _WORD.sub(lambda match: changes.get(fold(match[0]), match[0]), text)


def _with_marks(text: str, texts: Sequence[str]) -> str:
    """The text with the marks that its words mostly have in `texts`; words that have marks already keep theirs."""
    forms: dict[str, Counter[str]] = {}
    for word in _WORD.findall(" ".join(texts)):
        forms.setdefault(fold(word), Counter())[word.lower()] += 1

    def form(match: re.Match[str]) -> str:
        names_a_field = text[match.end() : match.end() + 1] == ":"
        known = forms.get(fold(match[0]))
        return match[0] if names_a_field or not match[0].isascii() or not known else known.most_common(1)[0][0]

    return _WORD.sub(form, text)
