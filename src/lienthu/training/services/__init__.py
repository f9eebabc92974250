"""What may be done with courses, people and certificates."""
