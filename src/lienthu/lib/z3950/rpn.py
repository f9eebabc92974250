"""A question as a type-1 query with Bib-1 attributes. Z39.50-2003, 3.7 and appendix ATR."""

import re
from collections.abc import Mapping

from lienthu.lib.foreign import Clause, Question, TargetTrouble
from lienthu.lib.z3950 import ber

BIB1_ATTRIBUTES = "1.2.840.10003.3.1"
_ATTRIBUTE = re.compile(r"([1-9]\d?)\s*=\s*(\d{1,6})")
_OPERATORS = {"and": 0, "or": 1, "not": 2}

Attributes = tuple[tuple[int, int], ...]


def read_attributes(text: str) -> Attributes:
    """ "1=4, 4=2" as pairs of type and value. Raises ValueError for anything else; "" has none."""
    parts = [part for part in re.split(r"[\s,;]+", re.sub(r"\s*=\s*", "=", text.strip())) if part]
    pairs = []
    for part in parts:
        found = _ATTRIBUTE.fullmatch(part.removeprefix("@attr"))
        if found is None:
            raise ValueError(part)
        pairs.append((int(found[1]), int(found[2])))
    return tuple(pairs)


def write(question: Question, attributes: Mapping[str, Attributes], *, encoding: str = "utf-8") -> bytes:
    """The content of Query (its tag [21] is the caller's). Raises TargetTrouble for an index without attributes."""
    return ber.write(
        1, [ber.write(ber.OID, ber.oid(BIB1_ATTRIBUTES), ber.UNIVERSAL), _structure(question, attributes, encoding)]
    )


def _structure(question: Question, attributes: Mapping[str, Attributes], encoding: str) -> bytes:
    if isinstance(question, Clause):
        return ber.write(0, [_operand(question, attributes, encoding)])
    operator = ber.write(46, [ber.write(_OPERATORS[question.operator], b"")])
    sides = [_structure(side, attributes, encoding) for side in (question.left, question.right)]
    return ber.write(1, [*sides, operator])


def _operand(clause: Clause, attributes: Mapping[str, Attributes], encoding: str) -> bytes:
    if not attributes.get(clause.field):
        raise TargetTrouble("index", clause.field)
    listed = [
        ber.write(
            ber.SEQUENCE, [ber.write(120, ber.integer(kind)), ber.write(121, ber.integer(value))], ber.UNIVERSAL
        )
        for kind, value in attributes[clause.field]
    ]  # fmt: skip
    term = ber.write(45, clause.term.encode(encoding, "replace"))
    return ber.write(102, [ber.write(44, listed), term])
