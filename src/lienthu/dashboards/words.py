"""Names for what figures are taken apart by."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lienthu.catalogue.words import KIND_NAMES
from lienthu.dashboards.queries.figures import Origin
from lienthu.dashboards.rules.suppression import LIMIT, Shown
from lienthu.federation.models import Site
from lienthu.indicators.queries.breakdowns import Fact
from lienthu.ledger.models import AgeBand, Channel

FACTS = {
    Fact.AGE_BAND: gettext_lazy("By age"),
    Fact.MATERIAL: gettext_lazy("By kind of material"),
    Fact.CHANNEL: gettext_lazy("On the spot and online"),
    Fact.SITE: gettext_lazy("By site"),
}
ORIGINS = {
    Origin.REPORTED: gettext_lazy("as reported and approved"),
    Origin.SUBMITTED: gettext_lazy("as reported, not approved yet"),
    Origin.LEDGER: gettext_lazy("from the ledger, as of today"),
    Origin.MIXED: gettext_lazy("partly reported, partly from the ledger"),
    Origin.NONE: gettext_lazy("nobody has counted it"),
}

WITHHELD = {Shown.SMALL: f"<{LIMIT}", Shown.HIDDEN: "*"}  # instead of the figure; `withheld_note` says why


def withheld_note(states: Iterable[Shown | None]) -> str:
    """Why some figures are not told; "" where all are."""
    if not any(states):
        return ""
    return _(
        "Of other members small counts of people are left out: “<5” is 1 to 4, “*” keeps such a count from being "
        "worked out."
    )


def named(fact: Fact, parts: Collection[Any]) -> Mapping[Any, str]:
    """What each part is called; one query for sites."""
    match fact:
        case Fact.AGE_BAND:
            return {part: str(capfirst(AgeBand(part).label)) for part in parts}
        case Fact.CHANNEL:
            return {part: str(capfirst(Channel(part).label)) for part in parts}
        case Fact.MATERIAL:
            return {part: str(KIND_NAMES.get(part) or _("Not said")) for part in parts}
    sites = dict(Site.objects.filter(pk__in=[part for part in parts if part]).values_list("pk", "name"))
    return {part: sites.get(part, _("At no site")) for part in parts}
