"""The tables of stock, by what they are for."""

from lienthu.stock.models.acquisitions import Acquisition, Budget, Line, Partner
from lienthu.stock.models.stocktaking import Closing, ExpectedCopy, Finding, Scan, Stocktaking
from lienthu.stock.models.weeding import WeedingItem, WeedingList

__all__ = [
    "Acquisition",
    "Budget",
    "Closing",
    "ExpectedCopy",
    "Finding",
    "Line",
    "Partner",
    "Scan",
    "Stocktaking",
    "WeedingItem",
    "WeedingList",
]
