"""Tournaments: the draw, standings, a timetable over courts, prizes. Pure: no Django, no clock, no chance.

Whoever knows the published seed number, the teams and the results comes to the same draw and the same order.
"""
