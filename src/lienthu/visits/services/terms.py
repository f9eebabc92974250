"""What an organisation lays down about visits and computers."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.visits import rules
from lienthu.visits.errors import SessionRefused
from lienthu.visits.models import Allotment, VisitRule


@transaction.atomic
def lay_down(
    *, organisation: Organisation, values: Mapping[str, object], actor: User | None, at: datetime
) -> VisitRule:
    """Make the organisation's own terms these; an empty one inherits. Nothing is written when none differs."""
    row = VisitRule.objects.filter(organisation=organisation).select_for_update(of=("self",)).first()
    row = row or VisitRule(organisation=organisation)
    changed = {name: values[name] for name in rules.BUILT_IN if name in values and getattr(row, name) != values[name]}
    if changed:
        before = {name: getattr(row, name) for name in changed}
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        audit.record(actor=actor, at=at, action="visit_rule.changed", thing=organisation, before=before, after=changed)
    return row


@transaction.atomic
def allot(
    *, organisation: Organisation, age_band: AgeBand, category: str, minutes: int, actor: User | None, at: datetime
) -> Allotment:
    """Say how many minutes a day such people have; 0 keeps them from the computers."""
    row = Allotment.objects.filter(organisation=organisation, age_band=age_band, category=category).first()
    before = {"minutes": row.minutes} if row else None
    row = row or Allotment(organisation=organisation, age_band=age_band, category=category)
    row.minutes = minutes
    row.save()
    after = {"age_band": age_band, "category": category, "minutes": minutes}
    audit.record(actor=actor, at=at, action="allotment.said", thing=organisation, before=before, after=after)
    return row


@transaction.atomic
def drop_allotment(*, row: Allotment, organisation: Organisation, actor: User | None, at: datetime) -> None:
    """Take back what the organisation said of such people: what stands above it holds again."""
    if row.organisation_id != organisation.pk:
        raise SessionRefused("elsewhere", _("This was laid down by another organisation; only they can change it."))
    before = {"age_band": row.age_band, "category": row.category, "minutes": row.minutes}
    audit.record(actor=actor, at=at, action="allotment.dropped", thing=organisation, before=before, after=None)
    row.delete()
