"""The planner's reasons in words, and as they are stored."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lienthu.lib.planning.problem import Placement
from lienthu.lib.planning.why import Reason, Why
from lienthu.rotation.models.sites import Audience, Language

if TYPE_CHECKING:
    from lienthu.lib.planning.reasons import Here, Shortage

NAMED = 3  # titles named in a reason
Where = Callable[[Placement], str]
TitleName = Callable[[int], str]


def as_json(found: "Reason | Shortage") -> dict[str, object]:
    """As plain data for a JSON column."""
    return {name: _plain(value) for name, value in asdict(found).items()}


def _plain(value: object) -> object:
    if isinstance(value, Why):
        return value.value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (tuple, list)):
        return [_plain(each) for each in value]
    return value


def reason_of(stored: Mapping[str, object]) -> Reason:
    """The reason that `as_json` wrote."""
    until, others = stored.get("until"), stored.get("others")
    titles, limit = stored.get("titles"), stored.get("limit")
    return Reason(
        Why(stored["why"]),
        tuple(titles) if isinstance(titles, list) else (),
        datetime.date.fromisoformat(until) if isinstance(until, str) else None,
        tuple(Placement(*each) for each in others) if isinstance(others, list) else (),
        limit if isinstance(limit, int) else None,
    )


def in_words(reason: Reason, where: Where, title: TitleName) -> str:
    """One whole sentence. `where` names a placement ("T01 at the school, round 2"), `title` a title."""
    others = "; ".join(where(other) for other in reason.others)
    titles = _some(reason.titles, title)
    until = "" if reason.until is None else date_format(reason.until, "d/m/Y")
    words = {
        Why.FORBIDDEN: _("You forbade it."),
        Why.CLOSED: _("The site takes nothing in this round."),
        Why.TOO_LARGE: _("The set is larger than the site has room for (%(limit)s books)."),
        Why.TOO_LONG: _("A set stays %(limit)s months at one site at most, and the round is longer."),
        Why.TOO_MANY_COPIES: _("The set holds more than %(limit)s copies of one title."),
        Why.NOT_FREE: _("The set is away until %(until)s."),
        Why.HAD_TITLES: _("The site had books of this set lately (%(titles)s); they may come again from %(until)s on."),
        Why.BOX_ELSEWHERE: _("The set is elsewhere then: %(others)s."),
        Why.SITE_FULL: _("There is another set then: %(others)s."),
        Why.SHARES_TITLES: _("The site gets the same books too near (%(titles)s): %(others)s."),
    }
    facts = {"limit": reason.limit, "until": until, "titles": titles, "others": others}
    return words[reason.why] % facts


def _some(titles: Iterable[int], name: TitleName) -> str:
    every = list(titles)
    named = ", ".join(name(each) for each in every[:NAMED])
    more = len(every) - NAMED
    if more <= 0:
        return named
    return ngettext("%(named)s and one more", "%(named)s and %(n)d more", more) % {"named": named, "n": more}


def cause_in_words(why: Why) -> str:
    """What would have to be lifted so that a promise can be kept."""
    words = {
        Why.FORBIDDEN: _("what you forbade"),
        Why.CLOSED: _("rounds in which the site takes nothing"),
        Why.TOO_LARGE: _("sets that are larger than the site has room for"),
        Why.TOO_LONG: _("rounds that are longer than a set may stay"),
        Why.TOO_MANY_COPIES: _("sets with too many copies of one title"),
        Why.NOT_FREE: _("sets that are still away"),
        Why.HAD_TITLES: _("books that the site had lately"),
        Why.BOX_ELSEWHERE: _("sets that you pinned elsewhere"),
        Why.SITE_FULL: _("room for one set at a time"),
        Why.SHARES_TITLES: _("sets that hold the same books"),
    }
    return words[why]


def here_in_words(found: "Here", title: TitleName, together: Sequence[str]) -> list[str]:
    """Why a set is where it is, the strongest first; each a whole sentence."""
    said = []
    if found.pinned:
        said.append(_("You pinned it here."))
    if found.audiences:
        labels = ", ".join(sorted(audience_name(each) for each in found.audiences))
        said.append(_("It is for the readers of this site: %(readers)s.") % {"readers": labels})
    if found.titles:
        said.append(_("It has what the site asked for: %(titles)s.") % {"titles": _some(sorted(found.titles), title)})
    if found.again:
        said.append(
            _("It brings titles again too early (%(titles)s); the promise cannot be kept otherwise, which is proven.")
            % {"titles": _some(found.again, title)}
        )
    elif found.last is None:
        said.append(_("The site had no book of it within the memory of the program."))
    else:
        said.append(
            _("The site had books of it until %(day)s, which is long enough ago.")
            % {"day": date_format(found.last, "d/m/Y")}
        )
    said.append(
        _("The site gets %(n)d sets in this plan; its fair share is %(fair)s.")
        % {"n": found.services, "fair": f"{found.fair:.1f}".replace(".", ",")}
    )
    if together:
        names = ", ".join(together[:NAMED])
        said.append(_("The vehicle is in the neighbourhood then: %(sites)s.") % {"sites": names})
    said.append(_("It suits the site by %(n)d of 100 points.") % {"n": round(found.points)})
    return said


def audience_name(key: str) -> str:
    """An audience or language as people say it."""
    for choices in (Audience, Language):
        if key in choices.values:
            return str(choices(key).label)
    return key
