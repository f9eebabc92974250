"""A record made ready for matching: everything that a comparison asks for, folded once."""

import marshal
from functools import lru_cache
from typing import NamedTuple

from lienthu.lib.marc.facts import Facts
from lienthu.lib.matching import editions, names, publishers, titles
from lienthu.lib.matching.numbers import value_of
from lienthu.lib.vietnamese import fold, fold_repeated, nfc

# `Prepared` as bytes, for another process of this program or for later in this one: an eighth of the memory.
Packed = bytes

_NO_LANGUAGE = frozenset(("und", "mul", "zxx", ""))


class Prepared(NamedTuple):
    """What is compared of one record. Plain text and numbers: cheap to pickle, cheap to make again from Facts."""

    identifiers: tuple[str, ...]  # "isbn:9786041234567", "issn:1859-1531", "lccn:…", as scheme and value
    kind: str
    carrier: str
    title: str  # as written, for its marks
    main: str  # folded words of the main title, without numbers
    rest: tuple[str, ...]  # folded words of each further segment
    part_names: str  # folded words of 245 $p
    numbers: tuple[str, ...]  # numbers in the main title
    volumes: tuple[str, ...]  # numbers that a designator or 245 $n names
    rest_numbers: tuple[str, ...]
    people: tuple[str, ...]  # each name as sorted folded words
    credit: str  # words of the statement of responsibility, a space at both ends, or ""
    edition: int  # 0: not stated
    variants: tuple[str, ...]  # special, hardcover, set …
    publishers: tuple[str, ...]
    year: int  # 0: not stated
    pages: int  # 0: not stated
    languages: tuple[str, ...]
    authors: str  # as written, for their marks


def prepare(facts: Facts) -> Prepared:
    """The facts of a record as comparison and keys want them; about 20 µs."""
    main, rest, numbers, volumes, rest_numbers, printed_credit, reprint, reprint_year, variants = titles.parse(
        nfc(facts.title)
    )
    part_names = ""
    if facts.parts:
        numbered, part_names = _parts(facts.parts)
        volumes = numbered or volumes
    people = names.people(facts.authors)
    credit = fold(f"{facts.responsibility} {printed_credit}") if printed_credit else fold_repeated(facts.responsibility)
    edition = editions.edition_number(facts.edition) if facts.edition else 0
    if reprint and not edition:
        edition = editions.edition_number(reprint)
    return Prepared(
        _identifiers(facts),
        facts.kind,
        facts.carrier,
        facts.title,
        main,
        _without_people(rest, people) if rest and people else rest,
        part_names,
        numbers,
        tuple(sorted(volumes)) if len(volumes) > 1 else volumes,
        rest_numbers,
        people,
        "" if credit in names.NOBODY else f" {credit} ",
        edition,
        variants,
        publishers.houses(facts.publisher),
        facts.year or reprint_year,
        editions.pages(facts.extent),
        _languages(facts.languages),
        facts.authors[0] if len(facts.authors) == 1 else "; ".join(facts.authors),
    )


def pack(prepared: Prepared) -> Packed:
    """Bytes from which `unpack` makes it again, in 3 µs where `prepare` takes 20 to 60; never to be stored."""
    return marshal.dumps(tuple(prepared))


def unpack(packed: Packed) -> Prepared:
    """The inverse of `pack`."""
    return Prepared._make(marshal.loads(packed))  # noqa: S302 a process of this program made it


@lru_cache(maxsize=1 << 10)
def _languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if code not in _NO_LANGUAGE)


def _identifiers(facts: Facts) -> tuple[str, ...]:
    found = [f"isbn:{isbn}" for isbn in facts.isbns]
    if facts.issns:
        found += [f"issn:{issn}" for issn in facts.issns]
    for number in facts.numbers:
        if number.startswith("ean:97"):
            number = "isbn:" + number[4:]
        if number not in found:
            found.append(number)
    return tuple(found)


def _parts(parts: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Volume numbers and part names of 245 $n $p."""
    if len(parts) == 1:
        return _part(parts[0])
    found = [_part(part) for part in parts]
    return (
        tuple(number for numbers, _words in found for number in numbers),
        " ".join([words for _numbers, words in found if words]),
    )


def volume_key(part: str) -> str:
    """What a volume's statement comes to, however it is written: "1" of "Tập 1", "T. 1" and "Tập một"."""
    numbers, words = _part(part)
    return " ".join(filter(None, (*sorted(numbers), words)))


@lru_cache(maxsize=1 << 13)
def _part(part: str) -> tuple[tuple[str, ...], str]:
    rest, found = titles.volumes_in(fold(part))
    words, numbers = titles.words_and_numbers(rest)
    if not found and not numbers and words and (value := value_of(words)):
        return (str(value),), ""
    return (*found, *numbers), words


def _without_people(rest: tuple[str, ...], people: tuple[str, ...]) -> tuple[str, ...]:
    """Segments that are no person's name: shops write "Nhà - Nguyễn Bảo Trung"."""
    return tuple(segment for segment in rest if " ".join(sorted(segment.split())) not in people)
