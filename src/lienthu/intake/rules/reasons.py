"""A reason why a row is not taken in, and how a row's reasons are gathered."""

from typing import Final, NamedTuple


class Reason(NamedTuple):
    """A stable code, and a sentence for the person who corrects the row."""

    code: str
    text: str

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


Values = dict[str, str]  # target → what the row's cells say, tidied; targets that the file has no column for are absent
Facts = dict[str, str]  # what is compared and kept: JSON


# Columns whose words are marks or answers: "KHONG" is a barcode there, and "không" a reader's no.
LITERAL: Final = frozenset(
    ("barcode", "accession_number", "control_number", "isbn", "call_number", "card", "consent", "own_consent")
)


def values_of(cells: dict[str, str], columns: dict[str, str], *, joined: str = "; ") -> Values:
    """The row by targets; several columns of one target are put together."""
    from lienthu.intake.rules.cells import literal, said

    found: Values = {}
    for heading, target in columns.items():
        if target:
            text = (literal if target in LITERAL else said)(cells.get(heading, ""))
            found[target] = joined.join(filter(None, (found.get(target, ""), text)))
    return found
