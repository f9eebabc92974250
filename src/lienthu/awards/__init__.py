"""Emulation and awards (thi đua – khen thưởng): a year's criteria and points, proposals, votes, numbered decisions.

Figures come from the ledger or from proofs; whose honours are public is asked by `queries.honours`.
"""
