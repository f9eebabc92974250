"""Calendars as files (RFC 5545): writing them."""

from lienthu.lib.ical.writing import Event, calendar, folded

__all__ = ["Event", "calendar", "folded"]
