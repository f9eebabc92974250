"""A register that signs as TV, and a document in it."""

from datetime import date
from typing import Any

from conftest import NOW

from lienthu.registry.models import Document
from lienthu.registry.queries.holders import Holder, issuer_of
from lienthu.registry.services import booking

DAY = date(2026, 1, 5)


def booked(holder: Holder, subject: str, kind: str = "ke-hoach", **facts: Any) -> Document:
    if issuer_of(holder) is None:
        booking.say_issuer(holder=holder, sign="TV", body="Thư viện tỉnh An Giang", actor=None, at=NOW)
    said = booking.Facts(subject=subject, dated_on=facts.pop("dated_on", DAY), issuer=facts.pop("issuer", ""))
    return booking.book(holder=holder, kind=booking.kind_of(kind), facts=said, actor=None, at=NOW, **facts)
