"""Questions to the federation as of a day. Every answer costs a number of queries that does not grow with the tree."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from typing import NamedTuple

from django.db import connection
from django.db.models import Count, F, QuerySet
from django.utils.translation import gettext as _

from lienthu.common.dated import on_day
from lienthu.federation import rules
from lienthu.federation.errors import UnknownOrganisation
from lienthu.federation.models import (
    AdminUnit,
    Federation,
    Membership,
    Office,
    Organisation,
    OrganisationName,
    OrganisationParent,
    Site,
    Succession,
)
from lienthu.lib.vietnamese import sort_key


@dataclass(frozen=True)
class TreeNode:
    """An organisation in the tree of a day. `depth` counts from 0 at the nodes that were asked for."""

    organisation: Organisation
    name: str
    depth: int
    children: "list[TreeNode]" = field(default_factory=list)

    def walk(self) -> "Iterator[TreeNode]":
        """This node and everything below it, from the top down, as a list on a page would have it."""
        yield self
        for child in self.children:
            yield from child.walk()


class Heir(NamedTuple):
    """An organisation that holds `share` (0–1) of what another had; the last part of it came `on` that day."""

    organisation: Organisation
    share: Decimal
    on: date


def organisation_by_code(code: str) -> Organisation:
    """The organisation with this code, whatever its case; raises UnknownOrganisation, which says what to do."""
    wanted = code.strip()
    found = Organisation.objects.filter(code=wanted).first() or Organisation.objects.filter(code__iexact=wanted).first()
    if found:
        return found
    codes = list(Organisation.objects.values_list("code", flat=True))
    near = get_close_matches(wanted.upper(), [each.upper() for each in codes], n=3)
    suggestions = sorted(each for each in codes if each.upper() in near)
    if suggestions:
        message = _("There is no organisation with the code “%(code)s”. Did you mean %(suggestions)s?") % {
            "code": wanted,
            "suggestions": ", ".join(suggestions),
        }
    else:
        message = _(
            "There is no organisation with the code “%(code)s”. Add it first: "
            "./lienthu organisation add %(code)s --name NAME"
        ) % {"code": wanted}
    raise UnknownOrganisation("unknown_organisation", message, wanted=wanted, suggestions=suggestions)


def organisations_on(day: date) -> QuerySet[Organisation]:
    """The organisations that were open on the day."""
    return Organisation.objects.filter(on_day(day, start="opened_on", end="closed_on"))


def names(ids: Collection[int] | None, day: date, language: str = "vi") -> dict[int, str]:
    """Full names as of the day, by organisation id; `ids` None means all.

    Where no name holds on the day, the one before it, else the first after it; where there is none in the language,
    the Vietnamese one; where there is none at all, the code.
    """
    return {each: name for each, (name, _short) in _names(ids, day, language).items()}


class ShortNames(dict[int, str]):
    """Names by organisation id, short where a short one is given; `full` has the full ones."""

    def __init__(self, found: Mapping[int, tuple[str, str]]) -> None:
        super().__init__({each: short or name for each, (name, short) in found.items()})
        self.full = {each: name for each, (name, _short) in found.items()}

    def place(self, library: int, site: str, *, between: str = " · ") -> str:
        """A library and one of its sites in one line; once where both have one name, as a main building often has."""
        same = {"", self[library].casefold(), self.full[library].casefold()}
        return self[library] if site.strip().casefold() in same else f"{self[library]}{between}{site}"


def short_names(ids: Collection[int] | None, day: date, language: str = "vi") -> ShortNames:
    """As `names`, but the short name where one is given."""
    return ShortNames(_names(ids, day, language))


def _names(ids: Collection[int] | None, day: date, language: str) -> dict[int, tuple[str, str]]:
    rows = OrganisationName.objects.filter(language__in={language, "vi"})
    organisations = Organisation.objects.all()
    if ids is not None:
        rows, organisations = rows.filter(organisation__in=ids), organisations.filter(pk__in=ids)
    best: dict[int, tuple[tuple[bool, int, int], tuple[str, str]]] = {}
    for owner, tongue, full, short, first, last in rows.values_list(
        "organisation", "language", "full", "short", "valid_from", "valid_to"
    ):
        if (first is None or first <= day) and (last is None or day < last):
            nearness = (0, 0)
        elif last is not None and last <= day:
            nearness = (1, (day - last).days)
        else:
            nearness = (2, (first - day).days if first else 0)
        rank = (tongue != language, *nearness)
        if owner not in best or rank < best[owner][0]:
            best[owner] = rank, (full, short)
    codes = organisations.values_list("pk", "code")
    return {owner: best[owner][1] if owner in best else (code, "") for owner, code in codes}


def _parents_on(day: date) -> dict[int, int]:
    rows = OrganisationParent.objects.filter(on_day(day))
    return dict(rows.order_by("organisation_id", "id").values_list("organisation_id", "parent_id"))


def tree_as_of(day: date, root: Organisation | None = None, *, language: str = "vi") -> list[TreeNode]:
    """The tree of the organisations open on the day: its tops, or `root` alone, each with everything below.

    Four queries whatever the size. Siblings stand by the rank of their tier, then by name in Vietnamese order.
    """
    organisations = {each.pk: each for each in organisations_on(day).select_related("tier")}
    parents = _parents_on(day)
    called = names(None, day, language)
    order = {
        each.pk: (each.tier.rank if each.tier else 32767, sort_key(called[each.pk]), each.code)
        for each in organisations.values()
    }
    below: dict[int | None, list[int]] = {}
    for each in sorted(organisations, key=lambda pk: order[pk]):
        parent = parents.get(each)
        below.setdefault(parent if parent in organisations else None, []).append(each)

    def grow(pk: int, depth: int) -> TreeNode:
        children = [grow(child, depth + 1) for child in below.get(pk, ())]
        return TreeNode(organisations[pk], called[pk], depth, children)

    if root is not None:
        return [grow(root.pk, 0)] if root.pk in organisations else []
    return [grow(pk, 0) for pk in below.get(None, ())]


def paths(day: date) -> dict[int, tuple[int, ...]]:
    """For every organisation: its line from the top of the tree down to itself, as ids, on the day. Two queries.

    An organisation at the top, or closed by then, is a line of one.
    """
    above = rules.lines(_parents_on(day))
    everybody = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    return {pk: (*above.get(pk, ()), pk) for pk in everybody}


_UP = """
WITH RECURSIVE climb(start, node, steps) AS (
    SELECT organisation_id, parent_id, 1 FROM federation_organisationparent
    WHERE organisation_id IN ({ids}) AND {dated}
    UNION ALL
    SELECT climb.start, parent_id, steps + 1 FROM federation_organisationparent
    JOIN climb ON organisation_id = climb.node WHERE steps < 64 AND {dated}
) SELECT start, node FROM climb ORDER BY start, steps DESC
"""
_DOWN = """
WITH RECURSIVE descent(node, steps) AS (
    SELECT organisation_id, 1 FROM federation_organisationparent WHERE parent_id IN ({ids}) AND {dated}
    UNION ALL
    SELECT organisation_id, steps + 1 FROM federation_organisationparent
    JOIN descent ON parent_id = descent.node WHERE steps < 64 AND {dated}
) SELECT node, steps FROM descent ORDER BY steps, node
"""
_DATED = "(valid_from IS NULL OR valid_from <= %s) AND (valid_to IS NULL OR valid_to > %s)"


def _recursive(statement: str, ids: Collection[int], day: date) -> list[tuple[int, int]]:
    """Rows of one of the two recursive statements; only placeholders are ever put into its text."""
    text = statement.format(ids=", ".join(["%s"] * len(ids)), dated=_DATED)
    told = connection.ops.adapt_datefield_value(day)
    with connection.cursor() as cursor:
        cursor.execute(text, [*ids, told, told, told, told])
        return list(cursor.fetchall())


def ancestors(ids: Collection[int], day: date) -> dict[int, tuple[int, ...]]:
    """The line from the top down to its parent of each organisation named, on the day; () at the top. One query."""
    lines: dict[int, tuple[int, ...]] = dict.fromkeys(ids, ())
    if ids:
        for start, node in _recursive(_UP, list(lines), day):
            lines[start] = (*lines[start], node)
    return lines


def descendants(organisation: Organisation, day: date) -> list[int]:
    """Ids of everything below the organisation on the day, nearest first, itself not among them. One query."""
    return [node for node, _steps in _recursive(_DOWN, [organisation.pk], day)]


def children_of(organisation: Organisation, day: date) -> list[int]:
    """Ids of what stands directly below the organisation on the day."""
    rows = OrganisationParent.objects.filter(on_day(day), parent=organisation)
    return list(rows.values_list("organisation_id", flat=True))


def parent_of(organisation: Organisation, day: date) -> Organisation | None:
    """Who stands above the organisation on the day; once it is closed, who stood there at its last."""
    rows = OrganisationParent.objects.filter(on_day(last_day(organisation, day)), organisation=organisation)
    row = rows.select_related("parent").first()
    return row.parent if row else None


def last_day(organisation: Organisation, day: date) -> date:
    """The day itself, or the organisation's last one if it was closed by then."""
    closed = organisation.closed_on
    return closed - timedelta(days=1) if closed is not None and closed <= day else day


def line_of(organisation: Organisation, day: date) -> frozenset[int]:
    """Ids of all that stand above the organisation on the day; once it is closed, of those above it at its last."""
    return frozenset(ancestors([organisation.pk], last_day(organisation, day))[organisation.pk])


def days_of_change(*, before: date, limit: int = 6) -> list[date]:
    """The last days up to `before` on which the tree changed, newest first."""
    found: set[date] = set()
    for rows, fact in (
        (OrganisationParent.objects, "valid_from"),
        (OrganisationParent.objects, "valid_to"),
        (Organisation.objects, "opened_on"),
        (Organisation.objects, "closed_on"),
    ):
        days = rows.filter(**{f"{fact}__lte": before}).order_by(f"-{fact}").values_list(fact, flat=True).distinct()
        found.update(days[:limit])
    return sorted(found, reverse=True)[:limit]


def member_counts(day: date) -> dict[int, int]:
    """How many members each federation has on the day, by federation id; those without any are left out."""
    seats = Membership.objects.filter(on_day(day)).order_by().values_list("federation_id")
    return dict(seats.annotate(Count("organisation", distinct=True)))


def members(federation: Federation, day: date) -> QuerySet[Organisation]:
    """The federation's member organisations on the day, by code."""
    dated = on_day(day, start="memberships__valid_from", end="memberships__valid_to")
    return Organisation.objects.filter(dated, memberships__federation=federation).order_by("code")


def federations_of(organisation: Organisation, day: date) -> QuerySet[Federation]:
    """The federations that the organisation sat in on the day: none, one, or several."""
    dated = on_day(day, start="memberships__valid_from", end="memberships__valid_to")
    return Federation.objects.filter(dated, memberships__organisation=organisation).order_by("name")


def lead_library(federation: Federation, day: date) -> Organisation | None:
    """The library that led the federation on the day."""
    leading = Office.objects.filter(
        on_day(day), federation=federation, position=Office.Position.LEAD_LIBRARY
    ).select_related("organisation")
    office = leading.first()
    return office.organisation if office else None


def successors(organisation: Organisation, day: date) -> list[Heir]:
    """Who, among those open on the day, holds what the organisation had, through every merge, split and refounding.

    Greatest share first. Two queries.
    """
    handovers = [
        rules.Handover(*row)
        for row in Succession.objects.filter(on__lte=day).values_list("predecessor_id", "successor_id", "share", "on")
    ]
    shares = rules.heirs(organisation.pk, handovers)
    still_open: Mapping[int, Organisation] = organisations_on(day).in_bulk(shares)
    found = [Heir(still_open[pk], share, on) for pk, (share, on) in shares.items() if pk in still_open]
    return sorted(found, key=lambda heir: (-heir.share, heir.organisation.code))


def sites_of(organisations: Collection[int], day: date) -> QuerySet[Site]:
    """The sites open on the day of the organisations with these ids."""
    return Site.objects.filter(on_day(day, start="opened_on", end="closed_on"), organisation__in=organisations)


def admin_unit(code: str, day: date) -> AdminUnit | None:
    """What the code of the General Statistics Office meant on the day."""
    return AdminUnit.objects.filter(on_day(day), code=code).first()


def admin_unit_names(codes: Collection[str], day: date) -> dict[str, str]:
    """The names of these codes on the day; of a code that was gone by then, its last name before."""
    units = AdminUnit.objects.filter(code__in=codes).exclude(valid_from__gt=day)
    return dict(units.order_by(F("valid_from").asc(nulls_first=True)).values_list("code", "name"))


def admin_units(level: str, day: date, *, below: str | None = None) -> QuerySet[AdminUnit]:
    """The administrative units of a level on the day, in all the country or directly below the unit of that code."""
    units = AdminUnit.objects.filter(on_day(day), level=level)
    return units if below is None else units.filter(parent_code=below)
