"""Liên Thư: one hub for a federation of public libraries. The map of the house is in README.md."""

__version__ = "0.1.0"
