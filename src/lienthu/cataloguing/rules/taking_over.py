"""What of a record that another library made is ours to keep when we describe the same thing."""

from collections.abc import Collection

from lienthu.lib.marc.canonical import clean_leader
from lienthu.lib.marc.extract import grouped
from lienthu.lib.marc.record import SUBFIELD, Record, subfields
from lienthu.lib.marc.unimarc import looks_like_unimarc, to_marc21
from lienthu.lib.marc.written import with_added

# Numbers and dates of the other system, its copies and places, and everything that is local to it.
_OTHERS = frozenset(("001", "003", "005", "035", "590", "841", "850", "852", "866", "876", "877", "878", "995", "996"))
_NUMBERS, _AGENCY = "035", "040"


def own_copy(record: Record) -> Record:
    """The description without what belongs to the library that it came from; a new record of ours."""
    kept = [(tag, content) for tag, content in record.fields if tag not in _OTHERS and tag[:1] != "9"]
    leader = record.leader.ljust(24)
    return Record(leader[:5] + "n" + leader[6:], kept)


def is_local(tag: str) -> bool:
    """Whether a field of this tag says what is so in one library only: numbers, copies, 59X, 69X, 9XX."""
    holdings = "841" <= tag <= "878" and tag != "856"  # 856 is a link for everybody
    return tag in _OTHERS or holdings or tag[:1] == "9" or tag[:2] in ("59", "69")


def taken_over(record: Record, *, agency: str, from_agency: str = "") -> Record:
    """A foreign record as the beginning of one of ours.

    What is local stays behind. Its number (001) goes to 035 under the agency that gave it: 003, else `from_agency`.
    Numbers of third systems in 035 stay. Our own `agency` is added to 040 as the one that changed it last.
    """
    kept = [(tag, content) for tag, content in record.fields if not is_local(tag) and tag != _AGENCY]
    leader = clean_leader(record.leader)
    ours = Record(leader[:5] + "n" + leader[6:9] + "a" + leader[10:], kept)
    for content in dict.fromkeys([*_number_there(record, from_agency), *_numbers_of_others(record)]):
        ours = with_added(ours, _NUMBERS, content)
    return with_added(ours, _AGENCY, _agencies(record, agency, from_agency))


def _number_there(record: Record, from_agency: str) -> list[str]:
    number = (record.first("001") or "").strip()
    giver = (record.first("003") or "").strip() or from_agency
    return [f"  {SUBFIELD}a({giver}){number}"] if number and giver else []


def _numbers_of_others(record: Record) -> list[str]:
    return [each for each in record.all(_NUMBERS) if each[2:].startswith(f"{SUBFIELD}a(")]


def _agencies(record: Record, agency: str, from_agency: str) -> str:
    there = record.first(_AGENCY)
    if there is None:
        giver = (record.first("003") or "").strip() or from_agency
        there = "  " + (f"{SUBFIELD}a{giver}{SUBFIELD}c{giver}" if giver else "")
    parts = subfields(there)
    return there if parts and parts[-1] == ("d", agency) else f"{there}{SUBFIELD}d{agency}"


def overlaid(ours: Record, theirs: Record, *, protected: Collection[str]) -> Record:
    """Our record with the description of theirs (`taken_over`), keeping what is ours.

    Local fields stay as we have them and are never taken; so do the protected ones, where we have any. The numbers in
    035 are put together. Our number, our status in the leader and the fields' order stay.
    """
    own_tags = {tag for tag, _content in ours.fields}
    stays = {tag for tag in own_tags if (is_local(tag) and tag != _NUMBERS) or tag in protected}
    leader, own = clean_leader(theirs.leader), clean_leader(ours.leader)
    merged = Record(
        own[:6] + leader[6:12] + own[12:17] + leader[17:],  # lengths are no description
        [
            field
            for field in theirs.fields
            if field[0] not in stays and (not is_local(field[0]) or field[0] == _NUMBERS)
        ],
    )
    for tag, content in ours.fields:
        if tag in stays or (tag == _NUMBERS and (tag, content) not in merged.fields):
            merged = with_added(merged, tag, content)
    return merged


def as_marc21(record: Record) -> tuple[Record, bool]:
    """The record in MARC 21, and whether it had to be turned into it: a UNIMARC record brings its main fields only."""
    by = grouped(record.fields)
    if not looks_like_unimarc(by):
        return record, False
    leader, fields = to_marc21(clean_leader(record.leader), by)
    leader = f"{clean_leader(leader)[:9]}a{leader[10:17]}  {leader[19:]}".ljust(24)[:24]
    flat = [(tag, content) for tag in sorted(fields) for content in fields[tag]]
    return Record(leader[:20] + "4500", flat), True


def read_tags(text: str) -> tuple[list[str], list[str]]:
    """Tags out of "520, 6XX 856": those that are tags (an X stands for any figure), and the words that are not."""
    words = text.upper().replace(",", " ").replace(";", " ").split()
    good = [word for word in words if len(word) == 3 and all(char.isdigit() or char == "X" for char in word)]
    return list(dict.fromkeys(good)), [word for word in words if word not in good]


def expanded(patterns: Collection[str], record: Record) -> frozenset[str]:
    """The tags of the record that one of the patterns ("520", "6XX") stands for."""
    return frozenset(
        tag
        for tag, _content in record.fields
        if any(all(sign in ("X", char) for sign, char in zip(pattern, tag, strict=False)) for pattern in patterns)
    )
