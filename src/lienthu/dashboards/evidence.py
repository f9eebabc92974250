"""The way from a figure to the entries of the ledger behind it, which `returns` knows."""

from lienthu.returns.queries.evidence import entries

__all__ = ["entries"]
