"""The catalogue's staff pages."""
