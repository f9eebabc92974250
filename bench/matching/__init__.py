"""Labelled pairs of records, and how our matching and goldrush's key decide them."""
