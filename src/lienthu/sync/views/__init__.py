"""Pages for staff, and what devices ask."""
