"""Builders: notices of the kind "overdue" about made-up loans, and readers who can be reached by email."""

from datetime import UTC, datetime, timedelta
from typing import Any

from conftest import Person

from lienthu.notices.models import Notice
from lienthu.notices.services import New, queue
from lienthu.patrons.models import Consent, Patron
from lienthu.patrons.services import consents
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.tests.builders import patron

AT = datetime(2026, 11, 5, 2, 0, tzinfo=UTC)
LATER = AT + timedelta(minutes=30)
PICKUP = {"pickup": "Phòng mượn", "until": "12/11/2026"}
NOTICES_YES = Answer(Consent.Purpose.NOTICES, Consent.Giver.SELF, granted=True)


def hold(desk: Person, reader: Patron, key: str = "1", *, title: str = "Truyện Kiều", **more: Any) -> Notice | None:
    """A notice of the kind "hold_ready", which no loan must stand behind."""
    more = {"at": AT, "kind": "hold_ready", **more}
    return queue(
        key=key, patron=reader, library=desk.library, facts={"title": title, **PICKUP}, actor=desk.user, **more
    )


def new(reader: Patron, key: str, title: str = "Truyện Kiều") -> New:
    return New(key=key, patron=reader, facts={"title": title, **PICKUP})


def by_email(desk: Person, name: str = "Lê Văn Tám", email: str = "tam@example.vn") -> Patron:
    """A reader with an address who agreed to notices."""
    made = patron(desk.library, name, email=email)
    agree(made)
    return made


def agree(reader: Patron) -> None:
    consents.record(patron=reader, answers=[NOTICES_YES], actor=None, at=AT)
