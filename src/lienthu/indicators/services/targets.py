"""Setting targets by decision, splitting them downwards, changing them with a reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.indicators.errors import TargetRefused
from lienthu.indicators.models import Indicator, Target
from lienthu.indicators.queries.definitions import by_code
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.queries.targets import SCOPES, of_place
from lienthu.indicators.rules.periods import Period

LARGEST = Decimal(10) ** 13


@dataclass(frozen=True)
class Decision:
    """By what a target was set: number and day of the document; both may be missing in a plan that is talked over."""

    number: str = ""
    on: date | None = None


@transaction.atomic
def set_target(
    *,
    place: Place,
    indicator: str,
    period: Period,
    value: Decimal,
    decision: Decision,
    reason: str,
    actor: User | None,
    at: datetime,
    split_from: Target | None = None,
) -> Target:
    """Set a target, or change the one that holds, which stays with its reason. The same value again changes nothing.

    Raises TargetRefused for a site, an indicator that does not hold then, a value that is none, a decision of a day to
    come, or a change without a reason.
    """
    known = _checked(place, indicator, period, value)
    if decision.on and decision.on > timezone.localdate(at):
        raise TargetRefused("day_to_come", _("A decision is not dated on a day to come."), field="decided_on")
    alike = Target.objects.select_for_update().filter(of_place(place), indicator=indicator)
    old = alike.filter(first_on=period.first, until=period.until, is_current=True).first()
    if old and old.value == value and (old.decision, old.decided_on) == (decision.number, decision.on):
        return old
    if old and not reason.strip():
        raise TargetRefused("no_reason", _("Write why the target is changed; the old one is kept."), field="reason")
    if old:
        Target.objects.filter(pk=old.pk).update(is_current=False)
    made = Target.objects.create(
        organisation_id=place.pk if place.sort in SCOPES else None,
        federation_id=place.pk if place.sort == Sort.FEDERATION else None,
        scope=SCOPES.get(place.sort, ""),
        indicator=known.code,
        first_on=period.first,
        until=period.until,
        value=value,
        decision=decision.number.strip(),
        decided_on=decision.on,
        reason=reason.strip(),
        split_from=split_from,
        replaces=old,
        set_at=at,
        set_by=actor,
    )
    audit.record(
        actor=actor,
        at=at,
        action="target.revised" if old else "target.set",
        thing=made,
        before={"target": old.value} if old else None,
        after={"indicator": known.code, "period": period.code, "target": value, "decision": made.decision},
        reason=made.reason,
        organisation=made.organisation,
    )
    return made


@transaction.atomic
def split(
    *, target: Target, parts: Mapping[Place, Decimal], reason: str, actor: User | None, at: datetime
) -> list[Target]:
    """Give those below their parts of a target, under the same decision; those that had one have it changed.

    The parts need not add up to the whole: what is left over, or asked for beyond it, is shown, not refused.
    """
    period = Period(target.first_on, target.until)
    decision = Decision(target.decision, target.decided_on)
    return [
        set_target(
            place=place,
            indicator=target.indicator,
            period=period,
            value=value,
            decision=decision,
            reason=reason,
            actor=actor,
            at=at,
            split_from=target,
        )
        for place, value in parts.items()
    ]


def _checked(place: Place, indicator: str, period: Period, value: Decimal) -> Indicator:
    if place.sort == Sort.SITE:
        raise TargetRefused("no_site", _("A site has no targets of its own. Set them for its library."))
    known = by_code(period.last).get(indicator)
    if known is None:
        raise TargetRefused(
            "unknown_indicator",
            _("No indicator “%(code)s” holds in this period.") % {"code": indicator},
            field="indicator",
        )
    if not value.is_finite() or not 0 <= value < LARGEST:
        raise TargetRefused("no_value", _("Write the target as a number, 0 or more."), field="value")
    return known
