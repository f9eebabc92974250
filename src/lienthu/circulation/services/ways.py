"""Writing down what it costs to bring a copy from one place to another."""

import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.circulation.errors import WayCostRefused
from lienthu.circulation.models import WayCost
from lienthu.circulation.queries.ways import IN_VIETNAMESE
from lienthu.common import audit
from lienthu.federation.models import Organisation, Site

HIGHEST = 100_000


class Ends(NamedTuple):
    """From where to where; a site None stands for the whole organisation with what is below it."""

    start: Organisation
    end: Organisation
    start_site: Site | None = None
    end_site: Site | None = None


@transaction.atomic
def write(*, ends: Ends, cost: int | None, actor: User | None, at: datetime) -> WayCost | None:
    """Make the way cost this; None takes the row away, and the map or the tree says it again.

    Raises WayCostRefused when the cost is out of its range, or both ends are one.
    """
    if ends.start == ends.end and ends.start_site == ends.end_site:
        raise WayCostRefused("one_place", _("A way leads from one place to another. Choose two."))
    if cost is not None and not 0 <= cost <= HIGHEST:
        raise WayCostRefused(
            "out_of_range", _("Give the cost as a whole number from 0 to %(most)d.") % {"most": HIGHEST}
        )
    row = (
        WayCost.objects.select_for_update()
        .filter(
            from_organisation=ends.start, to_organisation=ends.end, from_site=ends.start_site, to_site=ends.end_site
        )
        .first()
    )
    before = row.cost if row else None
    if before == cost:
        return row
    row = row or WayCost(
        from_organisation=ends.start, to_organisation=ends.end, from_site=ends.start_site, to_site=ends.end_site
    )
    to = ends.end.code
    if cost is None:
        _record(ends.start, "way.removed", {"to": to, "cost": before}, None, actor, at)
        row.delete()
        return None
    row.cost = cost
    row.save()
    _record(ends.start, "way.set", {"to": to, "cost": before}, {"to": to, "cost": cost}, actor, at)
    return row


def _record(
    start: Organisation,
    action: str,
    before: dict[str, object],
    after: dict[str, object] | None,
    actor: User | None,
    at: datetime,
) -> None:
    audit.record(actor=actor, at=at, action=action, thing=start, before=before, after=after)


@transaction.atomic
def take_in(*, text: str, may: Callable[[Organisation], bool], actor: User | None, at: datetime) -> int:
    """Write down every line of a CSV file with these columns, or their Vietnamese names; how many lines.

    An empty cost takes the row away. All or nothing: raises WayCostRefused with each line that cannot be taken and
    why. `may` says whether the actor may set ways that begin at an organisation.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    names = [unicodedata.normalize("NFC", name).strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = [IN_VIETNAMESE.get(name, name) for name in names]
    if not {"from", "to", "cost"} <= set(reader.fieldnames or ()):
        message = _("The first line must name the columns: %(columns)s.") % {"columns": ", ".join(IN_VIETNAMESE)}
        raise WayCostRefused("no_columns", message)
    organisations = {each.code.upper(): each for each in Organisation.objects.all()}
    wrong, count = [], 0
    for number, line in enumerate(reader, 2):
        try:
            ends, cost = _line(line, organisations)
            if not may(ends.start):
                raise WayCostRefused("not_yours", _("You may not set ways that begin there."))
            write(ends=ends, cost=cost, actor=actor, at=at)
            count += 1
        except WayCostRefused as refusal:
            wrong.append(_("Line %(number)d: %(why)s") % {"number": number, "why": refusal})
    if wrong:
        raise WayCostRefused("wrong_lines", " ".join(wrong[:20]))
    return count


def _line(line: dict[str, str | None], organisations: dict[str, Organisation]) -> tuple[Ends, int | None]:
    found: list[tuple[Organisation, Site | None]] = []
    for end in ("from", "to"):
        code = (line.get(end) or "").strip()
        organisation = organisations.get(code.upper())
        if organisation is None:
            message = _("There is no organisation with the code “%(code)s”.") % {"code": code}
            raise WayCostRefused("no_organisation", message)
        name = (line.get(f"{end}_site") or "").strip()
        site = Site.objects.filter(organisation=organisation, name=name).first() if name else None
        if name and site is None:
            message = _("%(code)s has no site “%(name)s”.") % {"code": code, "name": name}
            raise WayCostRefused("no_site", message)
        found.append((organisation, site))
    text = (line.get("cost") or "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 10):
        message = _("Give the cost as a whole number from 0 to %(most)d.") % {"most": HIGHEST}
        raise WayCostRefused("no_number", message)
    (start, start_site), (finish, end_site) = found
    return Ends(start, finish, start_site, end_site), int(text) if text else None
