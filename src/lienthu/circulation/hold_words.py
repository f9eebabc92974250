"""Holds in words, for staff and for readers alike: where one stands, which copy was chosen and why."""

from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.circulation.models import Hold
from lienthu.circulation.queries import holds as queries
from lienthu.circulation.rules import holds as hold_rules
from lienthu.federation import queries as federation


class Line(NamedTuple):
    """A hold as a list shows it."""

    hold: Hold
    heading: str
    pickup: str
    stands: str  # where it stands in its queue
    why: str  # why this copy; "" while there is none


def lines(holds: Iterable[Hold]) -> list[Line]:
    """Six queries for all of them; the holds must have been read with title, library, site and copy."""
    rows = list(holds)
    if not rows:
        return []
    standings = queries.standings(rows)
    called = queries.headings({queries.title_of(hold) for hold in rows})
    places = {hold.library_id for hold in rows}
    for hold in rows:
        places.update(each["at"] for each in _weighed(hold.choice))
    names = federation.short_names(places, timezone.localdate())
    return [
        Line(
            hold,
            ". ".join(filter(None, (called[queries.title_of(hold)], hold.part))),
            pickup(hold, names),
            stands(standings[hold.pk], names),
            why(hold, names),
        )
        for hold in rows
    ]


def pickup(hold: Hold, names: federation.ShortNames) -> str:
    """Where it is fetched."""
    return names.place(hold.library_id, hold.site.name if hold.site else "", between=": ")


def stands(standing: queries.Standing, names: federation.ShortNames) -> str:
    """ "2 readers wait before. The first copy on loan is due on 12/01/2026." """
    hold = standing.hold
    match hold.state:
        case Hold.State.READY:
            message = _("Ready at %(place)s, kept until %(day)s.")
            return message % {"place": pickup(hold, names), "day": f"{hold.shelf_until:%d/%m/%Y}"}
        case Hold.State.IN_TRANSIT:
            return _("On its way to %(place)s.") % {"place": pickup(hold, names)}
        case Hold.State.WAITING:
            return " ".join(_waits(standing, names))
    return str(hold.get_state_display()).capitalize() + "."


def _waits(standing: queries.Standing, names: federation.ShortNames) -> Iterable[str]:
    hold = standing.hold
    if hold.copy_id is not None:
        at = hold.choice.get("at")
        place = names.get(at, "") if at else ""
        yield _("A copy was found (%(place)s) and is to be fetched from its shelf.") % {"place": place}
        return
    if hold.sleeps(timezone.localdate()):
        message = _("Suspended until %(day)s; its place in the queue is kept.")
        yield message % {"day": f"{hold.suspended_until:%d/%m/%Y}"}
    if standing.ahead:
        before = ngettext("%(count)d reader waits before.", "%(count)d readers wait before.", standing.ahead)
        yield before % {"count": standing.ahead}
    else:
        yield _("First in the queue.")
    if standing.due:
        message = _("The first copy on loan is due on %(day)s.")
        yield message % {"day": f"{timezone.localdate(standing.due):%d/%m/%Y}"}
    elif standing.free:
        yield _("Copies are free, but none that may be brought here for this hold.")
    elif not standing.lent:
        yield _("No copy can be had at present.")


def why(hold: Hold, names: federation.ShortNames) -> str:
    """ "Nearest: Thư viện huyện A, 12 (by the map); next: Thư viện huyện B, 40 (by the table)." """
    weighed = list(_weighed(hold.choice))
    if hold.copy_id is None or not weighed:
        return ""
    first, *others = weighed
    if hold.choice.get("came_back"):
        said = [_("It came to the desk of %(place)s while this hold was the first it could serve") % _at(first, names)]
    else:
        said = [_("nearest: %(place)s, %(cost)d (%(by)s)").capitalize() % _at(first, names)]
        if others:
            said.append(_("next: %(place)s, %(cost)d (%(by)s)") % _at(others[0], names))
            if others[0]["cost"] == first["cost"]:
                said.append(_("of two as near the one longest unused"))
    passed = hold.choice.get("passed") or {}
    if passed:
        reasons = ", ".join(dict.fromkeys(hold_rules.reason(code) for code in passed.values()))
        message = ngettext(
            "%(count)d hold further in front was passed by: %(reasons)s",
            "%(count)d holds further in front were passed by: %(reasons)s",
            len(passed),
        )
        said.append(message % {"count": len(passed), "reasons": reasons})
    return "; ".join(said) + "."


def _weighed(choice: dict[str, Any]) -> Collection[dict[str, Any]]:
    return [choice, *choice.get("others", [])] if "at" in choice else []


def _at(weighed: dict[str, Any], names: federation.ShortNames) -> dict[str, object]:
    by = {
        "here": _("at the place of pickup"),
        "table": _("by the table of ways"),
        "map": _("by the map"),
        "tree": _("by the tree of libraries"),
    }
    return {"place": names.get(weighed["at"], ""), "cost": weighed["cost"], "by": by.get(weighed["by"], "")}
