"""Founding federations; who sits in them; their terms and offices."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.dated import on_day, overlapping
from lienthu.federation.errors import FederationRefused
from lienthu.federation.models import Federation, Membership, Office, Organisation, Term
from lienthu.federation.services.checks import (
    Actor,
    lock_tree,
    refuse_a_bad_code,
    refuse_too_long,
    refuse_unless_open,
    shown,
)


@transaction.atomic
def found_federation(*, code: str, name: str, opened_on: date | None = None, actor: Actor, at: datetime) -> Federation:
    """Found a federation; members join it one by one."""
    refuse_a_bad_code(code)
    if Federation.objects.filter(code__iexact=code).exists():
        raise FederationRefused(
            "code_taken",
            _("The code “%(code)s” belongs to another federation already. Choose another code.") % {"code": code},
            field="code",
        )
    refuse_too_long(name.strip(), 200, field="name")
    federation = Federation.objects.create(code=code, name=name.strip(), opened_on=opened_on)
    audit.record(
        actor=actor,
        at=at,
        action="federation.founded",
        thing=federation,
        before=None,
        after={"code": code, "name": federation.name, "from": opened_on},
    )
    return federation


@transaction.atomic
def join_federation(
    *,
    federation: Federation,
    organisation: Organisation,
    valid_from: date | None = None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Membership:
    """Seat the organisation in the federation from a day on (None: since ever); it may sit in others too."""
    lock_tree()
    refuse_unless_open(organisation, valid_from, field="organisation")
    if Membership.objects.filter(
        overlapping(valid_from, None), federation=federation, organisation=organisation
    ).exists():
        raise FederationRefused(
            "member_already",
            _("“%(code)s” is a member on that day or later already. Choose another library.")
            % {"code": organisation.code},
            field="organisation",
        )
    membership = Membership.objects.create(federation=federation, organisation=organisation, valid_from=valid_from)
    _audit_both(federation, organisation, "federation.joined", {"from": valid_from}, actor, at, reason)
    return membership


@transaction.atomic
def leave_federation(
    *,
    federation: Federation,
    organisation: Organisation,
    on: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> Membership:
    """End a membership; `on` is the first day without it."""
    membership = Membership.objects.filter(on_day(on), federation=federation, organisation=organisation).first()
    if membership is None or membership.valid_from == on:
        raise FederationRefused(
            "no_member",
            _("“%(code)s” is not a member before %(day)s. Choose a later day.")
            % {"code": organisation.code, "day": shown(on)},
            field="on",
        )
    membership.valid_to = on
    membership.save(update_fields=["valid_to"])
    _audit_both(federation, organisation, "federation.left", {"on": on}, actor, at, reason)
    return membership


def _audit_both(
    federation: Federation,
    organisation: Organisation,
    action: str,
    when: dict[str, date | None],
    actor: Actor,
    at: datetime,
    reason: str,
) -> None:
    after = {"federation": federation.code, "organisation": organisation.code, **when}
    for thing in (federation, organisation):
        audit.record(actor=actor, at=at, action=action, thing=thing, before=None, after=after, reason=reason)


@transaction.atomic
def add_term(
    *,
    federation: Federation,
    name: str,
    valid_from: date | None,
    valid_to: date | None = None,
    overlaps: bool = False,
    actor: Actor,
    at: datetime,
) -> Term:
    """Add a term. It may share days with another one only where `overlaps` says that this is meant."""
    refuse_too_long(name.strip(), 120, field="name")
    _refuse_disorder(valid_from, valid_to)
    if not overlaps:
        _refuse_overlap(federation.terms.filter(overlapping(valid_from, valid_to)))
    term = Term.objects.create(federation=federation, name=name.strip(), valid_from=valid_from, valid_to=valid_to)
    audit.record(
        actor=actor,
        at=at,
        action="term.added",
        thing=federation,
        before=None,
        after={"term": term.name, "from": valid_from, "to": valid_to},
    )
    return term


@transaction.atomic
def change_term(
    *,
    term: Term,
    name: str,
    valid_from: date | None,
    valid_to: date | None = None,
    overlaps: bool = False,
    actor: Actor,
    at: datetime,
) -> Term:
    """Another name, other days. Offices that were filled for the term keep the days that they have."""
    refuse_too_long(name.strip(), 120, field="name")
    _refuse_disorder(valid_from, valid_to)
    row = Term.objects.select_for_update(of=("self",)).select_related("federation").get(pk=term.pk)
    if not overlaps:
        _refuse_overlap(row.federation.terms.exclude(pk=row.pk).filter(overlapping(valid_from, valid_to)))
    before = {"term": row.name, "from": row.valid_from, "to": row.valid_to}
    row.name, row.valid_from, row.valid_to = name.strip(), valid_from, valid_to
    row.save()
    after = {"term": row.name, "from": valid_from, "to": valid_to}
    if after != before:
        audit.record(actor=actor, at=at, action="term.changed", thing=row.federation, before=before, after=after)
    return row


def _refuse_overlap(others: QuerySet[Term]) -> None:
    other = others.order_by("valid_from", "pk").first()
    if other is None:
        return
    message = _(
        "In these days “%(term)s” holds as well, %(days)s. Choose days after it or before it, or tick that both hold."
    )
    raise FederationRefused("terms_overlap", message % {"term": other.name, "days": _days(other)}, field="valid_from")


def _days(term: Term) -> str:
    if term.valid_from and term.last_day:
        days = {"first": f"{term.valid_from:%d/%m/%Y}", "last": f"{term.last_day:%d/%m/%Y}"}
        return _("from %(first)s to %(last)s") % days
    if term.valid_from:
        return _("from %(first)s") % {"first": f"{term.valid_from:%d/%m/%Y}"}
    return _("to %(last)s") % {"last": f"{term.last_day:%d/%m/%Y}"} if term.last_day else _("as long as is known")


def _refuse_disorder(first: date | None, last: date | None) -> None:
    if first and last and first >= last:
        raise FederationRefused(
            "dates_out_of_order", _("The last day must come after the first. Correct one of them."), field="valid_to"
        )


def _refuse_holder(position: str, person_name: str) -> None:
    if position not in Office.Position.values:
        raise FederationRefused("unknown_position", _("Choose one of the positions offered."), field="position")
    leads = position == Office.Position.LEAD_LIBRARY
    if leads and person_name:
        raise FederationRefused(
            "a_library_leads",
            _("A library leads, not a person. Leave the name of the person empty."),
            field="person_name",
        )
    if not leads and not person_name:
        raise FederationRefused("no_person", _("Give the name of the person."), field="person_name")


@transaction.atomic
def add_office(
    *,
    federation: Federation,
    organisation: Organisation,
    position: str,
    person_name: str = "",
    term: Term | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> Office:
    """Put a person of a member library, or (lead library) the library itself, into an office.

    Without days of its own an office has those of its term.
    """
    _refuse_holder(position, person_name.strip())
    refuse_too_long(person_name.strip(), 120, field="person_name")
    if term is not None:
        valid_from, valid_to = valid_from or term.valid_from, valid_to or term.valid_to
    _refuse_disorder(valid_from, valid_to)
    if not Membership.objects.filter(
        overlapping(valid_from, valid_to), federation=federation, organisation=organisation
    ).exists():
        raise FederationRefused(
            "not_a_member",
            _("“%(code)s” is not a member in those days. Choose a member, or let it join first.")
            % {"code": organisation.code},
            field="organisation",
        )
    office = Office.objects.create(
        federation=federation,
        term=term,
        organisation=organisation,
        position=position,
        person_name=person_name.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
    )
    audit.record(
        actor=actor,
        at=at,
        action="office.added",
        thing=federation,
        before=None,
        after={
            "position": position,
            "person": office.person_name,
            "organisation": organisation.code,
            "from": valid_from,
            "to": valid_to,
        },
    )
    return office


@transaction.atomic
def end_office(*, office: Office, on: date, actor: Actor, at: datetime, reason: str = "") -> Office:
    """End an office before its term does; `on` is the first day that the person no longer holds it."""
    if not office.holds_on(on) or office.valid_from == on:
        raise FederationRefused("not_in_office", _("The office is not held before that day."), field="on")
    before, office.valid_to = office.valid_to, on
    office.save(update_fields=["valid_to"])
    who = {"position": office.position, "person": office.person_name, "organisation": office.organisation.code}
    audit.record(
        actor=actor,
        at=at,
        action="office.ended",
        thing=office.federation,
        before={**who, "to": before},
        after={**who, "to": on},
        reason=reason,
    )
    return office
