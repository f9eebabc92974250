"""The peer: the Gold Rush key of the Colorado Alliance. Equal keys are its "same", others its "different"."""

from __future__ import annotations

from goldrush import goldrush
from pymarc import Field, Indicators, Record, Subfield

from bench.matching.pairs import Pair
from lienthu.lib.marc.facts import Facts
from lienthu.lib.marc.record import Record as Ours
from lienthu.lib.marc.record import subfields


def same(pair: Pair) -> bool:
    if pair.records is not None:
        one, other = (_record_of(record) for record in pair.records)
    else:
        one, other = _record(pair.a), _record(pair.b)
    return bool(goldrush(one) == goldrush(other))


def _record_of(ours: Ours) -> Record:
    record = Record(leader=ours.leader)
    for tag, content in ours.fields:
        if tag < "010" or "\x1f" not in content:
            record.add_field(Field(tag=tag, data=content))
        else:
            pairs = [Subfield(code, value) for code, value in subfields(content)]
            indicators = (content.partition("\x1f")[0] + "  ")[:2]
            record.add_field(Field(tag=tag, indicators=Indicators(*indicators), subfields=pairs))
    return record


def _record(facts: Facts) -> Record:
    record = Record(leader="00000nam a2200000 a 4500")
    year = str(facts.year) if facts.year else "    "
    form = "o" if facts.carrier == "online" else " "
    record.add_field(Field(tag="008", data=f"000000s{year}    vm            {form}000 0 vie d"[:40].ljust(40)))
    title, _, rest = facts.title.partition(" : ")
    parts = [("n" if any(letter.isdigit() for letter in part) else "p", part) for part in facts.parts]
    _add(record, "020", *(("a", isbn) for isbn in facts.isbns))
    _add(record, "100", ("a", facts.authors[0] if facts.authors else ""))
    _add(record, "245", ("a", title), ("b", rest), *parts)
    _add(record, "250", ("a", facts.edition))
    _add(record, "260", ("b", facts.publisher), ("c", year.strip()))
    _add(record, "300", ("a", facts.extent))
    return record


def _add(record: Record, tag: str, *pairs: tuple[str, str]) -> None:
    held = [Subfield(code, value) for code, value in pairs if value]
    if held:
        record.add_field(Field(tag=tag, indicators=Indicators(" ", " "), subfields=held))
