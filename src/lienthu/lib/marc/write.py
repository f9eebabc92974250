"""Records to ISO 2709, MARCXML and MARC-in-JSON, always in UTF-8.

What any of the three writes reads back to the same digest and control number. To that end all three leave out what
not every format can carry (`canonical.clean_content`): control characters, empty subfields, a third indicator.
"""

from collections.abc import Iterable
from typing import IO, Any
from xml.sax.saxutils import quoteattr

import orjson

from lienthu.lib.marc.canonical import clean_content, clean_leader
from lienthu.lib.marc.record import SUBFIELD, Record

FORMATS = {"iso2709": ".mrc", "marcxml": ".xml", "json": ".json"}
NAMESPACE = "http://www.loc.gov/MARC21/slim"
_LARGEST = 99_999  # bytes of a record that ISO 2709 can count
_LARGEST_FIELD = 9_999
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def to_iso2709(record: Record) -> bytes:
    """One record with its terminator.

    ISO 2709 counts five digits for a record and four for a field. What is longer is not cut: its length stands as
    99999 or 9999, as other systems write it, and readers that go by the terminators, ours among them, have it all.
    """
    fields = [(tag, clean_content(content).encode() + b"\x1e") for tag, content in record.fields]
    directory, start = [], 0
    for tag, data in fields:
        directory.append(f"{tag}{min(len(data), _LARGEST_FIELD):04}{min(start, _LARGEST):05}")
        start += len(data)
    base = 24 + 12 * len(fields) + 1
    leader = clean_leader(record.leader)
    head = (
        f"{min(base + start + 1, _LARGEST):05}{leader[5:9]}a22{min(base, _LARGEST):05}{leader[17:20]}4500"
        f"{''.join(directory)}\x1e"
    )
    return b"".join((head.encode("ascii"), *(data for _, data in fields), b"\x1d"))


def to_marcxml(record: Record) -> str:
    """One record element, without the namespace, which the collection around it declares."""
    leader = clean_leader(record.leader)
    out = [f"<record><leader>{(leader[:9] + 'a' + leader[10:]).translate(_TEXT)}</leader>"]
    for tag, content in record.fields:
        content = clean_content(content)
        if SUBFIELD not in content:
            out.append(f"<controlfield tag={quoteattr(tag)}>{content.translate(_TEXT)}</controlfield>")
            continue
        indicators, *parts = content.split(SUBFIELD)
        first, second = quoteattr(indicators[0]), quoteattr(indicators[1])
        out.append(f"<datafield tag={quoteattr(tag)} ind1={first} ind2={second}>")
        out += [f"<subfield code={quoteattr(part[0])}>{part[1:].translate(_TEXT)}</subfield>" for part in parts]
        out.append("</datafield>")
    out.append("</record>")
    return "".join(out)


def to_json(record: Record) -> dict[str, Any]:
    """MARC-in-JSON: {"leader": …, "fields": [{"001": …}, {"245": {"ind1", "ind2", "subfields": [{"a": …}]}}]}."""
    leader = clean_leader(record.leader)
    fields: list[dict[str, Any]] = []
    for tag, content in record.fields:
        content = clean_content(content)
        if SUBFIELD not in content:
            fields.append({tag: content})
            continue
        indicators, *parts = content.split(SUBFIELD)
        subfields = [{part[0]: part[1:]} for part in parts]
        fields.append({tag: {"ind1": indicators[0], "ind2": indicators[1], "subfields": subfields}})
    return {"leader": leader[:9] + "a" + leader[10:], "fields": fields}


def write_all(records: Iterable[Record], format: str, stream: IO[bytes]) -> int:
    """Write a whole file in one of FORMATS, record by record; returns how many. Raises ValueError for another."""
    if format not in FORMATS:
        raise ValueError(f"There is no export format {format!r}; choose one of {', '.join(FORMATS)}.")
    count = 0
    if format == "marcxml":
        stream.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<collection xmlns="{NAMESPACE}">\n'.encode())
    elif format == "json":
        stream.write(b"[")
    for record in records:
        if format == "iso2709":
            stream.write(to_iso2709(record))
        elif format == "marcxml":
            stream.write(to_marcxml(record).encode() + b"\n")
        else:
            stream.write((b",\n" if count else b"\n") + orjson.dumps(to_json(record)))
        count += 1
    if format == "marcxml":
        stream.write(b"</collection>\n")
    elif format == "json":
        stream.write(b"\n]\n")
    return count
