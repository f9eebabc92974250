"""The Vietnamese lunar calendar (âm lịch) from 1800 to 2199: solar day ↔ lunar day, computed from the sky.

The same rules as the Chinese one, but with the day of UTC+7 (Quyết định 121-CP of 1967, from 1968 on), so that a new
moon shortly before or after midnight falls on another day: Tết 1968, 1985, 2007 and 2030 differ. Days before 1968 are
computed by the same rules; what calendars were printed then may differ.
"""

from lienthu.lib.lunar.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    LunarDate,
    Month,
    months_of,
    name_of_year,
    new_year,
    to_lunar,
    to_solar,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "LunarDate",
    "Month",
    "months_of",
    "name_of_year",
    "new_year",
    "to_lunar",
    "to_solar",
]
