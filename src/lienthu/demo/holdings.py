"""What the demonstration's libraries hold: real titles in a MARC file per library, as its own system would write it."""

import csv
import gzip
import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

from lienthu.catalogue.models import LibraryProfile
from lienthu.catalogue.services import imports, indexing
from lienthu.demo.network import Branch, Member
from lienthu.lib.marc.iso2709 import parse, pieces
from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.marc.write import to_iso2709
from lienthu.lib.vietnamese import fold

SEED = 20261
LEADER = "00000nam a2200000 a 4500"
# How much of everything a library holds. Ho Chi Minh City's has most of it, a small province a sixth.
LARGE, SMALL = 0.55, 0.16
TRAVELS = "AG"  # buys three copies more of every other Vietnamese book, so that sets travel


class Fact(NamedTuple):
    """A book, as far as its facts are known."""

    title: str
    rest: str
    part: str
    author: str
    publisher: str
    year: str
    pages: str
    subject: str
    ddc: str


def build(*, libraries: list[Member], at: datetime) -> None:
    """Write each library's file and import it; the index follows at the end."""
    books = _everything()
    with tempfile.TemporaryDirectory() as folder:
        for rank, member in enumerate(libraries):
            LibraryProfile.objects.update_or_create(
                library=member.library, defaults={"places": {branch.place: branch.code for branch in member.branches}}
            )
            path = Path(folder) / f"{member.library.code}.mrc"
            path.write_bytes(b"".join(to_iso2709(record) for record in _of_library(member, rank, books)))
            imports.import_file(path=path, library=member.library, actor=None, at=at, index=False)
    indexing.drain()


def _everything() -> list[Record]:
    """All the books there are, without control numbers or copies."""
    data = files("lienthu.demo") / "data"
    published = gzip.decompress((data / "loc.mrc.gz").read_bytes())
    records = [_unowned(parse(raw, encoding="utf-8")) for raw in pieces(published) if raw.strip()]
    table = gzip.decompress((data / "titles.tsv.gz").read_bytes()).decode()
    facts = [Fact(**row) for row in csv.DictReader(table.splitlines(), delimiter="\t")]
    return records + [_described(fact) for fact in facts]


def _unowned(record: Record) -> Record:
    kept = [(tag, content) for tag, content in record.fields if tag not in {"001", "003", "005", "852", "955"}]
    return Record(record.leader, kept)


def _field(indicators: str, *parts: tuple[str, str]) -> str:
    return indicators + "".join(f"{SUBFIELD}{code}{value}" for code, value in parts if value)


def _described(fact: Fact) -> Record:
    """A brief record as a provincial cataloguer makes it from the book in hand."""
    year = fact.year if fact.year.isdecimal() else ""
    about = f"050105s{year or 'uuuu'}    vm {'|' * 13} 0 vie d"
    author = _field("0 ", ("a", fact.author)) if fact.author else None
    fields = [
        ("008", about[:40].ljust(40)),
        ("041", _field("0 ", ("a", "vie"))),
        ("082", _field("04", ("2", "23"), ("a", fact.ddc))) if fact.ddc else None,
        ("100", author) if author else None,
        ("245", _title(fact)),
        ("260", _field("  ", ("b", f"{fact.publisher}{',' if year else ''}"), ("c", year))),
        ("300", _field("  ", ("a", f"{fact.pages} tr."))) if fact.pages else None,
        ("650", _field(" 7", ("a", fact.subject), ("2", "btkkhcn"))) if fact.subject else None,
    ]
    return Record(LEADER, [field for field in fields if field is not None])


def _title(fact: Fact) -> str:
    """Field 245 with the punctuation that ISBD puts between its parts."""
    main = fact.title + (" :" if fact.rest else "." if fact.part else " /")
    rest = fact.rest and fact.rest + ("." if fact.part else " /")
    part = fact.part and fact.part + " /"
    return _field("10", ("a", main), ("b", rest), ("n", part), ("c", fact.author))


def _of_library(member: Member, rank: int, books: list[Record]) -> Iterator[Record]:
    """The library's records: its share of all books, with its own control numbers, habits and copies."""
    dice = random.Random(f"{SEED}:{member.library.code}")  # noqa: S311 the same dice on every machine
    share = LARGE if member.library.code == "HCM" else SMALL + 0.08 * dice.random()
    held = sorted(dice.sample(range(len(books)), int(len(books) * share)))
    copies = COPIES[rank % len(COPIES)]
    for number, book in enumerate(held, 1):
        record = books[book]
        fields = [("001", f"{member.library.code.lower()}{number:06d}"), *_habit(record, dice)]
        call_number = _call_number(record)
        for copy in range(dice.choice((1, 1, 1, 2, 2, 3))):
            branch = member.branches[0] if dice.random() < 0.6 else dice.choice(member.branches)
            out = dice.random() < 0.15
            fields.append(copies(branch, f"{member.library.code}{rank:02d}{number:05d}{copy}", call_number, out))
        if member.library.code == TRAVELS and number % 2 == 0 and _is_vietnamese(record):
            out = False
            for copy in range(3, 6):
                barcode = f"{member.library.code}{rank:02d}{number:05d}{copy}"
                fields.append(copies(member.branches[0], barcode, call_number, out))
        yield Record(record.leader, fields)


def _is_vietnamese(record: Record) -> bool:
    return any(tag == "041" and content.endswith("vie") for tag, content in record.fields)


def _habit(record: Record, dice: random.Random) -> list[tuple[str, str]]:
    """The same book as another cataloguer writes it: the publisher with its generic name, an end stop, a place."""
    fields = []
    for tag, content in record.fields:
        written = content
        if tag == "260" and f"{SUBFIELD}a" not in content and dice.random() < 0.5:
            written = content.replace(f"{SUBFIELD}b", f"{SUBFIELD}bNxb. ", 1)
        elif tag == "300" and dice.random() < 0.3:
            written = content.replace(" tr.", "tr.")
        fields.append((tag, written))
    return fields


def _call_number(record: Record) -> str:
    """Class and the first letters of author or title, as on a spine: "895.922 NG500D"-like, simplified to the class."""
    ddc = (record.first("082") or "").split(f"{SUBFIELD}a")[-1].split(SUBFIELD)[0].replace("/", "")
    name = record.first("100") or record.first("245") or ""
    word = fold(name[2:].split(f"{SUBFIELD}a")[-1].split(SUBFIELD)[0])
    return " ".join(part for part in (ddc, word.replace(" ", "")[:3].upper()) if part)


def _as_852(branch: Branch, barcode: str, call_number: str, out: bool) -> tuple[str, str]:  # noqa: FBT001
    """Brief: 852 says nothing of loans."""
    return "852", _field("  ", ("b", branch.place), ("j", call_number), ("p", barcode))


def _as_949(branch: Branch, barcode: str, call_number: str, out: bool) -> tuple[str, str]:  # noqa: FBT001
    status = "đang mượn" if out else "sẵn sàng"
    return "949", _field("  ", ("a", call_number), ("i", barcode), ("m", branch.place), ("s", status))


def _as_952(branch: Branch, barcode: str, call_number: str, out: bool) -> tuple[str, str]:  # noqa: FBT001
    due = "2026-01-20" if out else ""
    return "952", _field("  ", ("a", branch.place), ("o", call_number), ("p", barcode), ("q", due))


# Members' systems write copies in different fields; the import knows these layouts.
COPIES: tuple[Callable[[Branch, str, str, bool], tuple[str, str]], ...] = (_as_952, _as_949, _as_852)
