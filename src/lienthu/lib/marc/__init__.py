"""Bibliographic files: opened, read whatever their format and encoding, their facts taken out, written.

`source` opens and reads, `write` writes, `parse` (in `source`) reads one stored record again. Pure functions over
plain data; knows nothing of Django, of libraries or of what happens to a record afterwards.
"""
