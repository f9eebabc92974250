"""Moments of things that have a day and no hour."""

from datetime import date, datetime

from django.utils import timezone


def noon(day: date) -> datetime:
    """The middle of the day here."""
    return timezone.make_aware(datetime(day.year, day.month, day.day, 12))  # noqa: DTZ001 made aware here
