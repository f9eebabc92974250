"""Every sentence that explains a comparison, by the code that is stored; the application translates them."""

from lienthu.lib.matching.comparison import Comparison

SENTENCES: dict[str, str] = {
    # reasons: the rules that decided
    "id": "They share an ISBN, ISSN or another identifier.",
    "other-id": "Each has an ISBN, and they are not the same.",
    "id-title": "They share an identifier, but the titles are not alike: one of the two carries a wrong number.",
    "title": "The titles are different.",
    "title-ok": "The titles agree.",
    "title-part": "Only a part of the titles agrees.",
    "title-one": "The title agrees and one more statement; that is not enough to be certain.",
    "title-only": "Only the title can be compared; that is not enough to be certain.",
    "title-author": "Title and author agree.",
    "long-title": "The title is long enough to be hardly another book's.",
    "slip": "The titles differ by a letter or two, as a slip of the pen does.",
    "other-word": "One word of the titles differs by a letter or two, and both words have a meaning.",
    "agree": "Publisher, year or extent agree as well, and nothing contradicts.",
    "all-agree": "Publisher, year and extent all agree.",
    "parts": "The volumes, parts, grades or years that the titles name differ.",
    "one-volume": "Only one of the two names a volume: it may be a part of the other.",
    "variant": "One of the two is a special edition (hard cover, boxed set, bilingual, comic …).",
    "edition": "The edition numbers differ.",
    "carrier": "One is not the same kind of thing as the other: print, electronic, audio, video …",
    "language": "The languages differ.",
    "marks": "The same letters carry different Vietnamese marks.",
    "author": "They name different people.",
    "author-marks": "The names of the authors carry different Vietnamese marks.",
    "publisher": "The publishers differ.",
    "year": "The years of publication differ.",
    "years": "The years of publication are more than two apart.",
    "reprint": "Only one of the two says that it is a later edition, and the years differ.",
    "extent": "The numbers of pages differ.",
    "extent-ok": "The numbers of pages agree.",
    "serial-title": "A serial of the same title and the same publisher or issuing body.",
    "serial-issuer": "Serials of the same title by different publishers or issuing bodies.",
}

# components: what agreed and what differed, under the name of the component and its state
SENTENCES |= {
    "identifier.agree": "An identifier is the same.",
    "identifier.differ": "The identifiers differ.",
    "title.agree": "The titles agree.",
    "title.differ": "The titles differ.",
    "parts.agree": "Numbers and parts are the same.",
    "parts.differ": "Numbers or parts differ.",
    "responsibility.agree": "An author or contributor is the same.",
    "responsibility.differ": "Authors and contributors differ.",
    "edition.agree": "The edition is the same.",
    "edition.differ": "The editions differ.",
    "extent.agree": "The extent is the same.",
    "extent.differ": "The extents differ.",
    "publisher.agree": "The publisher is the same.",
    "publisher.differ": "The publishers differ.",
    "year.agree": "The year is the same.",
    "year.differ": "The years differ.",
    "language.agree": "The language is the same.",
    "language.differ": "The languages differ.",
    "carrier.agree": "Both come on the same carrier.",
    "carrier.differ": "The carriers differ.",
    "marks.agree": "The Vietnamese marks are the same.",
    "marks.differ": "The Vietnamese marks differ.",
}


def explain(comparison: Comparison) -> tuple[str, ...]:
    """The reasons of a comparison in English sentences, the deciding ones first, none twice."""
    codes = [*comparison.reasons]
    codes += [f"{name}.{state}" for name, state in comparison.components.items() if state != "absent"]
    return tuple(dict.fromkeys(SENTENCES[code] for code in codes))
