"""Writing calendars as RFC 5545 has them: events with times, folded and escaped. No reading."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

LONGEST: Final = 75  # octets of a line without its end (3.1)
ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})  # 3.3.11


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that begins and ends. Times are aware; `uid` stays the same for the same event for ever."""

    uid: str
    begins: datetime
    ends: datetime
    summary: str
    stamp: datetime  # when this was last written down
    place: str = ""
    point: tuple[float, float] | None = None  # latitude, longitude
    description: str = ""
    url: str = ""
    is_cancelled: bool = False


def calendar(events: Iterable[Event], *, name: str, product: str) -> bytes:
    """A calendar file. `product` names who made it, as "-//House//Program//VI"."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", _text("PRODID", product), "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    lines += [_text("X-WR-CALNAME", name), "X-WR-TIMEZONE:Asia/Ho_Chi_Minh"]
    for event in events:
        lines += _lines(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in folded(line)).encode()


def _lines(event: Event) -> Iterator[str]:
    """In UTC, which every program reads without a table of zones; Viet Nam has no summer time."""
    yield "BEGIN:VEVENT"
    yield _text("UID", event.uid)
    yield f"DTSTAMP:{_moment(event.stamp)}"
    yield f"DTSTART:{_moment(event.begins)}"
    yield f"DTEND:{_moment(event.ends)}"
    yield _text("SUMMARY", event.summary)
    if event.place:
        yield _text("LOCATION", event.place)
    if event.point:
        yield f"GEO:{event.point[0]:.6f};{event.point[1]:.6f}"
    if event.description:
        yield _text("DESCRIPTION", event.description)
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(name: str, value: str) -> str:
    return f"{name}:{value.translate(ESCAPED)}"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def folded(line: str) -> list[str]:
    """The line in pieces of at most 75 octets, each but the first led by a space; no letter is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece += letter
        size += octets
    return [*pieces, piece]
