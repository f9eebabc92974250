"""From what agrees and differs to same, different or unsure. The rules in the order in which they are asked.

docs/matching.md says where each comes from and how each fares on the labelled pairs.
"""

from typing import NamedTuple

from lienthu.lib.matching import similarity
from lienthu.lib.matching.comparison import Decision

Verdict = tuple[Decision, tuple[str, ...]]


class Findings(NamedTuple):
    """States are a (agree), d (differ), - (absent); `title` is a level of `similarity`."""

    identifier: str
    title: int
    parts: str
    responsibility: str
    edition: str
    extent: str
    publisher: str
    year: str
    language: str
    carrier: str
    marks: str
    conflicts: int  # words whose marks conflict
    words: int  # words that both titles have
    one_volume: bool  # one side alone names a volume
    variant: bool  # one side alone is a special, hard-cover, bilingual … edition
    variants: bool  # the two say that they are different ones: hard cover and soft cover
    reprint: bool  # one side alone states an edition number above one
    years_apart: int
    distinctive: bool  # the common title is long enough to be hardly anyone else's
    serial: bool


def decide(found: Findings) -> Verdict:
    """The decision and the codes of the rules behind it (see `sentences.SENTENCES`)."""
    return _contradicted(found) or (_identified(found) if found.identifier == "a" else _described(found))


def _contradicted(f: Findings) -> Verdict | None:
    if f.carrier == "d":
        return "different", ("carrier",)
    if f.parts == "d":
        return "different", ("parts",)
    if (f.edition == "d" or f.variants) and not f.serial:
        return "different", ("edition",) if f.edition == "d" else ("variant",)
    if f.title == similarity.NO:
        if f.identifier == "a" and f.responsibility == "a" and "a" in (f.year, f.extent):
            return "unsure", ("id", "title")
        return "different", ("id-title",) if f.identifier == "a" else ("title",)
    if f.language == "d":
        return ("unsure", ("id", "language")) if f.identifier == "a" else ("different", ("language",))
    if f.marks == "d":
        return _marks(f)
    return None


def _marks(f: Findings) -> Verdict | None:
    """Marks make words: "Tân An" is not "Tân Ân". One such word in many is a slip only where an identifier says so."""
    described = f.responsibility == "a" and "d" not in (f.publisher, f.year, f.extent)
    support = (f.publisher, f.year, f.extent).count("a")
    if f.identifier == "a":
        return None if f.conflicts == 1 and f.words >= 5 else ("unsure", ("id", "marks"))
    if described and support and f.identifier != "d":
        return "unsure", ("marks",)
    return "different", ("marks",)


def _identified(f: Findings) -> Verdict:
    """An identifier in common and titles that can be one: the same, unless something says another printing."""
    if f.one_volume and f.extent != "a":
        return "unsure", ("id", "one-volume")
    if f.serial:
        return "same", ("id", "title-ok")
    if f.responsibility == "d" and not (f.title >= similarity.SUBTITLE and "a" in (f.extent, f.publisher)):
        return "unsure", ("id", "author")
    wanted = {similarity.WORD: 1, similarity.LOOSE: 1, similarity.PARTLY: 2}.get(f.title, 0)
    if (f.responsibility, f.extent).count("a") < wanted:
        return "unsure", ("id", "title-part")
    if f.year == "d" and f.reprint:
        return ("different", ("id", "reprint")) if f.years_apart > 1 else ("unsure", ("id", "reprint"))
    if f.year == "d" and f.years_apart > 2 and f.extent != "a":
        return "unsure", ("id", "years")
    return "same", ("id", "title-ok")


def _described(f: Findings) -> Verdict:
    """No identifier in common: the description has to carry the decision."""
    if f.title == similarity.PARTLY:
        if f.responsibility == "a" and (f.publisher, f.year, f.extent) == ("a", "a", "a") and f.identifier != "d":
            return "unsure", ("title-part", "all-agree")
        return "different", ("title-part",)
    if f.identifier == "d":
        agreed = f.responsibility != "d" and f.title >= similarity.SUBTITLE
        if agreed and (f.publisher, f.year, f.extent) == ("a", "a", "a") and not f.variant:
            return "unsure", ("other-id", "all-agree")
        return "different", ("other-id",)
    if f.serial:
        return _serial(f)
    if f.responsibility == "d":
        if (f.publisher, f.year, f.extent) == ("a", "a", "a"):
            return "unsure", ("author", "all-agree")
        return "different", ("author",)
    if f.publisher == "d":
        if f.year == "a" and f.extent == "a" and f.responsibility == "a":
            return "unsure", ("publisher",)
        return "different", ("publisher",)
    return _printing(f) or _supported(f)


def _serial(f: Findings) -> Verdict:
    if f.publisher == "d" or f.responsibility == "d":
        return ("unsure", ("serial-issuer",)) if f.distinctive else ("different", ("serial-issuer",))
    if f.title >= similarity.SUBTITLE and "a" in (f.publisher, f.responsibility):
        return "same", ("serial-title",)
    return "unsure", ("title-only",)


def _printing(f: Findings) -> Verdict | None:
    """One work of one publisher: one printing or two?"""
    if f.year == "d":
        if f.extent != "a":
            return "different", ("year",)
        if f.years_apart > 1 or f.responsibility != "a" or f.publisher != "a" or f.reprint:
            return "unsure", ("year", "extent-ok")
    if f.extent == "d":
        if f.responsibility == "a" and f.publisher == "a":
            return "unsure", ("extent",)
        return ("unsure", ("extent",)) if f.year == "a" and f.title == similarity.EXACT else ("different", ("extent",))
    if f.one_volume:
        return "unsure", ("one-volume",)
    if f.variant:
        return "unsure", ("variant",)
    return None


def _supported(f: Findings) -> Verdict:
    """Nothing contradicts: is there enough that agrees?"""
    support = (f.publisher, f.year, f.extent).count("a")
    author = f.responsibility == "a"
    if f.title == similarity.LOOSE:
        return ("unsure", ("title-part",)) if author or support > 1 else ("different", ("title-part",))
    if f.title == similarity.WORD:
        if author and f.extent == "a" and support > 1:
            return "same", ("slip", "extent-ok", "agree")
        return ("unsure", ("other-word",)) if author or support > 1 else ("different", ("other-word",))
    if f.title == similarity.SLIP:
        if (author and support) or support == 3:
            return "same", ("slip", "agree")
        return ("unsure", ("slip",)) if author or support > 1 else ("different", ("slip",))
    if author and support:
        return "same", ("title-author", "agree")
    if author:
        return ("same", ("long-title", "title-author")) if f.distinctive else ("unsure", ("title-author",))
    if support > 1 and (f.distinctive or support == 3 or f.title == similarity.EXACT):
        return "same", ("title-ok", "agree")
    if f.publisher == "a" and f.distinctive and f.title == similarity.EXACT:
        return "same", ("long-title", "agree")
    return "unsure", ("title-one",) if support else ("title-only",)
