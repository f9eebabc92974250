"""The query as every back end answers it: folded words in place of typed ones, pieces without any word left out.

The one place where a query meets `lib.vietnamese`, so that two back ends cannot read the same query differently.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from lienthu.catalogue.search.query import And, Everything, FieldName, Node, Not, Or, Phrase, Query, Word, Years, isbn13
from lienthu.lib.vietnamese import beginnings, fold, has_marks, marked

PHRASE_FIELDS: Final[tuple[FieldName, ...]] = ("title", "author", "subject", "publisher", "series")


@dataclass(frozen=True, slots=True)
class Term:
    """A mark-blind word; `exact` is its mark-keeping form when it was typed with marks, else empty."""

    field: FieldName
    word: str
    exact: str = ""


@dataclass(frozen=True, slots=True)
class Prefix:
    """A word that begins in one of these ways: "my" may be a whole "Mỹ", folded "mi", or begin "mystery"."""

    field: FieldName
    beginnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Mark-blind words side by side."""

    field: FieldName
    words: tuple[str, ...]
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identifier:
    """An ISBN, ISSN or other number, as `number_key` writes it."""

    key: str


@dataclass(frozen=True, slots=True)
class Class:
    """A class of the Dewey classification and what is below it: "895.92"."""

    beginning: str


@dataclass(frozen=True, slots=True)
class AllOf:
    nodes: tuple["Folded", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    nodes: tuple["Folded", ...]


@dataclass(frozen=True, slots=True)
class NoneOf:
    node: "Folded"


@dataclass(frozen=True, slots=True)
class Nothing:
    """No title: a query that has signs but no word in it."""


Folded: TypeAlias = (
    Term | Prefix | Sequence | Identifier | Class | Years | AllOf | AnyOf | NoneOf | Nothing | Everything
)


def folded(query: Query) -> Folded:
    """The folded tree of a query."""
    node = _fold(query.root)
    if node is None:
        return Nothing()
    return node


def required(node: Folded) -> list[Term | Sequence]:
    """The words and phrases that every answer has, from left to right: what ranking may lean on."""
    if isinstance(node, Term | Sequence):
        return [node]
    if isinstance(node, AllOf):
        return [leaf for child in node.nodes for leaf in required(child)]
    return []


def number_key(number: str) -> str:
    """How an identifier is kept and looked for: its letters and digits, lower case, ISBN in 13 digits, no scheme."""
    value = number.rpartition(":")[2]
    return isbn13(value) or "".join(letter for letter in value.lower() if letter.isalnum())


def class_key(number: str) -> str:
    """How a Dewey number is kept and looked for: "895.9/223|23" → "895.9223"."""
    return "".join(letter for letter in number.partition("|")[0].lower() if letter.isalnum() or letter == ".")


def _fold(node: Node) -> Folded | None:
    if isinstance(node, Word):
        return _word(node)
    if isinstance(node, Phrase):
        words = fold(node.text).split()
        if node.field == "isbn":
            return _word(Word(node.text, "isbn"))
        if node.field == "ddc":
            return _word(Word(node.text, "ddc"))
        if len(words) < 2:
            return _word(Word(node.text, node.field)) if words else None
        exact = tuple(marked(node.text).split()) if has_marks(node.text) else ()
        return Sequence(node.field, tuple(words), exact if len(exact) == len(words) else ())
    if isinstance(node, And):
        return _joined(AllOf, node.nodes)
    if isinstance(node, Or):
        return _joined(AnyOf, node.nodes)
    if isinstance(node, Not):
        inner = _fold(node.node)
        return NoneOf(inner) if inner is not None else None
    return node


def _joined(kind: type[AllOf] | type[AnyOf], nodes: tuple[Node, ...]) -> Folded | None:
    children: list[Folded] = []
    for child in map(_fold, nodes):
        if isinstance(child, kind):
            children += child.nodes
        elif child is not None:
            children.append(child)
    if len(children) < 2:
        return children[0] if children else None
    return kind(tuple(children))


def _word(node: Word) -> Folded | None:
    if node.field == "isbn":
        key = number_key(node.text)
        return Identifier(key) if key else None
    if node.field == "ddc":
        beginning = class_key(node.text)
        return Class(beginning) if beginning else None
    words = fold(node.text).split()
    if not words:
        return None
    exact = marked(node.text).split() if has_marks(node.text) else []
    if len(words) == 1 and not node.prefix:
        return Term(node.field, words[0], exact[0] if len(exact) == 1 and exact[0] != words[0] else "")
    terms: list[Folded] = [
        Term(node.field, word, exact[place] if len(exact) == len(words) and exact[place] != word else "")
        for place, word in enumerate(words)
    ]
    if node.prefix:
        terms[-1] = Prefix(node.field, beginnings(node.text) or (words[-1],))
    return terms[0] if len(terms) == 1 else AllOf(tuple(terms))
