"""Builders: a category, an adult, a child with a guardian, each with a card, and what a test does not care for."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from itertools import count

import pytest

from lienthu.common.errors import DomainError
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.patrons.models import Card, Category, Consent, Patron
from lienthu.patrons.services import cards, patrons
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Details, Guardian

AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
TODAY = date(2026, 1, 5)
YES = Answer(Consent.Purpose.CARD, Consent.Giver.SELF, granted=True)
GUARDIAN_YES = Answer(Consent.Purpose.CARD, Consent.Giver.GUARDIAN, granted=True)
_names = count(1)


@contextmanager
def refused(code: str = "", *, field: str = "") -> Iterator[None]:
    """What happens inside is refused: with this code, at this field, where they are named."""
    with pytest.raises(DomainError) as refusal:
        yield
    assert code in ("", refusal.value.code)
    assert field in ("", refusal.value.context.get("field"))


def category(library: Organisation, code: str = "adult", **facts: object) -> Category:
    """The category with this code, made where it is not there yet."""
    facts.setdefault("name", {"adult": "Người lớn", "child": "Thiếu nhi"}.get(code, code))
    facts.setdefault("band", AgeBand.CHILD if code == "child" else AgeBand.ADULT)
    facts.setdefault("card_months", 12)
    return Category.objects.get_or_create(library=library, code=code, defaults=facts)[0]


def patron(library: Organisation, full_name: str = "", *, card: str | None = "", **facts: object) -> Patron:
    """An adult who agreed to the card; `card=None`: without one, else with that code or one from the number."""
    facts.setdefault("category", category(library))
    facts.setdefault("birth_date", date(1990, 3, 8))
    details = Details(full_name=full_name or f"Trần Thị Mận {next(_names)}", **facts)  # type: ignore[arg-type]
    made = patrons.register(library=library, details=details, answers=[YES], actor=None, at=AT)
    return _with_card(made, card)


def child(library: Organisation, full_name: str = "Lê Bảo An", *, card: str | None = "", **facts: object) -> Patron:
    """A child of ten whose mother, named, agreed to the card."""
    facts.setdefault("category", category(library, "child"))
    facts.setdefault("birth_date", date(2015, 9, 1))
    made = patrons.register(
        library=library,
        details=Details(full_name=full_name, **facts),  # type: ignore[arg-type]
        guardian=Guardian(kind="mother", name="Phạm Thị Hồng", phone="0912 000 111"),
        answers=[GUARDIAN_YES],
        actor=None,
        at=AT,
    )
    return _with_card(made, card)


def card_of(patron: Patron) -> Card:
    """The patron's active card."""
    return patron.cards.get(state=Card.State.ACTIVE)


def _with_card(patron: Patron, code: str | None) -> Patron:
    if code is not None:
        cards.issue(patron=patron, code=code, actor=None, at=AT)
    return Patron.objects.select_related("category", "library").get(pk=patron.pk)
