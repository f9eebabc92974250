"""The pages on which a figure opens to the events behind it, each event to its thing, and on which one is corrected.

It owns no table: events are the ledger's; the rooms below say in their AppConfig, `evidence`, where their things stand.
"""
