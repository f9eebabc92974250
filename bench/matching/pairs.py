"""The labelled pairs, each side as the Facts that a reader of MARC would have taken out."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from lienthu.lib.marc.extract import facts_from, grouped
from lienthu.lib.marc.facts import Facts
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import Refused, open_source, parse, read_block

HERE = Path(__file__).parent
DATA = HERE.parents[1].parent / "shared" / "data"
NO_FACTS = Facts("book", "", "", (), "", (), "", "", "", None, "", (), (), (), (), (), (), (), "", "", ())


class Pair(NamedTuple):
    label: str  # same, different, undecidable
    made: str  # natural, variant:…, identifier
    split: str  # dev, held-out
    a: Facts
    b: Facts
    name: str  # for a person: what to look at
    records: tuple[Record, Record] | None = None


def split_of(text: str) -> str:
    """Half of the books, by a hash of what the pair is about: dev was looked at while the rules were made."""
    return "dev" if blake2b(text.encode(), digest_size=1).digest()[0] % 2 else "held-out"


def vietnamese() -> Iterator[Pair]:
    """vietnamese_pairs.tsv. Sides of one book stay in one half, so that nothing held out was seen."""
    with (HERE / "vietnamese_pairs.tsv").open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream, delimiter="\t"), start=2):
            a, b = _facts(row, "a_"), _facts(row, "b_")
            yield Pair(row["label"], row["made"], split_of(row["source_a"] or a.title), a, b, f"line {number}")


def _facts(row: dict[str, str], side: str) -> Facts:
    author = row[side + "author"]
    return NO_FACTS._replace(
        carrier=row[side + "carrier"],
        title=row[side + "title"],
        parts=tuple(filter(None, row[side + "parts"].split("; "))),
        authors=tuple(name.strip() for name in author.split(";") if name.strip()),
        edition=row[side + "edition"],
        publisher=row[side + "publisher"],
        year=int(row[side + "year"]) if row[side + "year"] else None,
        isbns=(row[side + "isbn"],) if row[side + "isbn"] else (),
        extent=f"{row[side + 'pages']} tr." if row[side + "pages"] else "",
        languages=("vie",),
    )


def identifiers() -> Iterator[Pair]:
    """Pairs of real MARC records of groundtruth/identifier_pairs.tsv that share a number, with our corrections.

    Records that are the same bytes, authorities, and pairs that could not be labelled are left out
    (corrections.tsv says which and why).
    """
    corrected = _corrections()
    files: dict[str, dict[int, Record]] = {}
    wanted: dict[str, set[int]] = {}
    with (DATA / "marc" / "groundtruth" / "identifier_pairs.tsv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        wanted.setdefault(row["file_a"], set()).add(int(row["idx_a"]))
        wanted.setdefault(row["file_b"], set()).add(int(row["idx_b"]))
    for name, positions in wanted.items():
        files[name] = _records(DATA / "marc" / name, positions)
    for number, row in enumerate(rows, start=2):
        label = corrected.get(number, row["label"])
        one = files[row["file_a"]].get(int(row["idx_a"]))
        other = files[row["file_b"]].get(int(row["idx_b"]))
        if row["identical"] or label not in {"same", "different"} or one is None or other is None:
            continue
        a, b = (facts_from(record.leader, grouped(record.fields)) for record in (one, other))
        yield Pair(label, "identifier", split_of(row["title_a"]), a, b, f"line {number}", (one, other))


def _corrections() -> dict[int, str]:
    with (HERE / "corrections.tsv").open(encoding="utf-8", newline="") as stream:
        return {
            int(line): row["label"] for row in csv.DictReader(stream, delimiter="\t") for line in row["lines"].split()
        }


def _records(path: Path, positions: set[int]) -> dict[int, Record]:
    source = open_source(path)
    found: dict[int, Record] = {}
    for block in source.blocks():
        if not any(block.first <= position < block.first + block.records for position in positions):
            continue
        for read in read_block(block):
            if read.position in positions:
                try:
                    found[read.position] = parse(read.raw, format=source.format, encoding=source.encoding)
                except Refused:
                    continue
    return found
