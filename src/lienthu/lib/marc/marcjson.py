"""MARC-in-JSON in its variants: arrays, lines, single records, FOLIO's wrappings."""

import json
import re
from collections.abc import Iterator
from typing import Any

import orjson

from lienthu.lib.marc.canonical import clean, clean_leader
from lienthu.lib.marc.isis_profiles import record_of
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.record import SUBFIELD, Record
from lienthu.lib.marc.streams import CHUNK, Stream

_LONGEST = 1 << 25  # characters of one value; a longer one is given up as malformed
_BETWEEN = re.compile(r"[\s,\[\]\x1e]*")
_IN_ARRAY = re.compile(r'\{[^{}\[\]]*"records"\s*:\s*\[\s*(?=\{)')
_NEXT = re.compile(r'[\n,\[]\s*(?=\{\s*")')
_WRAPPERS = ("parsedRecord", "content", "marcPayload", "source_record", "record", "marc", "rawRecord", "marc_json")
_DECODER = json.JSONDecoder(strict=False)


def cut(stream: Stream) -> Iterator[tuple[list[bytes], int]]:
    """`(texts of objects, bytes reached)` again and again: the objects of an array, of lines, or just one."""
    rest, first, carried = "", True, b""
    while True:
        more = stream.read(CHUNK)
        carried, text = _whole_characters(carried + more, last=not more)
        buffer = rest + (text.removeprefix("\ufeff") if first else text)
        if first and (wrapped := _IN_ARRAY.match(buffer.lstrip())):
            buffer = buffer.lstrip()[wrapped.end() :]
        first = False
        found, rest = _objects(buffer, last=not more)
        if found:
            yield found, stream.reached
        if not more:
            return


def _whole_characters(data: bytes, *, last: bool) -> tuple[bytes, str]:
    """UTF-8 as far as its characters are complete; what is no UTF-8 passes as surrogates and fails in its record."""
    cut_at = len(data)
    if not last:
        while cut_at and cut_at > len(data) - 4 and data[cut_at - 1] >= 0x80:
            cut_at -= 1
    return data[cut_at:], data[:cut_at].decode("utf-8", "surrogateescape")


def _objects(buffer: str, *, last: bool) -> tuple[list[bytes], str]:
    found: list[bytes] = []
    position = 0
    while True:
        position = _BETWEEN.match(buffer, position).end()  # type: ignore[union-attr]
        if position >= len(buffer):
            return found, ""
        if buffer[position] == "}" and not buffer[position:].strip("}] \r\n\t"):
            return found, "" if last else buffer[position:]
        try:
            value, end = _DECODER.raw_decode(buffer, position)
        except (json.JSONDecodeError, RecursionError) as problem:
            at = getattr(problem, "pos", position)
            unfinished = at >= len(buffer) - 64 or "Unterminated" in str(problem)
            if not last and unfinished and len(buffer) - position < _LONGEST:
                return found, buffer[position:]
            following = _NEXT.search(buffer, max(at, position + 1))
            if not following and not last and len(buffer) - position < _LONGEST:
                return found, buffer[position:]
            end, value = (following.start() + 1 if following else len(buffer)), None
        if not last and end == len(buffer) and not isinstance(value, dict):
            return found, buffer[position:]
        found.append(buffer[position:end].strip().encode("utf-8", "surrogateescape"))
        position = end


def load(raw: bytes) -> Any:
    """The JSON value. Raises Refused."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        pass
    try:
        return _DECODER.decode(raw.decode())
    except UnicodeDecodeError as problem:
        raise Refused("broken-utf8", f"byte {problem.start}") from problem
    except (ValueError, RecursionError) as problem:
        raise Refused("json-malformed", str(problem)[:100]) from problem


def unwrap(value: Any, depth: int = 0) -> dict[str, Any] | None:
    """The object that holds the MARC fields, inside whatever wraps it; None when there is none."""
    if isinstance(value, str) and depth and value.lstrip()[:1] == "{":
        try:
            value = orjson.loads(value)
        except orjson.JSONDecodeError:
            return None
    if isinstance(value, list) and depth and value:
        value = value[0]
    if not isinstance(value, dict) or depth > 4:
        return None
    if _is_marc(value) or _is_isis(value):
        return value
    for key in _WRAPPERS:
        if key in value and (inner := unwrap(value[key], depth + 1)) is not None:
            return inner
    return None


def _is_marc(value: dict[str, Any]) -> bool:
    if "datafield" in value or "controlfield" in value:
        return True
    fields = value.get("fields")
    if isinstance(fields, dict):
        return any(len(tag) == 3 and tag.isdigit() for tag in fields)
    if not isinstance(fields, list) or not all(isinstance(item, dict) for item in fields):
        return False
    return "leader" in value or any("tag" in item or any(len(key) == 3 for key in item) for item in fields[:3])


def _is_isis(value: dict[str, Any]) -> bool:
    """What ISIS tools write: {"mfn": 1, "24": ["Title^bmore"], …}."""
    return "mfn" in value and any(key.isdigit() and isinstance(held, list) for key, held in value.items())


def isis_fields(value: dict[str, Any]) -> list[tuple[int, str]]:
    found = []
    for key, held in value.items():
        if key.isdigit() and isinstance(held, list):
            found += [(int(key), clean(str(item))) for item in held]
    return found


def parse(raw: bytes) -> Record:
    """One record. Raises Refused."""
    value = unwrap(load(raw))
    if value is None:
        raise Refused("json-not-marc")
    if _is_isis(value):
        return record_of(isis_fields(value), columns=None)
    fields = [field for item in _items(value) if (field := _field(*item)) is not None]
    if not fields:
        raise Refused("no-fields")
    return Record(clean_leader(str(value.get("leader") or "")), fields)


def _items(value: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key in ("controlfield", "datafield"):
        for item in _as_list(value.get(key)):
            if isinstance(item, dict):
                yield str(item.get("tag", "")), item
    for item in _as_list(value.get("fields")):
        if not isinstance(item, dict):
            continue
        if "tag" in item:
            yield str(item["tag"]), item
            continue
        for tag, held in item.items():
            yield from ((tag, one) for one in _as_list(held))


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _field(tag: str, held: Any) -> tuple[str, str] | None:
    tag = tag.strip()
    if len(tag) != 3 or not tag.isascii() or not tag.isprintable():
        return None  # stays in the raw record only
    if not isinstance(held, dict):
        return tag, clean("" if held is None else str(held))
    subfields = held.get("subfields", held.get("subfield"))
    if subfields is None:
        text = next((held[key] for key in ("data", "value", "content", "text") if key in held), None)
        if text is not None:
            return tag, clean(str(text))
        subfields = []
    both = str(held.get("ind") or "")
    first = clean(str(held.get("ind1") or held.get("indicator1") or both[:1])) or " "
    second = clean(str(held.get("ind2") or held.get("indicator2") or both[1:2])) or " "
    parts = [first[0] + second[0]]
    for code, text in _subfields(subfields):
        cleaned = "" if text is None else clean(str(text))
        parts.append((clean(code) or " ")[0] + cleaned)
    return tag, SUBFIELD.join(parts)


def _subfields(held: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(held, dict):
        held = [{code: one} for code, text in held.items() for one in _as_list(text)]
    for item in _as_list(held):
        if not isinstance(item, dict):
            continue
        if "code" in item:
            text = next((item[key] for key in ("data", "value", "content", "text") if key in item), "")
            yield str(item["code"]), text
        else:
            for code, text in item.items():
                for one in _as_list(text):
                    yield code, one
