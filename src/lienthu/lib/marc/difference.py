"""Two versions of a record, field by field: what stayed, what changed, what came and went."""

from collections.abc import Collection
from difflib import SequenceMatcher
from typing import NamedTuple

from lienthu.lib.marc.record import Record

Field = tuple[str, str]


class Change(NamedTuple):
    """One field on both sides; None on the side that lacks it. Equal fields are changes of nothing."""

    left: Field | None
    right: Field | None

    @property
    def differs(self) -> bool:
        return self.left != self.right


def changes(left: Record, right: Record) -> list[Change]:
    """All fields of both records, in order, those of one tag beside each other. The leader comes first, as "LDR"."""
    found: list[Change] = []
    mine, theirs = [("LDR", left.leader), *left.fields], [("LDR", right.leader), *right.fields]
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    for operation, start, end, other_start, other_end in matcher.get_opcodes():
        if operation == "equal":
            found += [Change(field, field) for field in mine[start:end]]
        else:
            found += _paired(mine[start:end], theirs[other_start:other_end])
    return found


def _paired(left: list[Field], right: list[Field]) -> list[Change]:
    """Fields of a stretch that differs: those of the same tag beside each other, in the order of the left side."""
    rest = list(right)
    found: list[Change] = []
    for field in left:
        at = next((at for at, other in enumerate(rest) if other[0] == field[0]), -1)
        if at < 0:
            found.append(Change(field, None))
            continue
        found += [Change(None, other) for other in rest[:at] if other[0] < field[0]]
        other = rest[at]
        rest = [each for place, each in enumerate(rest) if place != at and not (place < at and each[0] < field[0])]
        found.append(Change(field, other))
    return found + [Change(None, other) for other in rest]


def unmoved(all_changes: list[Change]) -> list[Change]:
    """The changes without those that only move a field: it is no change, and stands where the right side has it."""
    gone = [change.left for change in all_changes if change.right is None]
    moved: list[Field] = []
    for change in all_changes:
        if change.left is None and change.right is not None and change.right in gone:
            gone.remove(change.right)
            moved.append(change.right)
    at_rest: list[Change] = []
    left, right = list(moved), list(moved)
    for change in all_changes:
        if change.right is None and change.left in left:
            left.remove(change.left)
        elif change.left is None and change.right in right:
            right.remove(change.right)
            at_rest.append(Change(change.right, change.right))
        else:
            at_rest.append(change)
    return at_rest


def chosen(all_changes: list[Change], from_right: Collection[int]) -> Record:
    """The record made of both: the right side of the changes at these places, the left side of the others."""
    leader, fields = "", []
    for at, change in enumerate(all_changes):
        field = change.right if at in from_right else change.left
        if field is not None and field[0] == "LDR":
            leader = field[1]
        elif field is not None:
            fields.append(field)
    return Record(leader, fields)
