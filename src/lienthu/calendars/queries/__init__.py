"""Questions to calendars: when a place is open, and who said so."""

from lienthu.calendars.queries.hours import Now, Opening, opening, openings
from lienthu.calendars.queries.stamped import Kept, current, stamp_beside

__all__ = ["Kept", "Now", "Opening", "current", "opening", "openings", "stamp_beside"]
