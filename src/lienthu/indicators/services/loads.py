"""The indicators that come with the program."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from lienthu.indicators.models import Indicator
from lienthu.indicators.rules import recipes

FILE = Path(__file__).resolve().parent.parent / "data" / "indicators.json"


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


@transaction.atomic
def load_indicators() -> int:
    """Add those that the hub does not have; returns how many. What people changed since stays."""
    known = set(Indicator.objects.values_list("code", flat=True))
    missing = [Indicator(**row) for row in shipped() if row["code"] not in known]
    for one in missing:
        recipes.read(one.how)
    Indicator.objects.bulk_create(missing)
    return len(missing)
