"""Writing down the rules of lending, cell by cell."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from lienthu.accounts.models import User
from lienthu.circulation import rules
from lienthu.circulation.errors import PolicyRefused
from lienthu.circulation.models import Policy
from lienthu.common import audit
from lienthu.federation.models import Organisation


@transaction.atomic
def write(
    *,
    organisation: Organisation | None,
    category: str,
    material: str,
    values: Mapping[str, rules.Value],
    actor: User | None,
    at: datetime,
) -> Policy | None:
    """Make the cell's own values these; None leaves a value to be inherited. A cell without any goes: None.

    Raises PolicyRefused when a value is out of its range.
    """
    row = Policy.objects.select_for_update().filter(
        organisation=organisation, category=category, material=material
    ).first() or Policy(organisation=organisation, category=category, material=material)
    before = {name: getattr(row, name) for name in rules.BUILT_IN}
    for name in rules.BUILT_IN:
        setattr(row, name, values.get(name))
    after = {name: getattr(row, name) for name in rules.BUILT_IN}
    if before == after:
        return row if row.pk else None
    try:
        row.clean_fields(exclude=("organisation",))
    except ValidationError as error:
        raise PolicyRefused("wrong_value", " ".join(error.messages)) from error
    kept = any(value is not None for value in after.values())
    thing = organisation or row
    if kept:
        row.save()
    elif row.pk:
        row.delete()
    audit.record(
        actor=actor,
        at=at,
        action="policy.changed" if kept else "policy.removed",
        thing=thing if thing.pk else row,
        before={"category": category, "material": material, **_filled(before)},
        after={"category": category, "material": material, **_filled(after)},
    )
    return row if kept else None


def _filled(values: Mapping[str, rules.Value]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}
