"""Use at a site: one book at a time, or totals from a paper list. Every number is in the ledger, with the site."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common import audit
from lienthu.common.transactions import in_turn
from lienthu.ledger import services as ledger
from lienthu.ledger.models import AgeBand, Event, Kind
from lienthu.rotation.errors import SiteRefused
from lienthu.rotation.models import DepositSite, Placement, PlacementLine, SiteTally, SiteUse
from lienthu.rotation.rules.placing import THERE
from lienthu.rotation.services.booking import material_of

LARGEST = 20_000  # of one number of a tally
LONGEST = 400  # days of one tally
BOOKED = (
    ("loans_adult", Kind.CHECK_OUT, AgeBand.ADULT),
    ("loans_child", Kind.CHECK_OUT, AgeBand.CHILD),
    ("uses", Kind.IN_HOUSE_USE, AgeBand.NOT_SAID),
    ("visits_adult", Kind.VISIT, AgeBand.ADULT),
    ("visits_child", Kind.VISIT, AgeBand.CHILD),
)
NUMBERS = tuple(name for name, _kind, _band in BOOKED)


@dataclass(frozen=True, kw_only=True)
class Totals:
    """What a paper list adds up to, from the first to the last day, both included."""

    first_on: date
    last_on: date
    loans_adult: int = 0
    loans_child: int = 0
    uses: int = 0
    visits_adult: int = 0
    visits_child: int = 0

    def numbers(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in NUMBERS}


def record_totals(
    *,
    deposit: DepositSite,
    totals: Totals,
    by: str,
    means: SiteTally.Means,
    actor: User | None,
    at: datetime,
) -> SiteTally:
    """Book the totals on their last day. Raises SiteRefused for nothing, for days to come, or days told before."""
    numbers = totals.numbers()
    if not any(numbers.values()):
        raise SiteRefused("nothing", _("Write at least one number above 0."))
    if min(numbers.values()) < 0 or max(numbers.values()) > LARGEST:
        raise SiteRefused(
            "too_large", _("Each number is from 0 to %(most)d. Check what was typed.") % {"most": LARGEST}
        )
    if totals.first_on > totals.last_on:
        raise SiteRefused("days", _("The last day comes before the first one."), field="last_on")
    if totals.last_on > timezone.localdate(at):
        raise SiteRefused("to_come", _("The last day is still to come."), field="last_on")
    if (totals.last_on - totals.first_on).days > LONGEST:
        raise SiteRefused(
            "too_long", _("At most %(days)d days are told at once.") % {"days": LONGEST}, field="first_on"
        )
    with in_turn():
        DepositSite.objects.select_for_update().get(pk=deposit.pk)
        told = deposit.tallies.filter(
            undone_at=None, first_on__lte=totals.last_on, last_on__gte=totals.first_on
        ).first()
        if told is not None:
            message = _("Totals from %(first)s to %(last)s are written down already. Take those back to write others.")
            values = {"first": f"{told.first_on:%d/%m/%Y}", "last": f"{told.last_on:%d/%m/%Y}"}
            raise SiteRefused("told_before", message % values, field="first_on")
        made = SiteTally.objects.create(
            deposit=deposit, placement=_there(deposit), first_on=totals.first_on, last_on=totals.last_on, by=by.strip(),
            means=means, at=at, actor=actor, **numbers,
        )  # fmt: skip
        booked_at = min(at, _noon(totals.last_on))
        ledger.append_all(
            [
                ledger.Activity(
                    kind=kind, at=booked_at, owner=deposit.library_id, host=deposit.site.organisation_id,
                    site=deposit.site_id, age_band=band, quantity=numbers[name], thing=made, booked_on=totals.last_on,
                )
                for name, kind, band in BOOKED
                if numbers[name]
            ],
            actor=actor,
        )  # fmt: skip
        after = {"from": totals.first_on, "until": totals.last_on, **{n: v for n, v in numbers.items() if v}}
        audit.record(actor=actor, at=at, action="tally.added", thing=deposit, before=None, after=after, reason=by)
        return made


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _there(deposit: DepositSite) -> Placement | None:
    return deposit.placements.filter(state__in=Placement.AT_SITE).order_by("-id").first()


@transaction.atomic
def undo_totals(*, tally: SiteTally, reason: str, actor: User | None, at: datetime) -> SiteTally:
    """Take totals back by counter-events; the row stays. Raises SiteRefused without a reason."""
    held = SiteTally.objects.select_for_update(of=("self",)).select_related("deposit").get(pk=tally.pk)
    if held.undone_at is not None:
        raise SiteRefused("undone", _("These totals were taken back already."))
    if not reason.strip():
        raise SiteRefused("no_reason", _("Say why these totals are taken back."), field="reason")
    _counter(held, reason, actor, at)
    held.undone_at, held.undone_by, held.undone_for = at, actor, reason.strip()[:200]
    held.save(update_fields=["undone_at", "undone_by", "undone_for"])
    before = {"from": held.first_on, "until": held.last_on}
    audit.record(
        actor=actor, at=at, action="tally.undone", thing=held.deposit, before=before, after=None, reason=reason
    )
    return held


def _counter(thing: SiteTally, reason: str, actor: User | None, at: datetime) -> None:
    events = Event.objects.filter(thing=thing._meta.label_lower, thing_id=thing.pk, corrects=None)
    for event in events:
        ledger.correct(event, quantity=event.quantity, reason=reason[:200], actor=actor, at=at, booked_on=None)


def record_use(
    *, line: PlacementLine, kind: SiteUse.Kind, age_band: AgeBand, actor: User | None, at: datetime
) -> SiteUse:
    """One book borrowed or read at the site, without anybody's name.

    Raises SiteRefused where the site tells totals only, or the book is not there.
    """
    with in_turn():
        held = PlacementLine.objects.select_related("placement__deposit__site", "copy__record").get(pk=line.pk)
        deposit = held.placement.deposit
        if deposit.totals_only:
            raise SiteRefused("totals_only", _("This site tells its use in totals only."))
        if held.placement.state not in Placement.AT_SITE or held.received not in THERE:
            raise SiteRefused("not_there", _("This book is not at the site now."))
        made = SiteUse.objects.create(line=held, kind=kind, age_band=age_band, at=at, actor=actor)
        activity = ledger.Activity(
            kind=Kind.CHECK_OUT if kind == SiteUse.Kind.LOAN else Kind.IN_HOUSE_USE, at=at, owner=held.copy.owner_id,
            host=deposit.site.organisation_id, site=deposit.site_id, age_band=age_band,
            material=material_of(held.copy), thing=made,
        )  # fmt: skip
        made.event = ledger.append(activity, actor=actor)
        made.save(update_fields=["event"])
        return made


@transaction.atomic
def undo_use(*, use: SiteUse, actor: User | None, at: datetime) -> None:
    """It was pressed by mistake."""
    held = SiteUse.objects.select_for_update(of=("self",)).select_related("event").get(pk=use.pk)
    if held.undone_at is None and held.event is not None:
        ledger.correct(held.event, quantity=1, reason="", actor=actor, at=at, booked_on=None)
        SiteUse.objects.filter(pk=held.pk).update(undone_at=at)
