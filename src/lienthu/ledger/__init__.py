"""The ledger of activity: events with the facts as of when they happened, and their daily sums.

Append only; a correction is a counter-event. Organisations and sites are numbers here, for this room lies below
`federation`. Services of every higher room call `ledger.services.append` in their own transaction; statistics and
reports read `ledger.queries`, never today's rows of another room.
"""
