"""Founding, renaming, moving and closing organisations."""

from datetime import date, datetime
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.common.dated import on_day, overlapping
from lienthu.federation import queries, rules
from lienthu.federation.errors import OrganisationRefused
from lienthu.federation.models import (
    Organisation,
    OrganisationName,
    OrganisationParent,
)
from lienthu.federation.services.checks import (
    Actor,
    lock_tree,
    refuse_a_bad_code,
    refuse_a_taken_code,
    refuse_too_long,
    refuse_unless_open,
    shown,
)
from lienthu.federation.services.tiers import known_tier

NAME, SHORT_NAME = 200, 80  # characters, as the columns have them
Row = TypeVar("Row", OrganisationName, OrganisationParent)


def _take_over(rows: QuerySet[Row], day: date) -> date | None:
    """Make room from the day on among rows that do not overlap; returns the first day of what follows, or None.

    The row that holds the day ends there (or goes, if it began there); changes recorded for later stay.
    """
    held = rows.filter(on_day(day)).first()
    if held is None:
        following = rows.filter(valid_from__gt=day).order_by("valid_from").first()
        return following.valid_from if following else None
    until = held.valid_to
    if held.valid_from == day:
        held.delete()
    else:
        held.valid_to = day
        held.save(update_fields=["valid_to"])
    return until


def _refuse_a_newcomer(code: str, name: str, kind: str) -> None:
    refuse_a_bad_code(code)
    refuse_a_taken_code(code)
    if not name:
        raise OrganisationRefused("no_name", _("Give the organisation a name."), field="name")
    refuse_too_long(name, NAME, field="name")
    if kind not in Organisation.Kind.values:
        raise OrganisationRefused(
            "unknown_kind",
            _("There is no kind “%(kind)s”. The kinds are: %(kinds)s.")
            % {"kind": kind, "kinds": ", ".join(Organisation.Kind.values)},
            field="kind",
        )


@transaction.atomic
def add_organisation(
    *,
    code: str,
    name: str,
    kind: str = Organisation.Kind.LIBRARY,
    library_type: str | None = None,
    tier: str | None = None,
    parent: Organisation | None = None,
    short_name: str = "",
    valid_from: date | None = None,
    actor: Actor,
    at: datetime,
) -> Organisation:
    """Found an organisation under `parent` from `valid_from` on (None: since ever), or raise OrganisationRefused.

    `tier` is the key of a Tier. A library without a `library_type` is taken for a public one.
    """
    lock_tree()
    code, name, short_name = code.strip(), name.strip(), short_name.strip()
    refuse_too_long(short_name, SHORT_NAME, field="short_name")
    _refuse_a_newcomer(code, name, kind)
    if library_type is None:
        library_type = Organisation.LibraryType.PUBLIC if kind == Organisation.Kind.LIBRARY else ""
    organisation = Organisation.objects.create(
        code=code,
        kind=kind,
        library_type=library_type,
        tier=known_tier(tier) if tier else None,
        opened_on=valid_from,
    )
    OrganisationName.objects.create(organisation=organisation, full=name, short=short_name, valid_from=valid_from)
    if parent is not None:
        refuse_unless_open(parent, valid_from, field="parent")
        begun = valid_from or parent.opened_on
        OrganisationParent.objects.create(organisation=organisation, parent=parent, valid_from=begun)
    audit.record(
        actor=actor,
        at=at,
        action="organisation.added",
        thing=organisation,
        before=None,
        after={
            "code": code,
            "name": name,
            "kind": kind,
            "tier": organisation.tier and organisation.tier.name,
            "parent": parent and parent.code,
            "from": valid_from,
        },
    )
    return organisation


@transaction.atomic
def rename(
    *,
    organisation: Organisation,
    name: str,
    short_name: str = "",
    language: str = "vi",
    on: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> OrganisationName:
    """Give the organisation a new name from a day on, until the next change that is recorded already.

    On the very day that a name began it corrects that name.
    """
    lock_tree()
    if not name.strip():
        raise OrganisationRefused("no_name", _("Give the organisation a name."), field="name")
    refuse_too_long(name.strip(), NAME, field="name")
    refuse_too_long(short_name.strip(), SHORT_NAME, field="short_name")
    refuse_unless_open(organisation, on, field="on")
    before = queries.names([organisation.pk], on, language)[organisation.pk]
    until = _take_over(OrganisationName.objects.filter(organisation=organisation, language=language), on)
    row = OrganisationName.objects.create(
        organisation=organisation,
        full=name.strip(),
        short=short_name.strip(),
        language=language,
        valid_from=on,
        valid_to=until,
    )
    audit.record(
        actor=actor,
        at=at,
        action="organisation.renamed",
        thing=organisation,
        before={"name": before},
        after={"name": row.full, "language": language, "from": on},
        reason=reason,
    )
    return row


@transaction.atomic
def move(
    *,
    organisation: Organisation,
    parent: Organisation | None,
    on: date,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> OrganisationParent | None:
    """Put the organisation under another parent (None: at the top) from a day on, until the next recorded change.

    Refused where it would stand above itself on any day.
    """
    refuse_unless_open(organisation, on, field="on")
    lock_tree()
    rows = OrganisationParent.objects.filter(organisation=organisation)
    held = rows.filter(on_day(on)).select_related("parent").first()
    before = held.parent.code if held else None
    until = _take_over(rows, on)
    moved = None
    if parent is not None:
        refuse_unless_open(parent, on, field="parent")
        _refuse_a_ring(organisation, parent, rules.Days(on, until))
        moved = OrganisationParent.objects.create(
            organisation=organisation, parent=parent, valid_from=on, valid_to=until
        )
    audit.record(
        actor=actor,
        at=at,
        action="organisation.moved",
        thing=organisation,
        before={"parent": before},
        after={"parent": parent.code if parent else None, "from": on},
        reason=reason,
    )
    return moved


def _refuse_a_ring(organisation: Organisation, parent: Organisation, days: rules.Days) -> None:
    edges = (
        rules.Edge(child, above, rules.Days(first, last))
        for child, above, first, last in OrganisationParent.objects.filter(
            overlapping(days.first, days.last)
        ).values_list("organisation_id", "parent_id", "valid_from", "valid_to")
    )
    found = rules.cycle(rules.Edge(organisation.pk, parent.pk, days), edges)
    if found is None:
        return
    ring, when = found
    codes = dict(Organisation.objects.filter(pk__in=ring).values_list("pk", "code"))
    raise OrganisationRefused(
        "ring",
        _(
            "“%(parent)s” stands below “%(code)s” from %(day)s (%(line)s), so it cannot stand above it too. "
            "Choose another parent, or move “%(parent)s” first."
        )
        % {
            "parent": parent.code,
            "code": organisation.code,
            "day": shown(when.first),
            "line": " → ".join(codes[each] for each in reversed([*ring, ring[0]])),
        },
        field="parent",
    )


@transaction.atomic
def close(*, organisation: Organisation, on: date, actor: Actor, at: datetime, reason: str = "") -> Organisation:
    """Close the organisation; `on` is the first day that it no longer is. Its sites and memberships end with it.

    Refused while something stands below it from that day on.
    """
    end(organisation, on)
    sites = organisation.sites.filter(closed_on=None)
    later = sites.filter(opened_on__gte=on).first()
    if later is not None:
        raise OrganisationRefused(
            "site_opens_later",
            _("The site “%(site)s” opens on %(day)s or later. Close the organisation after that day.")
            % {"site": later.name, "day": shown(on)},
            field="on",
        )
    sites.update(closed_on=on)
    audit.record(
        actor=actor,
        at=at,
        action="organisation.closed",
        thing=organisation,
        before={"closed_on": None},
        after={"closed_on": on},
        reason=reason,
    )
    return organisation


def end(organisation: Organisation, on: date) -> None:
    """Set the closing day; end parent and memberships there. Sites are the caller's: in a merger they go on."""
    lock_tree()
    organisation.refresh_from_db()
    refuse_unless_open(organisation, on, field="on")
    if organisation.opened_on == on:
        raise OrganisationRefused(
            "closed_as_it_opens", _("An organisation is open for one day at least. Choose a later day."), field="on"
        )
    below = OrganisationParent.objects.filter(overlapping(on, None), parent=organisation).select_related("organisation")
    open_below = [each for each in (row.organisation for row in below) if not each.closed_on or each.closed_on > on]
    if open_below:
        raise OrganisationRefused(
            "children_open",
            _("Move or close what stands below “%(code)s” first: %(children)s.")
            % {"code": organisation.code, "children": ", ".join(sorted(each.code for each in open_below))},
            field="on",
            children=[each.code for each in open_below],
        )
    organisation.closed_on = on
    organisation.save(update_fields=["closed_on"])
    for rows in (organisation.parents.all(), organisation.memberships.all()):
        rows.filter(valid_from__gte=on).delete()
        rows.filter(overlapping(on, None)).update(valid_to=on)
