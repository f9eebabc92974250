"""How dates are typed, before Django's own formats of a language: day first, in both languages.

ISO stays first, since that is what browsers' own date fields send and want back.
"""

from typing import Final

DAYS: Final = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"]
HOURS: Final = [
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
]
MONDAY: Final = 1
