"""A federation with its lead library and members, a term, and a resolution of it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from conftest import NOW

from lienthu.federation.models import Federation, Organisation, Term
from lienthu.federation.services.federations import add_office, add_term
from lienthu.federation.tests.builders import federation, organisation
from lienthu.governance.models import Resolution
from lienthu.governance.services import resolutions
from lienthu.registry.queries.holders import Holder
from lienthu.registry.services.booking import say_issuer

BY: dict[str, Any] = {"actor": None, "at": NOW}


def group(*codes: str, lead: Organisation | None = None, sign: str = "LHTV") -> tuple[Federation, list[Organisation]]:
    """Members by their codes; the first of all, or `lead`, leads it."""
    members = ([lead] if lead else []) + [organisation(code) for code in codes]
    made = federation("LH", *members)
    add_office(federation=made, organisation=members[0], position="lead_library", **BY)
    say_issuer(holder=Holder(federation=made), sign=sign, body=f"Ban Chấp hành {made.name}", place="Bạc Liêu", **BY)
    return made, members


def term(of: Federation, name: str, first: date, until: date | None) -> Term:
    return add_term(federation=of, name=name, valid_from=first, valid_to=until, **BY)


def adopted(of: Federation, members: Sequence[Organisation], on: date = date(2026, 1, 4), **item: Any) -> Resolution:
    """A resolution of one item that every member owes, unless `item` says otherwise; all vote for it."""
    made = resolutions.begin(
        federation=of, about="Phương hướng năm 2026", signer="Lý Hoàng Vũ", capacity="TM. Ban Chấp hành\nChủ tịch",
        place="Bạc Liêu", **BY,
    )  # fmt: skip
    facts = {"text": "Đưa sách về cơ sở", "for_all": True, "due_on": date(2026, 6, 30), "proof": "Kế hoạch"} | item
    resolutions.put_item(resolution=made, facts=facts, **BY)
    resolutions.vote(resolution=made, choices=dict.fromkeys(members, "for"), on=on, **BY)
    return resolutions.decide(resolution=made, on=on, **BY)
