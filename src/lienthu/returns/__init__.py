"""Returns (báo cáo số liệu): who asks whom for which figures of a period, what was handed in, approved and locked.

`queries.told.told` is the one way to the figures that reports and dashboards show: an approved return's before a
submitted one's, before what the ledger says now. Nothing here writes a document or draws a chart.
"""
