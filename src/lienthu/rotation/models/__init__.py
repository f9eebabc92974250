"""The tables of rotation."""

from lienthu.rotation.models.placements import (
    Confirmation,
    CustodianLink,
    Paper,
    Placement,
    PlacementLine,
    Question,
)
from lienthu.rotation.models.plans import PlanBan, PlannedPlacement, RotationPlan
from lienthu.rotation.models.rules import RotationRule
from lienthu.rotation.models.sets import BookSet, ProposedCopy, RareMark, SetCopy
from lienthu.rotation.models.sites import Audience, DepositSite, Language, SiteTally, SiteUse, Wish

__all__ = [
    "Audience",
    "BookSet",
    "Confirmation",
    "CustodianLink",
    "DepositSite",
    "Language",
    "Paper",
    "Placement",
    "PlacementLine",
    "PlanBan",
    "PlannedPlacement",
    "ProposedCopy",
    "Question",
    "RareMark",
    "RotationPlan",
    "RotationRule",
    "SetCopy",
    "SiteTally",
    "SiteUse",
    "Wish",
]
