"""Reads for the pages of cataloguing."""
