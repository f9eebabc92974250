"""On which day a letter about something due is written. Pure."""

from datetime import date


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
