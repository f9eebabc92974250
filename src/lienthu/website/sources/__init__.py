"""How an article begins from a thing of another room: its title, facts and pictures; the editor writes the rest.

A room's thing becomes a source by a module here. Facts come over as neutral words of our own, never as text of others.
"""

from lienthu.website.sources.conferences import CONFERENCE
from lienthu.website.sources.giving import GIFT
from lienthu.website.sources.kinds import Begun, PictureFile, Source
from lienthu.website.sources.learning import COURSE
from lienthu.website.sources.showing import EXHIBITION
from lienthu.website.sources.together import CONTEST, SPORTS_DAY
from lienthu.website.sources.travelling import PLACEMENT, TRIP

_sources = {
    made.kind: made
    for made in (CONFERENCE, COURSE, GIFT, CONTEST, SPORTS_DAY, EXHIBITION, TRIP, PLACEMENT)
}  # fmt: skip


def all_sources() -> list[Source]:
    return list(_sources.values())


def source_of(kind: str) -> Source | None:
    return _sources.get(kind)


__all__ = ["Begun", "PictureFile", "Source", "all_sources", "source_of"]
