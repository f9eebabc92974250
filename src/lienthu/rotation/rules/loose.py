"""How a title of loose stock counts when boxes are filled: for whom it is, what about, how much it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from lienthu.lib.planning.contents import Title
from lienthu.rotation.rules.proposing import HOME, Candidate, speaks_for


@dataclass(frozen=True)
class Wanted:
    """What sites ask for: how many of them for each audience and language, wishes by title, other wishes folded."""

    readers: Mapping[str, int]
    wishes: Mapping[int, int]
    texts: tuple[str, ...] = ()


def as_title(candidate: Candidate, wanted: Wanted) -> Title | None:
    """The title as boxes are filled; None for one in a language that no site reads.

    Where it suits several audiences, the one that most sites ask for has it.
    """
    most_asked = sorted(wanted.readers, key=lambda each: (-wanted.readers[each], each))
    audience = ""
    if candidate.languages and HOME not in candidate.languages:
        audience = next((each for each in most_asked if each in candidate.languages), "")
        if not audience:
            return None
    else:
        audience = next((each for each in most_asked if speaks_for(candidate.text, each)), "")
    return Title(
        candidate.title,
        len(candidate.copies),
        candidate.classes[0] if candidate.classes else "",
        audience,
        wanted.wishes.get(candidate.title, 0) + sum(text in candidate.text for text in wanted.texts),
    )
