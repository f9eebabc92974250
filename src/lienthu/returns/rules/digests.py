"""What was approved, in 64 signs: so that nobody, and no slip of a program, changes it unseen."""

import hashlib
from collections.abc import Mapping
from decimal import Decimal

from lienthu.returns.rules.reading import STEP


def plain(figures: Mapping[str, Decimal | None]) -> dict[str, str | None]:
    """The figures as they are kept with a step: text with four decimals, by code; null where not available."""
    return {code: None if value is None else f"{value.quantize(STEP):f}" for code, value in sorted(figures.items())}


def digest(figures: Mapping[str, Decimal | None]) -> str:
    lines = (f"{code}={value or '-'}\n" for code, value in plain(figures).items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()
