"""Questions to calendars: when a place is open, and who said so."""

from lienthu.calendars.queries.hours import Now, Opening, opening, openings

__all__ = ["Now", "Opening", "opening", "openings"]
