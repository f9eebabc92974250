"""Decisions about courses, from facts alone."""
