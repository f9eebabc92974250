"""Patrons: people with a library card, children and their guardians, schools by class, cards, consents.

Owns Patron, Category, Card and what hangs on them; not loans (`circulation`). A library's patrons are seen by its own
staff alone. Called by circulation, visits and intake through `services` and `queries`.
"""
