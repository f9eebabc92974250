"""Accession numbers (số đăng ký cá biệt) of a series: "VL.000123", "2026.M.0007"."""

import re

WIDEST = 9  # figures
LONGEST = 40  # characters of a whole number
_RUNS = re.compile(r"\d+|\D+")


def written(prefix: str, ordinal: int, *, width: int, year: int = 0) -> str:
    """The number as it is written: {year} and {yy} in the prefix stand for the year, the ordinal is zero-padded."""
    return f"{begun(prefix, year)}{ordinal:0{width}d}"


def begun(prefix: str, year: int) -> str:
    """The prefix of a year's numbers."""
    return prefix.replace("{year}", f"{year:04d}").replace("{yy}", f"{year % 100:02d}")


def ordinal_of(number: str, prefix: str, year: int = 0) -> int | None:
    """The ordinal of a number of the series, however it is padded; None of any other number."""
    start = begun(prefix, year)
    rest = number[len(start) :]
    if not number.startswith(start) or not (rest.isascii() and rest.isdigit()) or len(rest) > WIDEST:
        return None
    return int(rest)


def number_key(number: str) -> tuple[tuple[int, int | str], ...]:
    """A key in whose order accession numbers follow each other, padded or not: VL.9 before VL.10."""
    return tuple((0, int(run)) if run.isascii() and run.isdigit() else (1, run) for run in _RUNS.findall(number))
