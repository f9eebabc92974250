"""Training courses (tập huấn): the plan, sessions, who comes by unit, attendance, quiz, evaluation, certificates.

Owns courses and what was said and done in them, and the training record of a library's staff, also of those who
have no account. Pages of a participant and of a unit that registers are open by a signed address; the public list is
the portal's.
"""
