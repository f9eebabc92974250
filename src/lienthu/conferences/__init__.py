"""Conferences of a federation: planned, invited to, held, closed; delegates, seats, the door, papers, minutes.

What a conference resolves and whom it elects is governance's, the room below: it names the conference by number.
"""
