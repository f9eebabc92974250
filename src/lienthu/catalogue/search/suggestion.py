"""Which of the titles found are suggested while a reader types: those that begin so first, each wording once."""

from collections.abc import Sequence

from lienthu.catalogue.search.backend import Suggestion
from lienthu.lib.vietnamese import fold


def chosen(typed: str, candidates: Sequence[Suggestion], limit: int) -> list[Suggestion]:
    """The first `limit` of `candidates` (best first): those that begin with what was typed, then the others."""
    beginning = fold(typed)
    wordings: dict[str, Suggestion] = {}
    for candidate in candidates:
        wordings.setdefault(fold(candidate.title), candidate)
    ordered = sorted(wordings.items(), key=lambda item: not item[0].startswith(beginning))
    return [candidate for _, candidate in ordered[:limit]]
