"""Visits, use in the house, and public computers: counted by a tap, a gate, a card or a session.

Every count is an event of the ledger; reservations and sessions of computers are this room's own tables.
"""
