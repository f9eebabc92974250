"""Pages of councils and candidates."""
