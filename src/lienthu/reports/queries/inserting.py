"""What may be put into a text, with what it says now: the editor's list of fields."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.indicators.models import Indicator
from lienthu.reports.models import Report
from lienthu.reports.queries.collecting import figures_period, known_indicators
from lienthu.reports.queries.members import place_of
from lienthu.reports.rules.saying import in_table
from lienthu.reports.rules.texts import Block, What
from lienthu.returns.queries.told import told

WHATS = (
    (What.VALUE, _("the figure")),
    (What.TARGET, _("its target")),
    (What.OF_TARGET, _("percent of the target")),
    (What.LAST_YEAR, _("the year before")),
    (What.CHANGE, _("change from the year before")),
    (What.NEXT_TARGET, _("target of the next period")),
)
WORDS = (
    ("organisation", _("name of the library or federation")),
    ("period", pgettext_lazy("of a report", "period")),
    ("previous_period", _("period before")),
    ("next_period", _("next period")),
    ("year", _("year")),
    ("next_year", _("next year")),
    ("term", _("term, such as 2020-2022")),
    ("next_term", _("next term")),
    ("last_day", _("day up to which figures reach")),
    ("missing", _("who has not reported")),
    ("missing_count", _("how many have not reported")),
    ("member_count", _("how many members")),
    ("reported_count", _("how many have reported")),
    ("[[ nêu tại mục {difficulties:section}]]", _("in which section the difficulties stand")),
)
BLOCKS = (
    (f"{{{Block.TABLE}: visits.physical, uses}}", _("table against targets and the year before")),
    (f"{{{Block.MEMBERS}: visits.physical, uses}}", _("table of the members")),
    (f"{{{Block.TARGETS}: visits.physical, uses}}", _("table of the next period's targets")),
    (f"{{{Block.CHART}: years visits.physical}}", _("chart over the years")),
    (f"{{{Block.CHART}: months visits.physical}}", _("chart over the months")),
    (f"{{{Block.CHART}: members visits.physical}}", _("chart of the members")),
    (f"{{{Block.RESULTS}}}", _("list of results")),
    (f"{{{Block.DIFFICULTIES}}}", _("list of difficulties with their causes")),
    (f"{{{Block.DIRECTIONS}}}", _("list of directions")),
    (f"{{{Block.TASKS}}}", _("table of tasks")),
    (f"{{{Block.PROPOSALS}}}", _("list of proposals")),
    (f"{{{Block.RESOLUTIONS}}}", _("table of what became of the resolutions")),
)


@dataclass(frozen=True)
class Choice:
    indicator: Indicator
    says: str


def in_words(sources: Iterable[str], known: Mapping[str, Indicator]) -> list[str]:
    """Fields as people call them: "Loans (percent of the target)", "table of tasks"."""
    return [_in_words(source.strip("{}"), known) for source in sources]


def _in_words(source: str, known: Mapping[str, Indicator]) -> str:
    code, _colon, what = source.partition(":")
    if code in known:
        said = str(dict(WHATS).get(What(what), "")) if what else ""
        return f"{known[code].name} ({said})" if said else known[code].name
    blocks = {block.strip("{}").partition(":")[0]: label for block, label in BLOCKS} | {Block.CHART.value: _("chart")}
    return str(dict(WORDS).get(code) or blocks.get(code) or code)


def choices(report: Report) -> Sequence[Choice]:
    """Every indicator with its figure of today."""
    period, place = figures_period(report), place_of(report)
    known = known_indicators(period)
    now = told(list(known.values()), period, [place])
    return [Choice(one, in_table(now[code, place].value, one.decimals)) for code, one in known.items()]
