"""Deposit sites: written down with their host, changed, closed; what they wished for and what was answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Title
from lienthu.common import audit
from lienthu.federation import services as federation
from lienthu.federation.models import Organisation, Site
from lienthu.rotation.errors import SiteRefused
from lienthu.rotation.models import DepositSite, Placement, Wish

FACTS = (
    "custodian_name", "custodian_position", "custodian_phone", "custodian_email", "audiences", "languages",
    "capacity", "opening", "travel_minutes", "travel_km", "totals_only", "note",
)  # fmt: skip
PLACE = ("name", "address", "latitude", "longitude", "admin_unit_code")
NO_NAMES = frozenset({Organisation.Kind.PRISON})  # hosts whose readers are never told one by one


@dataclass(frozen=True, kw_only=True)
class NewHost:
    """A host that is not in the tree yet: it is put below the library that serves it."""

    name: str
    kind: Organisation.Kind


@transaction.atomic
def add_deposit_site(
    *,
    library: Organisation,
    host: Organisation | NewHost,
    place: Mapping[str, Any],
    facts: Mapping[str, Any],
    actor: User | None,
    at: datetime,
) -> DepositSite:
    """Write down a site that the library serves. `place`: PLACE; `facts`: FACTS. Raises SiteRefused."""
    _demand_room(facts.get("capacity"))
    organisation = _new_host(host, library, actor, at) if isinstance(host, NewHost) else host
    site = federation.add_site(organisation=organisation, kind=Site.Kind.DEPOSIT, actor=actor, at=at, **place)
    return make_deposit(library=library, site=site, facts=facts, actor=actor, at=at)


@transaction.atomic
def make_deposit(
    *, library: Organisation, site: Site, facts: Mapping[str, Any], actor: User | None, at: datetime
) -> DepositSite:
    """Let a place that is known take sets: a branch, a reading room, a stop of the vehicle. Raises SiteRefused."""
    _demand_room(facts.get("capacity"))
    if DepositSite.objects.filter(site=site).exists():
        raise SiteRefused("known", _("This place takes sets already."), field="site")
    made = DepositSite(library=library, site=site, **{name: facts[name] for name in FACTS if name in facts})
    if site.organisation.kind in NO_NAMES:
        made.totals_only = True
    made.save(force_insert=True)
    after = {"site": site.name, "capacity": made.capacity, "custodian": made.custodian_name}
    audit.record(actor=actor, at=at, action="deposit.added", thing=made, before=None, after=after)
    return made


def _new_host(host: NewHost, library: Organisation, actor: User | None, at: datetime) -> Organisation:
    """Its code is the library's with the next number."""
    if not host.name.strip():
        raise SiteRefused("no_host", _("Say who the host is: choose an organisation, or write its name."), field="host")
    number = Organisation.objects.filter(code__startswith=f"{library.code}-D").count() + 1
    while Organisation.objects.filter(code__iexact=f"{library.code}-D{number}").exists():
        number += 1
    return federation.add_organisation(
        code=f"{library.code}-D{number}", name=host.name.strip(), kind=host.kind, parent=library, actor=actor, at=at
    )


def _demand_room(capacity: Any) -> None:
    if not isinstance(capacity, int) or not 1 <= capacity <= 20_000:
        raise SiteRefused(
            "no_capacity", _("Say how many books the site has room for, from 1 to 20000."), field="capacity"
        )


@transaction.atomic
def change_deposit_site(
    *,
    deposit: DepositSite,
    place: Mapping[str, Any],
    facts: Mapping[str, Any],
    actor: User | None,
    at: datetime,
) -> DepositSite:
    """Change what is said of the site, and of its place. Raises SiteRefused."""
    held = DepositSite.objects.select_for_update(of=("self",)).select_related("site").get(pk=deposit.pk)
    if "capacity" in facts:
        _demand_room(facts["capacity"])
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for row, names, said in ((held, FACTS, facts), (held.site, PLACE, place)):
        changed = [name for name in names if name in said and getattr(row, name) != said[name]]
        for name in changed:
            before[name], after[name] = getattr(row, name), said[name]
            setattr(row, name, said[name])
        if changed:
            row.save(update_fields=changed)
    if held.site.organisation.kind in NO_NAMES and not held.totals_only:
        message = _("In a prison use is told in totals only.")
        raise SiteRefused("totals_only", message, field="totals_only")
    if after:
        audit.record(actor=actor, at=at, action="deposit.changed", thing=held, before=before, after=after)
    return held


@transaction.atomic
def close(*, deposit: DepositSite, on: date, actor: User | None, at: datetime, reason: str = "") -> None:
    """The site takes no more sets from that day on. Raises SiteRefused while one is there or on its way."""
    away = (Placement.State.SENT, *Placement.AT_SITE)
    if deposit.placements.filter(state__in=away).exists():
        raise SiteRefused("not_empty", _("A set is at this site or on its way there. Bring it back first."), field="on")
    federation.close_site(site=deposit.site, on=on, actor=actor, at=at, reason=reason)


@transaction.atomic
def wish(
    *, deposit: DepositSite, text: str, by: str, title: Title | None = None, actor: User | None, at: datetime
) -> Wish:
    """Write down what a site asked for. Raises SiteRefused for nothing."""
    text = " ".join(text.split())
    if not text:
        raise SiteRefused("no_wish", _("Write what is wished for: a title, an author, a subject."), field="text")
    made = Wish.objects.create(deposit=deposit, text=text[:300], title=title, at=at, by=by.strip()[:120], actor=actor)
    audit.record(actor=actor, at=at, action="wish.added", thing=deposit, before=None, after={"wish": made.text})
    return made


@transaction.atomic
def answer_wish(*, wish: Wish, state: Wish.State, answer: str, actor: User | None, at: datetime) -> Wish:
    """Met, or told that it cannot be. Raises SiteRefused where it was answered before."""
    held = Wish.objects.select_for_update(of=("self",)).select_related("deposit").get(pk=wish.pk)
    if held.state != Wish.State.OPEN or state == Wish.State.OPEN:
        raise SiteRefused("answered", _("This wish was answered already."))
    held.state, held.answer, held.answered_at, held.answered_by = state, answer.strip()[:300], at, actor
    held.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    after = {"wish": held.text, "state": state.value, "answer": held.answer}
    audit.record(actor=actor, at=at, action="wish.answered", thing=held.deposit, before=None, after=after)
    return held
