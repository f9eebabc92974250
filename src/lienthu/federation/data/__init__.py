"""Facts that come with the program, as tables of tab-separated text. Their sources: PROVENANCE.md beside them."""

import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the tables here, by the names in its first line; lines that begin with # are notes."""
    path = FOLDER / name
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader((line for line in stream if not line.startswith("#")), delimiter="\t")
