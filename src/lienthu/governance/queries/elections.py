"""An election as it stands: who has how many votes, who would be in."""

from dataclasses import dataclass, field

from lienthu.governance.models import Election, ElectionVote, Nominee
from lienthu.governance.queries.access import members_of
from lienthu.governance.rules.counting import Outcome, Tally, outcome, tally


@dataclass(frozen=True)
class Standing:
    """`voted`: members with at least one vote; `members`: names by key."""

    members: dict[int, str]
    nominees: list[Nominee]
    tallies: dict[int, Tally]
    voted: frozenset[int]
    outcome: Outcome
    votes: dict[tuple[int, int], str] = field(default_factory=dict)  # (nominee, member) → choice

    @property
    def participation(self) -> Tally:
        return Tally(len(self.members), len(self.voted), 0, 0)


def standing(election: Election) -> Standing:
    members = members_of(election.federation, election.held_on)
    nominees = list(election.nominees.select_related("organisation", "office"))
    votes = {
        (nominee, member): choice
        for nominee, member, choice in ElectionVote.objects.filter(nominee__election=election).values_list(
            "nominee_id", "organisation_id", "choice"
        )
    }
    tallies = {
        each.pk: tally((choice for (nominee, _member), choice in votes.items() if nominee == each.pk), len(members))
        for each in nominees
    }
    ranks = {each.pk: each.tie_rank for each in nominees}
    return Standing(
        members, nominees, tallies, frozenset(member for _nominee, member in votes),
        outcome(tallies, election.seats, election.majority, ranks), votes,
    )  # fmt: skip
