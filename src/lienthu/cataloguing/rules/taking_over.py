"""What of a record that another library made is ours to keep when we describe the same thing."""

from lienthu.lib.marc.record import Record

# Numbers and dates of the other system, its copies and places, and everything that is local to it.
_OTHERS = frozenset(("001", "003", "005", "035", "590", "841", "850", "852", "866", "876", "877", "878", "995", "996"))


def own_copy(record: Record) -> Record:
    """The description without what belongs to the library that it came from; a new record of ours."""
    kept = [(tag, content) for tag, content in record.fields if tag not in _OTHERS and tag[:1] != "9"]
    leader = record.leader.ljust(24)
    return Record(leader[:5] + "n" + leader[6:], kept)
