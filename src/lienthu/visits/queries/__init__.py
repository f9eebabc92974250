"""Reading counts, computers and what holds where."""
