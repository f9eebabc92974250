"""Reads of the headings for pages, the editor of records and the public search. Nothing here writes."""
