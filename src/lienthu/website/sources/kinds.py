"""What a source of articles is, and what an article begins with."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.db.models import Model
from django.utils.functional import Promise

from lienthu.accounts.models import User
from lienthu.website.models import PublicSite

MOST_OFFERED: Final = 30


@dataclass(frozen=True)
class PictureFile:
    """A picture that may be shown: where it lies below the uploads, and what is on it."""

    path: str
    caption: str


@dataclass(frozen=True)
class Begun:
    """What an article begins with. `paragraphs` are plain text; `facts` become a table of two columns."""

    title: str
    on: date
    lead: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    pictures: Sequence[PictureFile] = field(default=())


@dataclass(frozen=True)
class Source:
    """A kind of thing; which of them are offered on a site to a person; how one becomes that person's article.

    `offered` gives only what the person may read; `begin` tells of other things only what they may read, too.
    """

    kind: str  # "conferences.conference", of the model
    label: str | Promise
    offered: Callable[[PublicSite, User], Iterable[Model]]
    begin: Callable[[Any, User], Begun]
    is_ready: Callable[[Any], bool] = bool  # whether there is something to tell yet; asks no table
