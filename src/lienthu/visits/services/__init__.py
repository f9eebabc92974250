"""What changes counts, gates, computers and their terms."""
