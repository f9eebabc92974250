"""Forms: the program's own brought in, a library's own made and changed."""

import json
from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.shipped import follow
from lienthu.federation.models import Organisation
from lienthu.indicators.models import Section
from lienthu.indicators.queries.definitions import indicators_on
from lienthu.returns.errors import CallRefused
from lienthu.returns.models import Form

FILE = Path(__file__).resolve().parent.parent / "data" / "forms.json"


# Of what came before rows kept the digest of it.
EARLIER: Final = frozenset(
    {
        "d2fdf0148d982599bffbc17f642afc95",  # full
        "c691b2df6e6b2d333508889bf3315fb5",  # short
    }
)


@cache
def shipped() -> tuple[dict[str, Any], ...]:
    return tuple(json.loads(FILE.read_text(encoding="utf-8")))


def load_forms() -> int:
    """Add those that the hub does not have, renew those that nobody changed; returns how many. Calls keep their own."""
    return follow(Form, shipped(), earlier=EARLIER)


@transaction.atomic
def keep_form(
    *,
    form: Form | None,
    organisation: Organisation | None,
    name: str,
    codes: Collection[str],
    day: date,
    actor: User | None,
    at: datetime,
) -> Form:
    """Make a form, or change one for the calls to come: its indicators stand in the order and sections of a report."""
    sections = _sections(codes, day)
    if not sections:
        raise CallRefused("empty_form", _("Choose at least one indicator."))
    before = {"name": form.name_vi, "codes": form.codes} if form else None
    made = form or Form(code=f"own-{get_random_string(8).lower()}", organisation=organisation)
    made.name_vi, made.sections = name, sections
    made.save()
    after = {"name": name, "codes": made.codes}
    audit.record(actor=actor, at=at, action="form.kept", thing=made, before=before, after=after)
    return made


def _sections(codes: Collection[str], day: date) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for indicator in indicators_on(day):
        if indicator.code in codes:
            found.setdefault(indicator.section, {**_names(indicator.section), "codes": []})
            found[indicator.section]["codes"].append(indicator.code)
    return [found[key] for key in Section.values if key in found]


def _names(section: str) -> dict[str, str]:
    names = {}
    for language in ("vi", "en"):
        with override(language):
            names[language] = str(Section(section).label)
    return names
