"""Decisions without a database: who is a robot, what a visit is, whether a form was filled in by a program."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final, NamedTuple

VISIT: Final = timedelta(minutes=30)  # whoever comes back sooner is on the same visit
ONLINE: Final = timedelta(minutes=5)
QUICKEST: Final = 4  # seconds in which nobody writes a question
MOST_LINKS: Final = 2
_ROBOT: Final = re.compile(
    r"bot\b|bot[/;_-]|crawl|spider|slurp|archiver|fetch|scan|monitor|preview|lighthouse|headless|python|curl|wget|java/|"
    r"go-http|okhttp|libwww|httpclient|facebookexternalhit|embedly|feed|rss|validator|checker|k6/|wrk",
    re.IGNORECASE,
)


class Told(NamedTuple):
    """What a flush of the counters makes of what was gathered."""

    visits: int  # that begin with it
    present: dict[str, datetime]  # by digest, when each was last there


def is_robot(agent: str) -> bool:
    """Whether the program says itself that no person looks at the page; whoever says nothing is one too."""
    return len(agent) < 20 or bool(_ROBOT.search(agent))


def visits_in(gathered: Mapping[str, datetime], before: Mapping[str, datetime]) -> Told:
    """New visits among those who were seen: by digest, when; `before` is when they were there the last time."""
    begun = sum(1 for digest, at in gathered.items() if digest not in before or at - before[digest] > VISIT)
    return Told(begun, {digest: max(at, before.get(digest, at)) for digest, at in gathered.items()})


def is_spam(*, seconds: float, trap: str, text: str, name: str) -> bool:
    """Whether a program filled in the form: too quick, into the field that nobody sees, or full of links."""
    links = len(re.findall(r"https?://|www\.|\[url|<a ", text, re.IGNORECASE))
    return seconds < QUICKEST or bool(trap) or links > MOST_LINKS or bool(re.search(r"https?://|www\.", name))
