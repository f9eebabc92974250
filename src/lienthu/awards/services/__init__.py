"""What councils and candidates do."""
