"""What an SRU server says: records, diagnostics, and what it offers. Elements are known by their names alone, for the
namespaces differ between 1.1/1.2 (Library of Congress) and 2.0 (OASIS), and some servers have others yet."""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from lxml import etree

from lienthu.lib.foreign import Answer, ForeignRecord, TargetTrouble

_DIAGNOSTIC: Final = "info:srw/diagnostic/1/"
_DECLARATION = re.compile(r"\s*(?:<\?[^>]*\?>\s*)*")
_MOST_OFFERED: Final = 500  # indexes or schemas of one server
# SRU 1.2, list of diagnostics, for those that come without words.
WORDS: Final = {
    "1": "general system error",
    "2": "temporarily unavailable",
    "3": "user name or password is wrong",
    "4": "unsupported operation",
    "5": "unsupported version",
    "6": "unsupported value of a parameter",
    "7": "a parameter is missing",
    "8": "unsupported parameter",
    "10": "the query cannot be read",
    "16": "unsupported index",
    "19": "unsupported relation",
    "37": "unsupported operator",
    "48": "the query is not supported",
    "60": "too many records match",
    "61": "there is no record of that number",
    "66": "unknown format of records",
    "67": "the record is not there in this format",
    "71": "unsupported packing of records",
}


class Offer(NamedTuple):
    """What a server says of itself: its title, and names of indexes and of schemas of records, each with its title."""

    title: str
    indexes: tuple[tuple[str, str], ...]
    schemas: tuple[tuple[str, str], ...]


def read_answer(data: bytes, *, first: int) -> Answer:
    """The records of a searchRetrieve response. Raises TargetTrouble."""
    root = _root(data, "searchRetrieveResponse")
    said = [_said(each) for each in _under(root, "diagnostics") if _name(each) == "diagnostic"]
    total = (_text(root, "numberOfRecords") or "").strip()
    records = tuple(_record(each) for each in _under(root, "records") if _name(each) == "record")
    if said and not records:
        # "There is no record of that number" is what some servers say of a result of nothing.
        if total == "0" and all(each.startswith("61 ") for each in said):
            return Answer(0, first, ())
        raise TargetTrouble("diagnostic", "; ".join(said))
    if not total.isascii() or not total.isdigit() or len(total) > 12:
        raise TargetTrouble("not_sru", "numberOfRecords")
    return Answer(int(total), first, records)


def read_explain(data: bytes) -> Offer:
    """What an explain response offers. Raises TargetTrouble."""
    root = _root(data, "explainResponse")
    explain = next(_all(root, "explain"), None)
    if explain is None:
        text = next((each.text for each in _all(root, "recordData") if each.text and each.text.strip()), None)
        explain = _tree(text.strip().encode()) if text else None
    if explain is None:
        said = [_said(each) for each in _all(root, "diagnostic")]
        raise TargetTrouble("diagnostic" if said else "not_sru", "; ".join(said) or "explain")
    title = next((_text(each, "title") for each in _all(explain, "databaseInfo")), "") or ""
    return Offer(title.strip(), tuple(_indexes(explain)), tuple(_schemas(explain)))


def _indexes(explain: etree._Element) -> Iterator[tuple[str, str]]:
    for number, index in enumerate(_all(explain, "index")):
        if number >= _MOST_OFFERED:
            return
        title = (_text(index, "title") or "").strip()
        for name in _all(index, "name"):
            told = (name.text or "").strip()
            of = name.get("set")
            if told:
                yield (f"{of}.{told}" if of and "." not in told else told), title


def _schemas(explain: etree._Element) -> Iterator[tuple[str, str]]:
    for number, schema in enumerate(_all(explain, "schema")):
        name = schema.get("name") or schema.get("identifier") or ""
        if number < _MOST_OFFERED and name:
            yield name, (_text(schema, "title") or "").strip()


def _record(element: etree._Element) -> ForeignRecord:
    data = next((each for each in element if _name(each) == "recordData"), None)
    if data is None:
        return ForeignRecord(b"", "", "a record without its data")
    diagnostic = next(_all(data, "diagnostic"), None)
    if diagnostic is not None:
        return ForeignRecord(b"", "", _said(diagnostic))
    inside = next((each for each in data if isinstance(each.tag, str)), None)
    if inside is None:
        text = _DECLARATION.sub("", data.text or "", count=1)
        if not text.startswith("<"):
            return ForeignRecord(b"", "", "a record without its data")
        return ForeignRecord(text.encode(), "marcxml")
    if _name(inside) not in ("record", "r"):
        inside = next(_all(inside, "record"), inside)  # a collection of one
    return ForeignRecord(etree.tostring(inside, encoding="utf-8", with_tail=False), "marcxml")


def _root(data: bytes, name: str) -> etree._Element:
    """The root, which must have this name; a bare diagnostic at the root is what some servers send."""
    root = _tree(data)
    if root is None:
        raise TargetTrouble("not_sru")
    if _name(root) == name:
        return root
    # SOAP, or a server that answers an impossible searchRetrieve with its explanation and a diagnostic in it.
    inside = next(_all(root, name), None)
    if inside is not None:
        return inside
    said = [_said(each) for each in _all(root, "diagnostic")]
    raise TargetTrouble("diagnostic" if said else "not_sru", "; ".join(said) or _name(root))


def _tree(data: bytes) -> etree._Element | None:
    """The document's root; None for what is no XML, or declares a type of document: SRU has none."""
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data[:4096]:
        return None
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _said(diagnostic: etree._Element) -> str:
    """Code, message and details in one line."""
    uri, details = _text(diagnostic, "uri") or "", _text(diagnostic, "details") or ""
    code = uri.strip().removeprefix(_DIAGNOSTIC)
    message = _text(diagnostic, "message") or WORDS.get(code, "")
    said = " ".join(part for part in (code, message.strip()) if part)
    return f"{said}: {details.strip()}" if details.strip() else said or "?"


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _all(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (each for each in element.iter() if _name(each) == name)


def _under(root: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of the root's child of this name."""
    for child in root:
        if _name(child) == name:
            yield from child


def _text(element: etree._Element, name: str) -> str | None:
    return next((each.text for each in element if _name(each) == name), None)
