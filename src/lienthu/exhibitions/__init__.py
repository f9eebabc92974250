"""Exhibitions and displays of books by occasion: book lists, panels, visitors, a public page."""
