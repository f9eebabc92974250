"""The one shape that a bibliographic record has between a reader and everything that follows it."""

from collections.abc import Iterator
from typing import NamedTuple

SUBFIELD = "\x1f"


class Record(NamedTuple):
    """A MARC 21 bibliographic record, decoded.

    `leader` has 24 characters. `fields` keeps the record's own order; each is `(tag, content)`, where the content
    of a control field is its text, and that of a data field is two indicators followed by its subfields exactly as
    ISO 2709 lays them out (`"10\\x1faTitle\\x1fcAuthor"`). Text is as the file had it: composed or not,
    it is not rewritten here.
    """

    leader: str
    fields: list[tuple[str, str]]

    def first(self, tag: str) -> str | None:
        """Content of the first field with this tag, or None."""
        for candidate, content in self.fields:
            if candidate == tag:
                return content
        return None

    def all(self, tag: str) -> Iterator[str]:
        """Content of every field with this tag, in order."""
        return (content for candidate, content in self.fields if candidate == tag)


def subfields(content: str) -> list[tuple[str, str]]:
    """The `(code, value)` pairs of a data field's content; text before the first delimiter (indicators) is left out."""
    return [(part[0], part[1:]) for part in content.split(SUBFIELD)[1:] if part]
