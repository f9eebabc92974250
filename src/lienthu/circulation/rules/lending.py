"""Decisions of lending: which rule gives each value, when a loan is due, and every reason against it. No queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.catalogue.models import Copy
from lienthu.patrons.rules import Refusal

OVERRIDE: Final = "circulation.override"
LEND: Final = "circulation.lend"
Value = int | bool | None
Status = Copy.Status

# What holds where no policy says anything: a hub that has just been set up can lend. Public libraries are free of
# charge (Luật Thư viện 46/2019/QH14), so there is no fee unless a library writes one down.
BUILT_IN: Final[Mapping[str, Value]] = {
    "loan_days": 14,
    "max_loans": 5,
    "renewals": 1,
    "hold_limit": 3,
    "hold_days": 7,
    "shelf_first": False,
    "lends_to_others": False,
    "in_house_only": False,
    "overdue_limit": 0,
    "returned_elsewhere": False,
    "grace_days": 0,
    "fee_per_day": 0,
    "fee_lost": 0,
}


@dataclass(frozen=True)
class Rule:
    """A policy row as rules see it. `organisation` 0 is the whole hub, "" every category or kind of material."""

    id: int
    organisation: int
    category: str
    material: str
    values: Mapping[str, Value]  # those it fills


@dataclass(frozen=True)
class Resolved:
    """A value and the rule that gave it; None: built in."""

    value: Value
    rule: Rule | None


@dataclass(frozen=True)
class Terms:
    """Every value for one category, one kind of material and one library, each with where it came from."""

    resolved: Mapping[str, Resolved]
    # The limit over all kinds of material together, where the limit above is one of this kind alone.
    max_loans_overall: int | None = None

    def number(self, name: str) -> int:
        return int(self.resolved[name].value or 0)

    def yes(self, name: str) -> bool:
        return bool(self.resolved[name].value)

    @property
    def limits_one_kind(self) -> bool:
        """Whether the limit of loans counts only copies of this kind of material."""
        rule = self.resolved["max_loans"].rule
        return rule is not None and rule.material != ""

    def snapshot(self) -> dict[str, object]:
        """As a loan keeps it."""
        return {
            "values": {name: each.value for name, each in self.resolved.items()},
            "from": {name: each.rule.id for name, each in self.resolved.items() if each.rule},
        }


def resolve(rules: Iterable[Rule], *, line: Sequence[int], category: str, material: str) -> Terms:
    """Each value by itself from the most specific rule that fills it.

    `line` has the library first, then what stands above it, nearest first; the hub comes last. The nearer organisation
    wins; of one organisation's rules the one that names both category and kind, then the category, then the kind.
    """
    order = {organisation: rank for rank, organisation in enumerate(line)}
    order.setdefault(0, len(order))
    fitting = [
        rule
        for rule in rules
        if rule.organisation in order and rule.category in ("", category) and rule.material in ("", material)
    ]
    fitting.sort(key=lambda rule: (order[rule.organisation], rule.category == "", rule.material == ""))
    resolved = {name: _first(fitting, name, value) for name, value in BUILT_IN.items()}
    overall = None
    limit = resolved["max_loans"].rule
    if limit is not None and limit.material:
        wide = _first([rule for rule in fitting if not rule.material], "max_loans", BUILT_IN["max_loans"])
        overall = int(wide.value or 0)
    return Terms(resolved, overall)


def _first(fitting: Iterable[Rule], name: str, built_in: Value) -> Resolved:
    for rule in fitting:
        value = rule.values.get(name)
        if value is not None:
            return Resolved(value, rule)
    return Resolved(built_in, None)


class OpenDays(Protocol):
    """The calendar of the place where something is lent (`lienthu.calendars.queries.opening`)."""

    def next_open(self, day: date) -> date:
        """The day itself if it is open, else the first open day after it."""


def due(*, on: date, days: int, calendar: OpenDays) -> datetime:
    """The last second of the day a loan is due: `days` on, or the first open day after that."""
    return end_of(calendar.next_open(on + timedelta(days=days)))


def shifted(due_on: date, *, to: date | None, days: int, calendar: OpenDays) -> date:
    """Where a shift moves a loan that is due on the day: to one day, or some days on; never on a closed day."""
    return calendar.next_open(to or due_on + timedelta(days=days))


def end_of(day: date) -> datetime:
    """The last second of the day in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def days_overdue(due_at: datetime, at: datetime) -> int:
    """Whole days since the day it was due, 0 when it is in time."""
    return max(0, (timezone.localdate(at) - timezone.localdate(due_at)).days)


def overdue_fee(*, days: int, grace_days: int, fee_per_day: int) -> int:
    """In đồng: nothing within the days of grace, every day overdue once they are over."""
    return days * fee_per_day if days > grace_days else 0


@dataclass(frozen=True)
class Lent:
    """An open loan as a desk may tell it; `to` is "" for another library's desk, which never learns of patrons."""

    at: datetime
    by: str
    where: str
    to: str
    same_patron: bool = False


@dataclass(frozen=True)
class Kept:
    """The hold that a copy serves, as a desk may tell it; `to` is "" for a reader whom the desk does not serve."""

    to: str
    pulled: bool  # taken off its shelf for the hold already
    until: date | None = None  # the last day on the hold shelf, once it is there
    same_patron: bool = False


@dataclass(frozen=True)
class Shelf:
    """What a desk must know of a copy before it lends it."""

    status: str
    custodian_here: bool
    custodian_name: str
    lent: Lent | None = None
    kept: Kept | None = None


@dataclass(frozen=True)
class Hands:
    """What a patron has already: copies, those of the kind in question, those overdue."""

    loans: int
    of_kind: int
    overdue: int


@dataclass(frozen=True)
class Case:
    """A copy, a patron and the terms between them."""

    shelf: Shelf
    hands: Hands
    terms: Terms
    standing: Sequence[Refusal] = field(default=())


def against_check_out(case: Case) -> list[Refusal]:
    """Every reason against lending, those about the patron first; none when nothing stands in the way."""
    found = [*case.standing, *_of_the_hands(case), *_of_the_shelf(case.shelf)]
    if case.terms.yes("in_house_only"):
        found.append(Refusal("in_house_only", _("This copy is for use in the house only."), OVERRIDE))
    return found


def _of_the_hands(case: Case) -> list[Refusal]:
    terms, hands = case.terms, case.hands
    found = []
    limits = [(hands.of_kind if terms.limits_one_kind else hands.loans, terms.number("max_loans"))]
    if terms.max_loans_overall is not None:
        limits.append((hands.loans, terms.max_loans_overall))
    for has, most in limits:
        if has >= most:
            message = _("The patron has %(has)d copies already; %(most)d at a time are allowed.")
            found.append(Refusal("too_many", message % {"has": has, "most": most}, OVERRIDE))
            break
    if hands.overdue > terms.number("overdue_limit"):
        message = ngettext(
            "%(count)d copy that the patron has is overdue. Have it returned or renewed first.",
            "%(count)d copies that the patron has are overdue. Have them returned or renewed first.",
            hands.overdue,
        )
        found.append(Refusal("overdue", message % {"count": hands.overdue}, OVERRIDE))
    return found


def _of_the_shelf(shelf: Shelf) -> list[Refusal]:
    if shelf.lent is not None:
        return [already_lent(shelf.lent)]
    if shelf.kept is not None and shelf.kept.same_patron and shelf.custodian_here:
        return []
    found = []
    if not shelf.custodian_here:
        message = _("This copy is in the charge of %(library)s. Have it sent here first.")
        found.append(Refusal("not_here", message % {"library": shelf.custodian_name}, OVERRIDE))
    if shelf.status == Status.RESERVED:
        return [*found, _reserved(shelf.kept)]
    return [*found, *_of_the_status(shelf.status)]


def _of_the_status(status: str) -> list[Refusal]:
    match status:
        case Status.ON_LOAN:
            message = _("The library's file says that this copy is on loan. Take it back first.")
            return [Refusal("stated_on_loan", message, LEND)]
        case Status.LOST:
            return [Refusal("lost", _("This copy is marked as lost. Take it back first, then lend it."), "")]
        case Status.IN_TRANSIT:
            return [Refusal("in_transit", _("This copy is on its way to another library."), "")]
        case Status.PACKED:
            message = _("This copy is packed in a set that travels. Take it out of its set first.")
            return [Refusal("packed", message, "")]
        case Status.WITHDRAWN:
            return [Refusal("withdrawn", _("This copy was withdrawn from the stock. Put it aside."), "")]
        case Status.IN_PROCESS:
            return [Refusal("in_process", _("This copy is not yet ready: it is being processed."), OVERRIDE)]
        case Status.DAMAGED:
            return [Refusal("damaged", _("This copy is marked as damaged."), OVERRIDE)]
    return []


def _reserved(kept: Kept | None) -> Refusal:
    """What is on its shelf still may be lent by the desk's own decision: the hold keeps its place in the queue."""
    if kept is None:
        return Refusal("reserved", _("This copy is kept for another reader."), OVERRIDE)
    if not kept.pulled:
        message = _("A reader waits for this copy; it is on the list of holds to fetch. Lent now, they wait on.")
        return Refusal("asked_for", message, LEND)
    if kept.to and kept.until:
        message = _("This copy is kept for %(who)s until %(day)s.")
        facts = {"who": kept.to, "day": f"{kept.until:%d/%m/%Y}"}
        return Refusal("reserved", message % facts, OVERRIDE)
    return Refusal("reserved", _("This copy is kept for another reader."), OVERRIDE)


def already_lent(lent: Lent) -> Refusal:
    """That somebody has it: since when, by whom, at which library; to whom only for the desk that lent it."""
    when = f"{timezone.localtime(lent.at):%H:%M %d/%m/%Y}"
    facts = {"when": when, "by": lent.by or "–", "where": lent.where, "to": lent.to}
    if lent.same_patron:
        message = _("This patron has this copy already, since %(when)s (lent by %(by)s).")
    elif lent.to:
        message = _("This copy was lent to %(to)s at %(when)s by %(by)s. Take it back first.")
    else:
        message = _("This copy was lent at %(when)s by %(by)s at %(where)s. Take it back first.")
    return Refusal("already_lent", message % facts, "")


def against_renewal(*, renewals: int, terms: Terms, standing: Sequence[Refusal], later: bool) -> list[Refusal]:
    """Every reason against renewing; `later` says whether the new day would be later than the one that stands."""
    found = list(standing)
    most = terms.number("renewals")
    if renewals >= most:
        message = ngettext(
            "This loan was renewed %(count)d time; no more is allowed.",
            "This loan was renewed %(count)d times; no more is allowed.",
            renewals,
        )
        if most == 0:
            message = _("Such a loan cannot be renewed.")
        found.append(Refusal("renewed_enough", message % {"count": renewals}, OVERRIDE))
    if not later:
        message = _("A renewal today would not move the day it is due. Renew it nearer to that day.")
        found.append(Refusal("too_early", message, ""))
    return found
