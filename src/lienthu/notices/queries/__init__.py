"""Questions to the notices."""
