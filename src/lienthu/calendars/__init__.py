"""When libraries are open: weekly hours, holidays by solar and lunar date, closings. Asked by lending and the portal.

Owns those tables. Hours and special days hold for an organisation or one of its sites and are inherited downwards.
Knows no loans; a room that must act on a closing says so through `closing_advice` (hooks.py).
"""
