"""What a foreign catalogue gives."""

from typing import NamedTuple

from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import parse


class ForeignRecord(NamedTuple):
    """One record as it came, or (`raw` empty) the target's own words why it could not give it.

    `format` is one that `lib.marc` reads: iso2709, unimarc, marcxml.
    """

    raw: bytes
    format: str
    refused: str = ""

    def read(self, encoding: str = "utf-8") -> Record:
        """The record decoded; `encoding` as in `lib.marc.charset`. Raises lib.marc.problems.Refused."""
        return parse(self.raw, format=self.format, encoding=encoding)


class Answer(NamedTuple):
    """How many records there are in all, and those that were fetched, the first of them being number `first` (1…)."""

    total: int
    first: int
    records: tuple[ForeignRecord, ...]
