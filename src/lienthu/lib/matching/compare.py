"""Two records side by side: component by component, then the decision."""

from lienthu.lib.matching import names, publishers, similarity
from lienthu.lib.matching.comparison import Comparison
from lienthu.lib.matching.decide import Findings, decide
from lienthu.lib.matching.prepared import Prepared

_STATE = {True: "a", False: "d", None: "-"}


def compare(a: Prepared, b: Prepared) -> Comparison:
    """What agrees and what differs between two records, and whether they describe one edition.

    Symmetric: compare(a, b) == compare(b, a). What one side does not state is absent, never a contradiction.
    """
    serial = a.kind == "serial" and b.kind == "serial"
    parts = similarity.numbers(a, b)
    title = similarity.titles(a, b) if parts != "d" else similarity.NO
    identifier = _identifiers(a, b)
    extent = "-" if serial else _extent(a.pages, b.pages)
    year = "-" if serial or not (a.year and b.year) else "a" if a.year == b.year else "d"
    edition = "-" if not (a.edition and b.edition) else "a" if a.edition == b.edition else "d"
    language = _language(a.languages, b.languages)
    carrier = _carrier(a, b)
    responsibility = _STATE[names.shared(a.people, a.credit, b.people, b.credit)]
    publisher = _STATE[publishers.same_house(a.publishers, b.publishers)]
    marks, conflicts, words = similarity.marks(a.title, b.title) if title else ("-", 0, 0)
    decision, reasons = decide(
        Findings(
            identifier,
            title,
            parts,
            responsibility,
            edition,
            extent,
            publisher,
            year,
            language,
            carrier,
            marks,
            conflicts,
            words,
            parts == "1",
            _plain(a.variants) != _plain(b.variants),
            _bindings_differ(a.variants, b.variants),
            (a.edition > 1) != (b.edition > 1),
            abs(a.year - b.year),
            _distinctive(a, b, title),
            serial,
        )
    )
    title_state = "a" if title else "d" if parts != "d" or not _same_words(a, b) else "a"
    states = (
        f"{identifier}{title_state}{'-' if parts == '1' else parts}{responsibility}{edition}{extent}"
        f"{publisher}{year}{language}{carrier}{marks}"
    )
    return Comparison(decision, states, reasons)


def _same_words(a: Prepared, b: Prepared) -> bool:
    return a.main == b.main


def _identifiers(a: Prepared, b: Prepared) -> str:
    """Agree when one is common; differ when both have an ISBN, ISSN or EAN and none is: other schemes number twice."""
    mine, theirs = a.identifiers, b.identifiers
    if not mine or not theirs:
        return "-"
    for identifier in mine:
        if identifier in theirs:
            return "a"
    for scheme in ("isbn:", "issn:", "ean:"):
        if any(i.startswith(scheme) for i in mine) and any(i.startswith(scheme) for i in theirs):
            return "d"
    return "-"


def _extent(a: int, b: int) -> str:
    """Pages agree within four or two in a hundred: libraries count the last leaves differently."""
    if not a or not b:
        return "-"
    return "a" if abs(a - b) <= max(4, max(a, b) // 50) else "d"


def _language(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if not a or not b:
        return "-"
    return "a" if a[0] == b[0] or not set(a).isdisjoint(b) else "d"


def _carrier(a: Prepared, b: Prepared) -> str:
    """Kinds and carriers. "Electronic" may be online or a disc; a printed book that holds a cassette stays a book."""
    if a.kind != b.kind and a.kind and b.kind and "other" not in (a.kind, b.kind):
        return "d"
    one, other = a.carrier, b.carrier
    if not one or not other:
        return "-"
    if one == other:
        return "a"
    if {one, other} == {"online", "electronic"} or (a.pages and b.pages and {one, other} <= _HELD_IN_A_BOOK):
        return "-"
    return "d"


_HELD_IN_A_BOOK = frozenset(("print", "audio", "video"))
_BINDINGS = frozenset(("hardcover", "softcover"))


def _plain(variants: tuple[str, ...]) -> tuple[str, ...]:
    """Without the soft cover, which is what a book has when nothing is said."""
    return tuple(name for name in variants if name != "softcover") if variants else variants


def _bindings_differ(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    return bool(a and b) and {*a, *b} >= _BINDINGS and not (set(a) & set(b) & _BINDINGS)


def _distinctive(a: Prepared, b: Prepared, title: int) -> bool:
    """Whether the common title is at least five words and 22 characters: hardly two books of one author share that."""
    shorter = a.main if len(a.main) <= len(b.main) else b.main
    if title >= similarity.SUBTITLE and a.rest and b.rest:
        shorter = " ".join((shorter, *min(a.rest, b.rest, key=len)))
    return len(shorter) > 21 and shorter.count(" ") > 3
