"""The tags of a CDS/ISIS base with a few of their contents, for a person to say what each of them holds."""

import string

from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.source import Block, parse

RECORDS = 50  # looked at
TAGS = 60  # shown
_LONGEST = 90  # characters of a sample


def tags_of(block: Block) -> dict[str, list[str]]:
    """Tag ("24", or "26^b" for a subfield) → contents, in the order of the tags; empty when no record can be read."""
    found: dict[str, list[str]] = {}
    for raw in list(block.payload)[:RECORDS] if isinstance(block.payload, tuple) else ():
        for tag, text in _fields(raw, block.encoding):
            found.setdefault(tag, []).append(text[:_LONGEST])
    ordered = sorted(found, key=lambda tag: (int(tag.partition("^")[0]), tag))
    return {tag: found[tag] for tag in ordered[:TAGS]}


def _fields(raw: bytes, encoding: str) -> list[tuple[str, str]]:
    """A record's fields. The reader keeps what no mapping names in local fields 900 ($t tag, $a content)."""
    tags = _directory(raw)
    kept: list[tuple[str, str]] = []
    # A field that is taken for the title is not kept as it stands: so the record is read with one, then with another.
    for title in tags[:2]:
        try:
            record = parse(raw, format="isis", encoding=encoding, columns=_all_of(title))
        except Refused:
            continue
        for tag, content in record.fields:
            if tag == "900":
                name, _mark, text = content[2:].removeprefix("\x1ft").partition("\x1fa")
                kept += [pair for pair in _parts(name, text) if pair not in kept]
    return kept


def _all_of(tag: str) -> dict[str, str]:
    """The mapping that takes a field, whatever its subfields, for the title."""
    return dict.fromkeys([tag, *(f"{tag}^{code}" for code in string.ascii_lowercase + string.digits)], "title")


def _directory(raw: bytes) -> list[str]:
    body = raw.replace(b"\r\n", b"").replace(b"\n", b"")
    if not body[12:17].isdigit():
        return []
    directory = body[24 : int(body[12:17]) - 1]
    tags = (directory[at : at + 3] for at in range(0, len(directory) - 11, 12))
    return list(dict.fromkeys(str(int(tag)) for tag in tags if tag.isdigit()))


def _parts(tag: str, text: str) -> list[tuple[str, str]]:
    main, *others = text.split("^")
    found = [(tag, main.strip())] if main.strip() else []
    return found + [
        (f"{tag}^{part[0].lower()}", part[1:].strip()) for part in others if len(part) > 1 and part[0].isalnum()
    ]
