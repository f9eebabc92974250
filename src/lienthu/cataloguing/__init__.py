"""Cataloguing by hand: the MARC editor and its drafts, records taken over from elsewhere, authority headings,
call numbers, accession numbers, labels and the accession register.

Stores records and copies through `catalogue`, as an import does. Called by stock and the staff's pages.
"""
