"""Two records side by side: component by component, then the decision."""

from functools import lru_cache

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
    year, edition, other_edition = "-", a.edition, b.edition
    if not serial and a.year and b.year:
        year = "a" if a.year == b.year else "d"
    variants, others = a.variants, b.variants
    marks, conflicts, words = similarity.marks(a.title, b.title) if title else ("-", 0, 0)
    concluded = _concluded(
        Findings(
            _identifiers(a.identifiers, b.identifiers),
            title,
            parts,
            _STATE[names.shared(a.people, a.credit, b.people, b.credit)],
            "-" if not (edition and other_edition) else "a" if edition == other_edition else "d",
            "-" if serial else _extent(a.pages, b.pages),
            _STATE[publishers.same_house(a.publishers, b.publishers)],
            year,
            _language(a.languages, b.languages),
            _carrier(a, b),
            marks,
            conflicts,
            words,
            parts == "1",
            variants != others and _plain(variants) != _plain(others),
            variants != others and _bindings_differ(variants, others),
            (edition > 1) != (other_edition > 1),
            abs(a.year - b.year) if year == "d" else 0,
            bool(title) and _distinctive(a, b, title),
            serial,
        ),
        title > similarity.PARTLY or (parts == "d" and a.main == b.main),
    )
    if concluded.decision == "same" and a.authors != b.authors and concluded.states[0] != "a":
        return _unless_two_people(concluded, a.authors, b.authors)
    return concluded


def _unless_two_people(concluded: Comparison, authors: str, others: str) -> Comparison:
    """Names agree by their letters; where both are written with marks, Nguyễn Văn Hùng is still not Nguyễn Văn Hưng."""
    if authors and others and similarity.marks(authors, others)[0] == "d":
        return concluded._replace(decision="unsure", reasons=("author-marks", *concluded.reasons))
    return concluded


@lru_cache(maxsize=1 << 12)
def _concluded(found: Findings, titles_agree: bool) -> Comparison:  # noqa: FBT001 - a key of the cache
    """The decision; most of the pairs of an import repeat the findings of an earlier one."""
    decision, reasons = decide(found)
    states = (
        f"{found.identifier}{'a' if titles_agree else 'd'}{'-' if found.one_volume else found.parts}"
        f"{found.responsibility}{found.edition}{found.extent}{found.publisher}{found.year}{found.language}"
        f"{found.carrier}{found.marks}"
    )
    return Comparison(decision, states, reasons)


def _identifiers(mine: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """Agree when one is common; differ when both have an ISBN, ISSN or EAN and none is: other schemes number twice."""
    if not mine or not theirs:
        return "-"
    for identifier in mine:
        if identifier in theirs:
            return "a"
    if mine[0][:5] == theirs[0][:5] == "isbn:":
        return "d"
    for scheme in ("isbn:", "issn:", "ean:"):
        if any(i.startswith(scheme) for i in mine) and any(i.startswith(scheme) for i in theirs):
            return "d"
    return "-"


def _extent(a: int, b: int) -> str:
    """Pages agree within four or two in a hundred: libraries count the last leaves differently."""
    if not a or not b:
        return "-"
    if a == b:
        return "a"
    return "a" if abs(a - b) <= max(4, a // 50, b // 50) else "d"


def _language(a: tuple[str, ...], b: tuple[str, ...]) -> str:
    if not a or not b:
        return "-"
    return "a" if a[0] == b[0] or not set(a).isdisjoint(b) else "d"


def _carrier(a: Prepared, b: Prepared) -> str:
    """Kinds and carriers. "Electronic" may be online or a disc; a printed book that holds a cassette stays a book."""
    kind, other_kind = a.kind, b.kind
    if kind != other_kind and kind and other_kind and "other" not in (kind, other_kind):
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
    main, other = a.main, b.main
    shorter = main if len(main) <= len(other) else other
    if title >= similarity.SUBTITLE and a.rest and b.rest:
        shorter = " ".join((shorter, *min(a.rest, b.rest, key=len)))
    return len(shorter) > 21 and shorter.count(" ") > 3
