"""What must always hold of awards (`lienthu check`): what is given was voted for; grades follow the points."""

from collections.abc import Iterator

from lienthu.awards.models import Proposal, Season
from lienthu.awards.queries.seasons import table
from lienthu.awards.rules import carried


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    for row in Proposal.objects.filter(state=Proposal.State.GIVEN).select_related("season", "decision"):
        if not carried(row.votes_for or 0, row.season.council, row.season.needs):
            yield f"The award {row.pk} is given and was not voted for."
        if row.decision is None or row.decision.voided_at:
            yield f"The award {row.pk} is given by no decision that holds."
    for season in Season.objects.filter(state=Season.State.DECIDED):
        places, _given = table(season)
        for place in places:
            if place.sheet.grade != place.grade:
                yield f"The sheet {place.sheet.pk} says “{place.sheet.grade}”; its points make it “{place.grade}”."
