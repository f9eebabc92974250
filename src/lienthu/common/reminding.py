"""On which day a letter about something due is written."""

from datetime import date, datetime, timedelta

from lienthu.common.dated import midnight


def occasion(due_on: date, day: date, remind_days: tuple[int, ...]) -> str:
    """Why a letter is due on the day: "before:7", "late:1"; "" where none is. `remind_days`: [7, 1]; below 0: late.

    A hub that stood still on the very day makes good for it until the next occasion comes.
    """
    left = (due_on - day).days
    passed = [days for days in remind_days if days >= left]
    if not passed:
        return ""
    step = min(passed)
    if step >= 0 > left:  # what was to be told before the day is not told after it
        return ""
    return f"before:{step}" if step >= 0 else f"late:{-step}"


def since(due_on: date, occasion: str) -> datetime:
    """From when on the occasion is; a letter written since, whoever asked for it, is the one that it wants."""
    which, _colon, days = occasion.partition(":")
    return midnight(due_on + timedelta(days=int(days) if which == "late" else -int(days)))
