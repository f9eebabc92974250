"""A federation's MARC files, made up: seeded, so that every machine that asks gets the same bytes.

    python -m bench.corpus DIR [--records 100000] [--seed 2024] [--processes 2]

writes DIR/L01.mrc … DIR/L14.mrc (MARC 21 in ISO 2709, UTF-8, 700–1000 bytes a record) and DIR/truth.tsv, which says
of which work each record is. A work is one edition; 35 % of the records are of a work that another library has, too.
Every library has a hand of its own (publisher's form, order of names, old or new tone placement, NFD, ISBD marks),
broken now and then, and slips of one letter in the title, missing ISBNs and years occur.

The corpus is made in chunks of 10,000 records, each from a seed of its own, so memory does not grow with its size.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
import unicodedata
from collections.abc import Iterator
from itertools import accumulate
from multiprocessing import get_context
from operator import mul
from pathlib import Path
from typing import NamedTuple

from bench import works
from bench.vocabulary import LIBRARIES, STYLES, Style
from bench.works import Author, Press, Work

CHUNK = 10_000
DUPLICATES = 0.35
SEED = 2024
BRANCHES = 12
TRUTH_HEADER = "library\tcontrol_number\twork\tfamily\tkind\tvariants\n"
_BY_SIZE = [library for library, style in enumerate(STYLES) for _ in range(style.size)]
_COPIES = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 4)  # 1.6 on average
_FOUR = [f"{number:04d}" for number in range(1200)]
_FIVE = [f"{number:05d}" for number in range(1200)]
_DAYS = [
    (
        f"{day % 25:02d}{day % 12 + 1:02d}{day % 28 + 1:02d}",
        f"20{day % 25:02d}{day % 12 + 1:02d}{day % 28 + 1:02d}{day % 24:02d}{day % 60:02d}00.0",
    )
    for day in range(4200)
]
_SLIP_LETTERS = "aeiounthcgmrl"


class Made(NamedTuple):
    """One chunk: the bytes of each library in LIBRARIES' order, and the lines of the truth."""

    files: list[bytes]
    truth: str
    records: int


def make(directory: Path, *, records: int = 100_000, seed: int = SEED, processes: int = 2) -> dict[str, object]:
    """Write the corpus. Returns {"records", "works", "bytes", "seconds"}; a corpus already there with the same
    request is left as it is, and its description is returned with "seconds" 0."""
    done = directory / "corpus.json"
    request = {"records": records, "seed": seed, "version": 1}
    if done.exists():
        kept: dict[str, object] = json.loads(done.read_text())
        if kept["request"] == request:
            return {**kept, "seconds": 0.0}
        done.unlink()
    directory.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    streams = [(directory / f"{code}.mrc").open("wb") for code in LIBRARIES]
    written = size = 0
    try:
        with (directory / "truth.tsv").open("w", encoding="utf-8", newline="\n") as truth:
            truth.write(TRUTH_HEADER)
            for chunk in _chunks(records, seed, processes):
                for stream, content in zip(streams, chunk.files, strict=True):
                    stream.write(content)
                    size += len(content)
                truth.write(chunk.truth)
                written += chunk.records
                _progress(written, records, began)
    finally:
        for stream in streams:
            stream.close()
    described: dict[str, object] = {
        "request": request,
        "records": written,
        "works": sum(_works_of(count) for _, count in _plan(records)),
        "bytes": size,
        "seconds": round(time.perf_counter() - began, 2),
    }
    done.write_text(json.dumps(described))
    return described


def _progress(written: int, records: int, began: float) -> None:
    if sys.stderr.isatty() or written == records:
        rate = written / max(time.perf_counter() - began, 1e-9)
        end = "\n" if written == records else "\r"
        print(f"corpus: {written:,} of {records:,} records, {rate:,.0f} a second", end=end, file=sys.stderr, flush=True)


def _plan(records: int) -> list[tuple[int, int]]:
    """Number and size of each chunk."""
    return [(number, min(CHUNK, records - start)) for number, start in enumerate(range(0, records, CHUNK))]


def _works_of(count: int) -> int:
    return max(1, round(count * (1 - DUPLICATES)))


def _chunks(records: int, seed: int, processes: int) -> Iterator[Made]:
    requests = [(seed, number, count) for number, count in _plan(records)]
    if processes == 1 or len(requests) == 1:
        yield from map(make_chunk, requests)
        return
    with get_context("spawn").Pool(processes) as pool:
        yield from pool.imap(make_chunk, requests)


def make_chunk(request: tuple[int, int, int]) -> Made:
    """The records of `(seed, chunk number, count)`."""
    seed, number, count = request
    press = Press(f"{seed}/{number}", number * CHUNK)
    held = _holdings(press, count)
    clerk = Clerk(press.rng, press)
    files, truth = [], []
    for library, code in enumerate(LIBRARIES):
        batch = held[library]
        press.rng.shuffle(batch)
        parts = []
        for position, (work, first) in enumerate(batch):
            control = f"{number * CHUNK + position + 1:08d}"
            raw, variants = clerk.write(work, library, control, first=first)
            parts.append(raw)
            truth.append(f"{code}\t{control}\t{work.number}\t{work.family}\t{work.kind}\t{variants}\n")
        files.append(b"".join(parts))
    return Made(files, "".join(truth), count)


def _holdings(press: Press, count: int) -> list[list[tuple[Work, bool]]]:
    """Which library holds which works, no library one twice. A few works are held by nearly everybody."""
    rng = press.rng
    wanted = _works_of(count)
    made = press.works(wanted)
    holders = [1] * wanted
    left = count - wanted
    while left:
        place = int(wanted * rng.random() ** 1.6)
        if holders[place] < len(LIBRARIES):
            holders[place] += 1
            left -= 1
        elif all(held == len(LIBRARIES) for held in holders):
            break
    held: list[list[tuple[Work, bool]]] = [[] for _ in LIBRARIES]
    for work, quantity in zip(made, holders, strict=True):
        chosen: dict[int, None] = {}
        while len(chosen) < quantity:
            chosen[_BY_SIZE[rng.getrandbits(8)]] = None
        for place, library in enumerate(chosen):
            held[library].append((work, place == 0))
    return held


class Clerk:
    """Writes works down as a given library would."""

    def __init__(self, rng: random.Random, press: Press) -> None:
        self.rng = rng
        self.prose = {}
        for language, source in press.words.items():
            text = " ".join(word for _ in range(25) for word in source.take(400))
            plain = (text[0].upper() + text[1:]).encode()
            self.prose[language] = (plain, unicodedata.normalize("NFD", text).encode())

    def write(self, work: Work, library: int, control: str, *, first: bool) -> tuple[bytes, str]:
        """The record in ISO 2709, and the names of the variants in it."""
        rng, style = self.rng.random, STYLES[library]
        variants: list[str] = []
        fields = _fixed(work, library, control)
        isbn = work.isbn if first or rng() > 0.08 else ""
        if isbn:
            old = isbn.startswith("978") and work.year < 2007 and rng() < 0.7
            fields.append(("020", f"  \x1fa{_isbn10(isbn) if old else isbn}"))
        if work.translated:
            fields.append(("041", "1 \x1favie\x1fheng"))
        elif rng() < 0.5:
            fields.append(("041", f"0 \x1fa{work.language}"))
        call = f"{work.topics[0][0]} {_cutter(work)}"
        if rng() < 0.9:
            fields.append(("082", f"04\x1fa{work.topics[0][0]}\x1f2{'14' if library % 3 else '23'}"))
        self._described(fields, work, style, variants, first=first)
        decomposed = work.language == "vie" and (style.decomposed if rng() > 0.04 else not style.decomposed)
        if decomposed:
            variants.append("nfd")
        room = 700 + int(rng() * 260)
        fields += self._copies(library, control, call)
        return self._bound(fields, work, room, decomposed=decomposed), ",".join(variants)

    def _described(
        self, fields: list[tuple[str, str]], work: Work, style: Style, variants: list[str], *, first: bool
    ) -> None:
        rng = self.rng.random
        usual = rng() > 0.12
        if not usual:
            style = STYLES[int(len(STYLES) * rng())]
            variants.append("hand")
        isbd = style.isbd
        people = [_heading(author, style) for author in work.authors]
        fields.append(("100", f"{'1' if style.inverted else '0'} \x1fa{people[0]}"))
        title, rest, part_name = self._title(work, variants, first=first)
        if work.language == "vie":
            tones = works.old_tones if style.old_tones else works.new_tones
            title, rest, part_name = tones(title), tones(rest), tones(part_name)
        fields.append(("245", _statement(work, title, rest, part_name, isbd=isbd)))
        if work.edition:
            fields.append(("250", f"  \x1fa{work.edition}"))
        name, place = work.publisher
        form = style.publisher if work.language == "vie" else "{}"
        year = str(work.year) if first or rng() > 0.02 else ""
        marks = (" : ", ", ") if isbd else ("", "")
        when = f"{marks[1].rstrip()}\x1fc{year}" if year else ""
        fields.append(
            (style.imprint[:3], f"{style.imprint[3:]}\x1fa{place}{marks[0].rstrip()}\x1fb{form.format(name)}{when}")
        )
        pages = work.pages if first or rng() > 0.06 else work.pages + (2 if rng() < 0.5 else -1)
        extent = style.extent.format(pages)
        if work.online:
            extent = (
                f"1 tài liệu trực tuyến ({pages} tr.)" if work.language == "vie" else f"1 online resource ({pages} p.)"
            )
        fields.append(("300", f"  \x1fa{extent}" + ("" if work.online else f"\x1fc{19 + work.pages % 9} cm")))
        if work.series:
            fields.append(("490", f"0 \x1fa{work.series}"))
        fields.append(("520", ""))  # its length makes the record's
        fields.append(("650", f" 4\x1fa{work.topics[0][1]}\x1fx{work.division}"))
        fields.append(("650", f" 4\x1fa{work.topics[1][1]}"))
        fields += [("700", f"{'1' if style.inverted else '0'} \x1fa{person}") for person in people[1:]]
        if work.online:
            fields.append(("856", f"40\x1fuhttps://thuvienso.example/{work.number:08d}"))

    def _title(self, work: Work, variants: list[str], *, first: bool) -> tuple[str, str, str]:
        """Title, rest and name of the part with this record's accidents."""
        chance = self.rng.random()
        title, rest, part_name = work.title, work.rest, work.part_name
        if chance < 0.06:
            variants.append("case")
            return title.upper(), rest.upper(), part_name.upper()
        if chance < 0.10:
            variants.append("case")
            return title.title(), rest.title(), part_name.title()
        if chance < 0.14:
            variants.append("punctuation")
            head, _, tail = title.partition(" ")
            return f"{head}, {tail}" if tail else f'"{head}"', rest, part_name
        if chance < 0.17:
            variants.append("punctuation")
            return title.replace(" ", "-", 1) if len(title) % 2 else f"{title}...", rest, part_name
        if chance < 0.20 and not first and len(title) > 8:
            variants.append("slip")
            return self._slip(title), rest, part_name
        return title, rest, part_name

    def _slip(self, title: str) -> str:
        """One letter left out, doubled, swapped or hit wrong; never a digit, never the first letter."""
        rng = self.rng.random
        for _ in range(20):
            place = 1 + int(rng() * (len(title) - 2))
            letter, following = title[place], title[place + 1]
            if letter.isalpha() and following.isalpha() and letter != following:
                way = int(rng() * 4)
                middle = ("", letter * 2, following + letter, _SLIP_LETTERS[int(rng() * len(_SLIP_LETTERS))])[way]
                return title[:place] + middle + title[place + (2 if way == 2 else 1) :]
        return title

    def _copies(self, library: int, control: str, call: str) -> list[tuple[str, str]]:
        code = LIBRARIES[library]
        copies = []
        for copy in range(_COPIES[int(self.rng.random() * len(_COPIES))]):
            branch = int(BRANCHES * self.rng.random() ** 3)
            where = f"{code}-{branch:02d}" if branch else code
            copies.append(("852", f"  \x1fa{code}\x1fb{where}\x1fh{call}\x1fp{library + 1:02d}{control}{copy}"))
        return copies

    def _bound(self, fields: list[tuple[str, str]], work: Work, room: int, *, decomposed: bool) -> bytes:
        """ISO 2709; the note in field 520 is cut so that the record has about `room` bytes."""
        tags = [tag for tag, _ in fields]
        text = "\x1e".join([text for _, text in fields])
        held = (unicodedata.normalize("NFD", text) if decomposed else text).encode().split(b"\x1e")
        size = 26 + 13 * len(held) + sum(map(len, held))
        if size > 960:
            return self._bound(_shortened(fields), work, room, decomposed=decomposed)
        spare = max(room - size - 5, 720 - size, 24)
        prose = self.prose[work.language][decomposed]
        start = prose.index(b" ", int(self.rng.random() * (len(prose) - 900))) + 1
        held[tags.index("520")] = b"  \x1fa" + prose[start : prose.rindex(b" ", start, start + spare)] + b"."
        lengths = [len(content) + 1 for content in held]
        offsets = list(accumulate(lengths, initial=0))
        base = 25 + 12 * len(held)
        leader = f"{base + offsets[-1] + 1:05d}nam a22{base:05d} {'i' if work.year > 2014 else 'a'} 4500"
        directory = "".join(map("".join, zip(tags, map(_FOUR.__getitem__, lengths), map(_FIVE.__getitem__, offsets))))  # noqa: B905
        return b"".join(((leader + directory).encode(), b"\x1e", b"\x1e".join(held), b"\x1e\x1d"))


def _shortened(fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Without the least of the fields that may be left out, for the few records that would pass 1000 bytes."""
    for tag in ("490", "700", "041", "082"):
        kept = [field for field in fields if field[0] != tag]
        if len(kept) < len(fields):
            return kept
    last = max(place for place, field in enumerate(fields) if field[0] in {"650", "852"})
    return fields[:last] + fields[last + 1 :]


def _fixed(work: Work, library: int, control: str) -> list[tuple[str, str]]:
    """The control fields; the day of entry is any, but always the same for this work in this library."""
    day = work.number * 37 + library * 11
    entered, changed = _DAYS[day % len(_DAYS)]
    made = [("001", control), ("003", f"VN-{LIBRARIES[library]}"), ("005", changed)]
    if work.online:
        made.append(("007", "cr |||||||||||"))
    form, place = "o" if work.online else " ", "vm " if work.language == "vie" else "xxu"
    made.append(("008", f"{entered}s{work.year}    {place}     {form}     000 0 {work.language} d"))
    return made


def _heading(author: Author, style: Style) -> str:
    name = author.inverted if style.inverted else author.direct
    return f"{name},\x1fd{author.dates}" if author.dates and style.isbd else name


def _statement(work: Work, title: str, rest: str, part_name: str, *, isbd: bool) -> str:
    """Field 245."""
    text = f"10\x1fa{title}"
    if work.part:
        text += f"{'.' if isbd else ''}\x1fn{work.part}"
        if part_name:
            text += f"{',' if isbd else ''}\x1fp{part_name}"
    if rest:
        text += f"{' :' if isbd else ''}\x1fb{rest}"
    named = ", ".join(author.direct for author in work.authors)
    if work.translated:
        named += " ; Người dịch: " + work.authors[-1].direct
    return f"{text}{' /' if isbd else ''}\x1fc{named}"


def _cutter(work: Work) -> str:
    return f"{work.authors[0].direct[:2].upper()}{work.number % 900 + 100}{work.title[0]}"


def _isbn10(isbn: str) -> str:
    """The ten-digit form that was printed before 2007, with hyphens in Viet Nam's groups."""
    stem = isbn[3:12]
    rest = -sum(map(mul, map(int, stem), (10, 9, 8, 7, 6, 5, 4, 3, 2))) % 11
    return f"{stem[:3]}-{stem[3:5]}-{stem[5:]}-{'X' if rest == 10 else rest}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description="Make up a federation's MARC files.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--processes", type=int, default=2)
    wanted = parser.parse_args()
    print(json.dumps(make(wanted.directory, records=wanted.records, seed=wanted.seed, processes=wanted.processes)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
