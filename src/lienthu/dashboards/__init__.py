"""Looking rather than reading: dashboards, tables that people put together, and what the public is told.

Owns the saved questions and nothing else; every figure comes from `returns` and `indicators`, every entry behind one
is shown by the ledger. What is made public is decided here (`rules.suppression`, `queries.public`), shown by `portal`.
"""
