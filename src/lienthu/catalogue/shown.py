"""What a title shows: one value per element, chosen from its members' records by the rules in `derive`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A title as readers see it. The elements mean what `lienthu.lib.marc.facts.Facts` says of them."""

    id: int
    kind: str
    carrier: str
    title: str  # the main title, up to the first " : "
    rest: str  # what follows it
    parts: tuple[str, ...]
    responsibility: str
    authors: tuple[str, ...]
    edition: str
    place: str
    publisher: str
    year: int | None
    extent: str
    languages: tuple[str, ...]
    isbns: tuple[str, ...]
    issns: tuple[str, ...]
    numbers: tuple[str, ...]
    subjects: tuple[str, ...]
    series: tuple[str, ...]
    ddc: tuple[str, ...]
    uniform_title: str
    summary: str
    links: tuple[str, ...]
    other_titles: tuple[str, ...] = ()  # how other members' records name it, where that differs

    @property
    def heading(self) -> str:
        """Title, remainder and parts in one line, punctuated as in a card."""
        return ". ".join((f"{self.title} : {self.rest}" if self.rest else self.title, *self.parts))
