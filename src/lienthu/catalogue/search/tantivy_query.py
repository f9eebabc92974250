"""Folded queries and filters in the embedded engine's own terms: what matches, and what makes a match stand first."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

import tantivy
from tantivy import FieldType, Occur

from lienthu.catalogue.search.backend import NO_FILTERS
from lienthu.catalogue.search.folded import (
    PHRASE_FIELDS,
    AllOf,
    AnyOf,
    Class,
    Folded,
    Identifier,
    NoneOf,
    Nothing,
    Prefix,
    Sequence,
    Term,
)
from lienthu.catalogue.search.query import Everything, FieldName, Filters, Years
from lienthu.catalogue.search.tantivy_schema import heading_key
from lienthu.lib.vietnamese import fold

EXACT_MARKS: Final = 200.0  # all words that were typed with marks stand so in the record: more than words can weigh
IN_TITLE: Final = 12.0  # several words stand in the title side by side, in this order
ENDINGS: Final = 16  # of an unfinished word, when titles are suggested
WHOLE_WORD: Final = 3.0  # weight of a title with the word itself over one with a longer word
SHORTEST_BEGINNING: Final = 2  # letters before titles are suggested

_BUILD: Final = tantivy.Query
_MUST, _SHOULD, _NOT = Occur.Must, Occur.Should, Occur.MustNot


def matching(schema: tantivy.Schema, node: Folded, filters: Filters) -> tantivy.Query:
    """The query that matches, and counts words, without what ranks: for totals and facets."""
    if filters is NO_FILTERS or filters == NO_FILTERS:
        return _term(schema, node) if type(node) is Term else _joined(_clauses(schema, node))
    return _joined([*_clauses(schema, node), *_filters(schema, filters)])


def exact_marks(schema: tantivy.Schema, leaves: list[Term | Sequence]) -> tantivy.Query | None:
    """Records that have, marks and all, every word that was typed with marks; None when none was. `leaves`: what
    `required` says of the query."""
    words: dict[str, None] = {}
    for leaf in leaves:
        if leaf.exact:
            words.update(dict.fromkeys((leaf.exact,) if type(leaf) is Term else leaf.exact))
    marks = [_BUILD.term_query(schema, "exact", word, "basic") for word in words if not word.isascii()]
    return _all(marks) if marks else None


def ranking(
    schema: tantivy.Schema, leaves: list[Term | Sequence], match: tantivy.Query, marks: tantivy.Query | None
) -> tantivy.Query:
    """The query that ranks what `match` matches: exact `marks` first, then words of `leaves` side by side in titles.

    Each preference is wrapped around the query on its own: side by side in one boolean query the engine would unite
    them in windows of 4,096 titles, which took half as long again.
    """
    pairs = _side_by_side(schema, leaves)
    if pairs is not None:
        match = _BUILD.boolean_query([(_MUST, match), (_SHOULD, pairs)])
    if marks is not None:
        match = _BUILD.boolean_query([(_MUST, match), (_SHOULD, _BUILD.const_score_query(marks, EXACT_MARKS))])
    return match


def whole_titles(
    schema: tantivy.Schema, searcher: tantivy.Searcher, typed: str, marks: tantivy.Query | None
) -> tantivy.Query | None:
    """Titles that are what was typed, but for case and punctuation, and for marks where none were typed.

    None when the index knows no such heading, as for most queries: that is a look at its dictionary, not a search.
    """
    key = heading_key(fold(typed))
    if not searcher.doc_freq("heading", key):
        return None
    title = tantivy.Query.term_query(schema, "heading", key, "basic")
    return _all([title, marks]) if marks else title


def both(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(_MUST, one), (_MUST, tantivy.Query.const_score_query(other, 0.0))])


def without(one: tantivy.Query, other: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.boolean_query([(_MUST, one), (_NOT, other)])


def _joined(clauses: list[tuple[Occur, tantivy.Query]]) -> tantivy.Query:
    if not any(occur == _MUST for occur, _ in clauses):
        clauses.insert(0, (_MUST, tantivy.Query.all_query()))
    if len(clauses) == 1:
        return clauses[0][1]
    return tantivy.Query.boolean_query(clauses)


def _clauses(schema: tantivy.Schema, node: Folded) -> list[tuple[Occur, tantivy.Query]]:
    """The node as clauses of one boolean query: one intersection is faster than nested ones."""
    clauses: list[tuple[Occur, tantivy.Query]] = []
    for child in node.nodes if isinstance(node, AllOf) else (node,):
        if type(child) is Term:
            clauses.append((_MUST, _term(schema, child)))
        elif isinstance(child, NoneOf):
            clauses.append((_NOT, compiled(schema, child.node)))
        elif not isinstance(child, Everything):
            clauses.append((_MUST, compiled(schema, child)))
    return clauses


def compiled(schema: tantivy.Schema, node: Folded) -> tantivy.Query:
    """One node of the folded tree."""
    match node:
        case AnyOf(nodes):
            return _either([compiled(schema, child) for child in nodes])
        case AllOf() | NoneOf():
            return _joined(_clauses(schema, node))
        case Everything():
            return tantivy.Query.all_query()
        case Nothing():
            return tantivy.Query.empty_query()
        case _:
            return _leaf(schema, node)


def _leaf(schema: tantivy.Schema, node: Term | Prefix | Sequence | Identifier | Class | Years) -> tantivy.Query:
    build = tantivy.Query
    match node:
        case Term():
            return _term(schema, node)
        case Sequence(field, words, _):
            if field == "any":
                return build.boolean_query(
                    [(_SHOULD, build.phrase_query(schema, name, list(words))) for name in PHRASE_FIELDS]
                )
            return build.phrase_query(schema, field, list(words))
        case Prefix(field, beginnings):
            return _either([_beginning(schema, _column(field), beginning) for beginning in beginnings])
        case Class(beginning):
            return _beginning(schema, "classes", beginning)
        case Identifier(key):
            return build.const_score_query(build.term_query(schema, "numbers", key, "basic"), 1.0)
        case Years(low, high):
            return build.const_score_query(_years(schema, low, high), 0.0)


def _term(schema: tantivy.Schema, term: Term) -> tantivy.Query:
    return _BUILD.term_query(schema, "text" if term.field == "any" else term.field, term.word, "freq")


def _column(field: FieldName) -> str:
    return "text" if field == "any" else field


def _beginning(schema: tantivy.Schema, column: str, beginning: str) -> tantivy.Query:
    return tantivy.Query.fuzzy_term_query(schema, column, beginning, 0, prefix=True)


def _years(schema: tantivy.Schema, low: int | None, high: int | None) -> tantivy.Query:
    if low is None and high is None:
        return tantivy.Query.all_query()
    return tantivy.Query.range_query(schema, "year", FieldType.Unsigned, low, high)


def _either(queries: list[tantivy.Query]) -> tantivy.Query:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(_SHOULD, query) for query in queries])


def _filters(schema: tantivy.Schema, filters: Filters) -> Iterable[tuple[Occur, tantivy.Query]]:
    columns: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("library", filters.libraries),
        ("language", filters.languages),
        ("kind", filters.kinds),
        ("carrier", filters.carriers),
        ("subject_heading", filters.subjects),
        ("available", (1,) if filters.available else ()),
    )
    for column, values in columns:
        if values:
            either = _either([tantivy.Query.term_query(schema, column, value, "basic") for value in values])
            yield _MUST, tantivy.Query.const_score_query(either, 0.0)
    if filters.year_from is not None or filters.year_to is not None:
        years = _years(schema, filters.year_from, filters.year_to)
        yield _MUST, tantivy.Query.const_score_query(years, 0.0)


def _side_by_side(schema: tantivy.Schema, leaves: list[Term | Sequence]) -> tantivy.Query | None:
    """Titles in which the words stand in the order in which they were typed, next to each other.

    Pairs of words have terms of their own in the index, since a phrase query took as long again as all the rest.
    """
    words: list[str] = []
    for leaf in leaves:
        if leaf.field == "any" or leaf.field == "title":
            words += leaf.words if isinstance(leaf, Sequence) else (leaf.word,)
    if len(words) < 2:
        return None
    pairs = [_BUILD.term_query(schema, "pairs", f"{one}_{other}", "basic") for one, other in pairwise(words)]
    return _BUILD.const_score_query(_all(pairs), IN_TITLE)


def _all(queries: list[tantivy.Query]) -> tantivy.Query:
    if len(queries) == 1:
        return queries[0]
    return tantivy.Query.boolean_query([(_MUST, query) for query in queries])


def suggesting(schema: tantivy.Schema, searcher: tantivy.Searcher, node: Folded) -> tantivy.Query | None:
    """Titles with these words, the last of them unfinished; None when nothing searchable was typed.

    The unfinished word is widened to its most frequent endings only: all of them would touch half of a large index
    after two letters, and who types on finds the others.
    """
    clauses: list[tuple[Occur, tantivy.Query]] = []
    for child in node.nodes if isinstance(node, AllOf) else (node,):
        if isinstance(child, Prefix):
            endings = {
                word: count
                for beginning in child.beginnings
                for word, count in searcher.terms_with_prefix("title", beginning, limit=ENDINGS)
            }
            alone = not isinstance(node, AllOf)
            if not endings or (alone and max(map(len, child.beginnings)) < SHORTEST_BEGINNING):
                return None
            terms = [tantivy.Query.term_query(schema, "title", word, "freq") for word in endings]
            if child.beginnings[0] in endings:  # as likely as not the word is finished
                whole = tantivy.Query.term_query(schema, "title", child.beginnings[0], "freq")
                terms.append(tantivy.Query.boost_query(whole, WHOLE_WORD))
            clauses.append((_MUST, tantivy.Query.disjunction_max_query(terms)))
        elif isinstance(child, Term | Sequence):
            clauses.append((_MUST, compiled(schema, child)))
    return _joined(clauses) if clauses else None
