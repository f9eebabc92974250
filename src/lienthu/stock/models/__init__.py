"""The tables of stock, by what they are for."""

from lienthu.stock.models.acquisitions import Acquisition, Budget, Line, Partner

__all__ = ["Acquisition", "Budget", "Line", "Partner"]
