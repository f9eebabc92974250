"""How the sheet of a return's template is laid out: what comes back is read by it."""

MARK = "lienthu-return"
FIRST_ROW = 5
CODE, NAME, UNIT, BEFORE, COMPUTED, REPORTED, WORDS = range(1, 8)
