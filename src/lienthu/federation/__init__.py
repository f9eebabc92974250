"""Organisations in a dated tree, their names, successions and sites; federations with members, terms and offices.

Owns those tables. Does not know books, patrons or staff. Every room above may call `services` and `queries`.
"""
