"""The tables of a federation's governance."""

from lienthu.governance.models.duties import Duty, Nudge, Telling
from lienthu.governance.models.elections import Election, ElectionVote, Nominee
from lienthu.governance.models.fund import Contribution, FundEntry, FundPaper, Sponsor
from lienthu.governance.models.resolutions import Amendment, Item, Resolution, ResolutionVote

__all__ = [
    "Amendment", "Contribution", "Duty", "Election", "ElectionVote", "FundEntry", "FundPaper", "Item", "Nominee",
    "Nudge", "Resolution", "ResolutionVote", "Sponsor", "Telling",
]  # fmt: skip
