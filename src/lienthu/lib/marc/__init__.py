"""Bibliographic files: open them, read their records whatever the format and encoding, take out what the house wants to know, write them.

`source` opens and reads, `write` writes, `parse` (in `source`) reads one stored record again. Pure functions over
plain data; knows nothing of Django, of libraries or of what happens to a record afterwards.
"""
