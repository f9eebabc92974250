"""The three bare parts of an import, each by itself and with nothing of a product around it: parse, insert, index.

    python -m bench.bare parse|prepare|insert|index|pipeline CORPUS [WORK]

- `parse`: the product's own reader over the files, in one process; beside it, the folding of the texts to be indexed.
- `insert`: sqlite3 `executemany` of 14 columns with the raw record, and 1.6 copies each, indexes included.
- `index`: Tantivy over folded text, one document a record.
- `pipeline`: all three at once, one process reading and folding, one storing and indexing; nothing is matched.

`insert` and `index` read what `prepare` laid down before; only the work itself is inside their clock.
Each prints one JSON object: seconds, cpu_seconds, records.
"""

from __future__ import annotations

import json
import marshal
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

Batch = tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]  # records, copies, documents

DATABASE = """
CREATE TABLE record (
    id INTEGER PRIMARY KEY, library INTEGER NOT NULL, control_number TEXT NOT NULL, title TEXT NOT NULL,
    author TEXT NOT NULL,
    publisher TEXT NOT NULL, year INTEGER, language TEXT NOT NULL, isbn TEXT NOT NULL, kind TEXT NOT NULL,
    match_key INTEGER NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL, raw BLOB NOT NULL
);
CREATE UNIQUE INDEX record_number ON record (library, control_number);
CREATE INDEX record_key ON record (match_key);
CREATE TABLE copy (
    id INTEGER PRIMARY KEY, record INTEGER NOT NULL, barcode TEXT NOT NULL, call_number TEXT NOT NULL,
    shelf TEXT NOT NULL, status TEXT NOT NULL
);
CREATE INDEX copy_record ON copy (record);
CREATE INDEX copy_barcode ON copy (barcode);
"""
INSERT_RECORD = f"INSERT INTO record VALUES ({','.join('?' * 14)})"
INSERT_COPY = "INSERT INTO copy (record, barcode, call_number, shelf, status) VALUES (?,?,?,?,?)"
HEAP = 256_000_000  # bytes that Tantivy gathers before it writes a segment


class Clock:
    """Wall and processor seconds of the stretches that are measured."""

    def __init__(self) -> None:
        self.wall = self.cpu = 0.0

    def __enter__(self) -> Clock:
        self._began = (time.perf_counter(), time.process_time())
        return self

    def __exit__(self, *_: object) -> None:
        self.wall += time.perf_counter() - self._began[0]
        self.cpu += time.process_time() - self._began[1]

    def figures(self, records: int) -> dict[str, object]:
        return {"seconds": round(self.wall, 3), "cpu_seconds": round(self.cpu, 3), "records": records}


def files_of(corpus: Path) -> list[Path]:
    """The corpus's files, in the libraries' order."""
    return sorted(corpus.glob("L*.mrc"))


def parsed(corpus: Path) -> Iterator[tuple[int, list[Any]]]:
    """`(library, records)` of each block, as the product's reader gives them."""
    from lienthu.lib.marc.source import open_source, read_block

    for library, path in enumerate(files_of(corpus)):
        for block in open_source(path).blocks():
            yield library, read_block(block, copies=None)


def parse(corpus: Path) -> dict[str, object]:
    """Every record read, decoded, its facts and copies taken out; folding timed apart."""
    records = 0
    reading, folding = Clock(), Clock()
    blocks = parsed(corpus)
    while True:
        with reading:
            block = next(blocks, None)
        if block is None:
            break
        library, found = block
        records += len(found)
        with folding:
            for position, record in enumerate(found):
                document(position, library, record.facts)
    return {
        **reading.figures(records),
        "fold_seconds": round(folding.wall, 3),
        "fold_cpu_seconds": round(folding.cpu, 3),
    }


def document(number: int, library: int, facts: Any) -> tuple[Any, ...]:
    """What is indexed of a record: number, folded texts, and the values of its facets."""
    from lienthu.lib.vietnamese import fold, marked

    heading = " ".join((facts.title, *facts.parts))
    title, author = fold(heading), fold(" ".join(facts.authors))
    subject, publisher, series = fold(" ".join(facts.subjects)), fold(facts.publisher), fold(" ".join(facts.series))
    return (
        number,
        f"{title} {author} {subject} {publisher} {series}",
        title,
        marked(heading),
        author,
        subject,
        publisher,
        " ".join(facts.isbns),
        " ".join(number.partition("|")[0] for number in facts.ddc),
        facts.year or 0,
        library,
        facts.languages[0] if facts.languages else "",
        facts.kind,
        list(facts.subjects),
    )


def batch_of(library: int, found: Iterable[Any], first: int) -> Batch:
    """Rows and documents of one block, numbered from `first`."""
    records, copies, documents = [], [], []
    for number, record in enumerate(found, first):
        facts = record.facts
        made = document(number, library, facts)
        key = hash((made[2], facts.year)) if not facts.isbns else hash(facts.isbns[0])
        records.append(
            (
                number, library, record.control_number, facts.title, " ; ".join(facts.authors), facts.publisher,
                facts.year, made[11], made[7], facts.kind, key, record.digest, record.position, record.raw,
            )
        )  # fmt: skip
        copies += [(number, copy.barcode, copy.call_number, copy.place, copy.status) for copy in record.copies]
        documents.append(made)
    return records, copies, documents


def batches(corpus: Path) -> Iterator[Batch]:
    """The whole corpus, read and folded, block by block."""
    first = 1
    for library, found in parsed(corpus):
        yield batch_of(library, found, first)
        first += len(found)


def prepare(corpus: Path, work: Path) -> dict[str, object]:
    """Lay down the rows and the documents, so that reading them is no part of what is measured next."""
    work.mkdir(parents=True, exist_ok=True)
    records = 0
    with (work / "rows").open("wb") as rows, (work / "documents").open("wb") as documents:
        for found, copies, texts in batches(corpus):
            records += len(found)
            marshal.dump((found, copies), rows)
            marshal.dump(texts, documents)
    return {"records": records}


def _laid_down(path: Path) -> Iterator[Any]:
    with path.open("rb") as stream:
        while True:
            try:
                yield marshal.load(stream)
            except EOFError:
                return


def connect(path: Path) -> sqlite3.Connection:
    """A new database with the settings of the product's own."""
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "cache_size=-65536",
        "temp_store=MEMORY",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(DATABASE)
    return connection


def insert_batch(connection: sqlite3.Connection, records: list[tuple[Any, ...]], copies: list[tuple[Any, ...]]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(INSERT_RECORD, records)
    connection.executemany(INSERT_COPY, copies)
    connection.execute("COMMIT")


def insert(work: Path) -> dict[str, object]:
    clock, records = Clock(), 0
    connection = connect(work / "bare.sqlite3")
    for found, copies in _laid_down(work / "rows"):
        with clock:
            insert_batch(connection, found, copies)
        records += len(found)
    with clock:
        connection.close()
    return clock.figures(records) | {"size_mb": round((work / "bare.sqlite3").stat().st_size / 1e6, 1)}


def open_index(path: Path) -> tuple[Any, Any]:
    """A new Tantivy index with a writer: catch-all, fields with positions, marks kept in one, facets as columns."""
    import tantivy

    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    for name in ("text", "title", "title_marked", "author", "subject", "publisher", "isbn", "ddc"):
        option = {"text": "freq", "isbn": "basic", "ddc": "basic"}.get(name, "position")
        builder.add_text_field(name, tokenizer_name="whitespace", index_option=option)
    for name in ("year", "library"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    for name in ("language", "kind", "subject_heading"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    index = tantivy.Index(builder.build(), path=str(path))
    index.register_tokenizer("whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
    return index, index.writer(heap_size=HEAP, num_threads=2)


def add_documents(writer: Any, schema: Any, documents: list[tuple[Any, ...]]) -> None:
    import tantivy

    from_dict = tantivy.Document.from_dict
    names = ("id", "text", "title", "title_marked", "author", "subject", "publisher", "isbn", "ddc", "year", "library",
             "language", "kind", "subject_heading")  # fmt: skip
    for values in documents:
        writer.add_document(from_dict(dict(zip(names, values, strict=True)), schema))


def index(work: Path) -> dict[str, object]:
    clock, records = Clock(), 0
    whole = Clock()
    with whole:
        engine, writer = open_index(work / "bare-index")
        for documents in _laid_down(work / "documents"):
            with clock:
                add_documents(writer, engine.schema, documents)
            records += len(documents)
        with clock:
            writer.commit()
            writer.wait_merging_threads()
    # Tantivy's own threads work on while a batch is loaded: their processor time is in `whole`, the wall in `clock`.
    size = sum(file.stat().st_size for file in (work / "bare-index").iterdir())
    return {**clock.figures(records), "cpu_seconds": round(whole.cpu, 3), "size_mb": round(size / 1e6, 1)}


def _feed(corpus: str, pipe: Connection) -> None:
    for batch in batches(Path(corpus)):
        pipe.send_bytes(marshal.dumps(batch))
    pipe.send_bytes(b"")
    pipe.close()


def pipeline(corpus: Path, work: Path) -> dict[str, object]:
    """Two processes: the other one reads and folds, this one stores and indexes as the batches come."""
    work.mkdir(parents=True, exist_ok=True)
    began, records = time.perf_counter(), 0
    context = get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    reader = context.Process(target=_feed, args=(str(corpus), theirs))
    reader.start()
    theirs.close()
    connection = connect(work / "pipeline.sqlite3")
    engine, writer = open_index(work / "pipeline-index")
    while content := ours.recv_bytes():
        found, copies, documents = marshal.loads(content)
        insert_batch(connection, found, copies)
        add_documents(writer, engine.schema, documents)
        records += len(found)
    writer.commit()
    writer.wait_merging_threads()
    connection.close()
    reader.join()
    return {"seconds": round(time.perf_counter() - began, 3), "records": records}


def main(arguments: list[str]) -> int:
    part, corpus, *rest = arguments
    work = Path(rest[0]) if rest else Path(corpus) / "bare"
    parts = {
        "parse": lambda: parse(Path(corpus)),
        "prepare": lambda: prepare(Path(corpus), work),
        "insert": lambda: insert(work),
        "index": lambda: index(work),
        "pipeline": lambda: pipeline(Path(corpus), work),
    }
    print(json.dumps(parts[part]()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
