"""What rotation writes into the ledger: one event for the books of one owner and kind, the placement its evidence."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.ledger import services as ledger
from lienthu.ledger.models import Event, Kind
from lienthu.rotation.models import Placement


def book(kind: Kind, placement: Placement, books: Sequence[Copy], actor: User | None, at: datetime) -> None:
    """The host is who the books are for, whoever carries them; `site` the deposit site."""
    counted = Counter((copy.owner_id, material_of(copy)) for copy in books)
    site = placement.deposit.site
    activities = [
        ledger.Activity(
            kind=kind, at=at, owner=owner, host=site.organisation_id, site=site.pk, material=material, quantity=n,
            thing=placement,
        )
        for (owner, material), n in sorted(counted.items())
    ]  # fmt: skip
    if activities:
        ledger.append_all(activities, actor=actor)


def book_round(placement: Placement, actor: User | None, at: datetime) -> None:
    site = placement.deposit.site
    activity = ledger.Activity(
        kind=Kind.ROTATION_ROUND, at=at, owner=placement.library_id, host=site.organisation_id, site=site.pk,
        thing=placement,
    )  # fmt: skip
    ledger.append(activity, actor=actor)


def book_loss(placement: Placement, copy: Copy, actor: User | None, at: datetime) -> None:
    site = placement.deposit.site
    activity = ledger.Activity(
        kind=Kind.COPY_LOST, at=at, owner=copy.owner_id, host=copy.custodian_id, site=site.pk,
        material=material_of(copy), thing=placement,
    )  # fmt: skip
    ledger.append(activity, actor=actor)


def take_back(
    kind: Kind, placement: Placement, copy: Copy | None, reason: str, actor: User | None, at: datetime
) -> None:
    """Take one copy, or all of them, out of what was booked for the placement, by counter-events."""
    events = Event.objects.filter(kind=kind, thing=placement._meta.label_lower, thing_id=placement.pk, corrects=None)
    if copy is not None:
        events = events.filter(owner=copy.owner_id, material=material_of(copy))
    for event in events:
        left = event.quantity + sum(event.corrections.values_list("quantity", flat=True))
        quantity = 1 if copy is not None else left
        if 0 < quantity <= left:
            ledger.correct(event, quantity=quantity, reason=reason[:200], actor=actor, at=at, booked_on=None)
            if copy is not None:
                return


def material_of(copy: Copy) -> str:
    return facts_from_json(copy.record.facts).kind
