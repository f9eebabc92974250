"""The letter that asks a custodian to have a box ready: noted with the recall, sent by the room of notices."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from django.utils import timezone

from lienthu.accounts.models import User
from lienthu.federation import queries as federation
from lienthu.notices import services as notices
from lienthu.rotation.models import Placement

RECALL: Final = "box_recalled"


def write(*, placement: Placement, fetched_by: str, actor: User | None, at: datetime) -> None:
    """Note the letter for a placement that was just called back; one for each placement."""
    deposit, day = placement.deposit, timezone.localdate(at)
    house = federation.names([deposit.host_id, placement.library_id], day)
    person = notices.Person(
        name=deposit.custodian_name,
        position=deposit.custodian_position,
        organisation=house[deposit.host_id][:255],
        email=deposit.custodian_email,
        address=deposit.site.address,
    )
    facts = {
        "title": placement.set.name,
        "code": placement.set.code,
        "site": deposit.site.name,
        "day": f"{placement.recalled_on:%d/%m/%Y}",
        "fetched_by": fetched_by.strip() or house[placement.library_id],
    }
    notices.queue_to(
        kind=RECALL, key=str(placement.pk), about=placement.pk, person=person, library=placement.library, facts=facts,
        actor=actor, at=at,
    )  # fmt: skip


def still_recalled(keys: Collection[str]) -> set[str]:
    """Of the letters with these keys, those whose boxes still stand there and were called back."""
    rows = Placement.objects.filter(pk__in=[int(key) for key in keys], state=Placement.State.RECALLED)
    return {str(number) for number in rows.values_list("pk", flat=True)}
