"""Indicators (what is counted, in whose words, from what) and targets, and the figures of any place and period.

An indicator is data: its recipe says whether it is summed from the ledger, counted on a day, worked out from others or
written down by hand. `queries.values.figures` answers for sites, libraries, networks and federations; the rooms above
(returns, reporting) ask it and never the ledger. Nothing here knows a form, an approval or a document.
"""
