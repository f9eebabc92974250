"""Lending: policies, calendars, loans, holds, transfers, fees, notices, and the desk with its one box.

A loan moves what a copy's four facts say of custody and place, never its owner; each service appends to the ledger.
Called by visits, intake, the mobile library and protocols through `services` and `queries`.
"""
