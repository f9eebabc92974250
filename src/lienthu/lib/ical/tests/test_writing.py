"""Calendars as RFC 5545 has them, read back by its rules: unfold, split, unescape."""

import datetime
import re

from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.ical import Event, calendar, folded

HANOI = datetime.timezone(datetime.timedelta(hours=7))
BEGINS = datetime.datetime(2026, 11, 24, 8, 0, tzinfo=HANOI)


def event(uid: str = "stop-1-20261124@hub", **facts: object) -> Event:
    words = {
        "begins": BEGINS,
        "ends": BEGINS + datetime.timedelta(hours=2.5),
        "stamp": BEGINS,
        "summary": "Xe thư viện",
    }
    return Event(uid=uid, **(words | facts))  # type: ignore[arg-type]


def written(*events: Event, name: str = "Xe") -> bytes:
    return calendar(events, name=name, product="-//A//B//VI")


def read(made: bytes) -> list[tuple[str, str]]:
    """Names and values of the content lines (3.1): unfolded, text unescaped (3.3.11)."""
    text = made.decode().replace("\r\n ", "")
    pairs = [line.partition(":") for line in text.removesuffix("\r\n").split("\r\n")]
    return [
        (name, re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value))
        for name, _c, value in pairs
    ]


def test_an_event_says_when_and_where() -> None:
    made = dict(read(written(event(place="Xã Minh Tân", point=(22.9, 104.91), url="https://tv.vn/a"))))
    assert (made["DTSTART"], made["DTEND"]) == ("20261124T010000Z", "20261124T033000Z")
    assert (made["GEO"], made["STATUS"], made["LOCATION"]) == ("22.900000;104.910000", "CONFIRMED", "Xã Minh Tân")


def test_a_calendar_begins_and_ends_as_it_must() -> None:
    lines = read(written(event(), event("b", is_cancelled=True)))
    assert lines[0] == ("BEGIN", "VCALENDAR")
    assert lines[-1] == ("END", "VCALENDAR")
    assert {"VERSION", "PRODID"} <= {name for name, _value in lines}
    assert [value for name, value in lines if name == "STATUS"] == ["CONFIRMED", "CANCELLED"]
    assert len({value for name, value in lines if name == "UID"}) == 2


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.just("\n"), max_size=300))
def test_whatever_is_written_is_read_again(text: str) -> None:
    made = written(event(summary=text, description=text or "-"), name=text)
    assert dict(read(made))["SUMMARY"] == text
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))


def test_a_folded_line_cuts_no_letter_in_two() -> None:
    line = "SUMMARY:" + "Trường Tiểu học xã Minh Tân " * 12
    pieces = folded(line)
    assert all(len(piece.encode()) <= 75 for piece in pieces)
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])
