"""The half of an import that needs no database: from a block of a file to rows ready to be stored.

It runs in a process of its own beside the one that stores, so it imports nothing of Django.
"""

import marshal
from typing import Any, NamedTuple

from lienthu.catalogue.derive import facts_to_json
from lienthu.lib import matching
from lienthu.lib.marc.copies import CopyMapping
from lienthu.lib.marc.facts import CopyFacts
from lienthu.lib.marc.source import Bad, Block, read_block


class Row(NamedTuple):
    """One readable record, ready to be compared and stored."""

    position: int
    raw: bytes
    control_number: str
    deleted: bool
    digest: bytes
    facts: str  # SourceRecord.facts
    keys: tuple[int, ...]
    prepared: matching.Packed  # every other record is compared with none, so it is unpacked where one is
    copies: tuple[CopyFacts, ...]


def rows_of(block: Block, copies: CopyMapping | None) -> list[Row | Bad]:
    """Every record of the block, in its order: a Row where it could be read, the reader's Bad where not.

    A record without a control number is known by its content: "#" and the digest in hexadecimal.
    """
    rows: list[Row | Bad] = []
    for found in read_block(block, copies=copies):
        if isinstance(found, Bad):
            rows.append(found)
            continue
        prepared = matching.prepare(found.facts)
        rows.append(
            Row(
                found.position,
                found.raw,
                _identity(found.control_number, found.digest),
                found.deleted,
                found.digest,
                facts_to_json(found.facts),
                matching.keys(prepared),
                matching.pack(prepared),
                found.copies,
            )
        )
    return rows


def packed_rows_of(block: Block, copies: CopyMapping | None) -> bytes:
    """`rows_of` as bytes for another process of this program: marshal costs a third of pickle, which is much here."""
    return marshal.dumps(
        [
            tuple(row) if isinstance(row, Bad) else (*row[:-1], tuple(map(tuple, row.copies)))
            for row in rows_of(block, copies)
        ]
    )


def unpacked(data: bytes) -> list[Row | Bad]:
    """The inverse, in the process that asked."""
    found: list[tuple[Any, ...]] = marshal.loads(data)  # noqa: S302 our own process made it a moment ago
    return [
        Bad._make(row) if len(row) == len(Bad._fields) else Row._make((*row[:-1], tuple(map(CopyFacts._make, row[-1]))))
        for row in found
    ]


LONGEST = 200  # a control number beyond this is a defect of its system, and more than a database index takes


def _identity(control_number: str, digest: bytes) -> str:
    plain = control_number.replace("\x00", "").strip()
    if not plain:
        return "#" + digest.hex()
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]}#{digest.hex()}"
