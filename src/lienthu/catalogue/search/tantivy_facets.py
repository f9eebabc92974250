"""Facet counts of the embedded engine: one pass over the titles found, whatever the number of facets.

Measured on 200,000 titles found: a column with one value a title 3 ns each, with several 21 ns a value, because the
engine walks those value by value. So `library` with its ancestors is the dear one.
"""

from collections.abc import Sequence
from typing import Any, Final

from lienthu.catalogue.search.backend import SUBJECTS_SHOWN, FacetName, FacetValue

_COLUMNS: Final[dict[FacetName, str]] = {
    "library": "library",
    "year": "year",
    "decade": "year",
    "language": "language",
    "subject": "subject_heading",
    "kind": "kind",
    "carrier": "carrier",
    "available": "available",
}
_ALL_VALUES: Final = 20_000
_NUMBERS: Final = frozenset({"library", "year", "decade", "available"})


def aggregation(facets: Sequence[FacetName]) -> dict[str, Any]:
    """The engine's request for these facets; year and decade share one."""
    return {
        _COLUMNS[name]: {
            "terms": {
                "field": _COLUMNS[name],
                "size": SUBJECTS_SHOWN if name == "subject" else _ALL_VALUES,
                "segment_size": 10 * SUBJECTS_SHOWN if name == "subject" else _ALL_VALUES,
            }
        }
        for name in facets
    }


def counted(answer: dict[str, Any], facets: Sequence[FacetName]) -> dict[FacetName, list[tuple[FacetValue, int]]]:
    """The engine's answer as the protocol orders it."""
    result: dict[FacetName, list[tuple[FacetValue, int]]] = {}
    for name in facets:
        pairs: list[tuple[FacetValue, int]] = [
            (int(bucket["key"]) if name in _NUMBERS else bucket["key"], bucket["doc_count"])
            for bucket in answer[_COLUMNS[name]]["buckets"]
        ]
        if name == "decade":
            pairs = _by_decade(pairs)
        if name in {"year", "decade"}:
            pairs.sort(key=lambda pair: -int(pair[0]))
        else:
            pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        result[name] = [pair for pair in pairs if pair[0] != ""]
    return result


def _by_decade(years: list[tuple[FacetValue, int]]) -> list[tuple[FacetValue, int]]:
    decades: dict[FacetValue, int] = {}
    for year, count in years:
        decade = int(year) // 10 * 10
        decades[decade] = decades.get(decade, 0) + count
    return list(decades.items())
