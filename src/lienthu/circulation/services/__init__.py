"""What happens at a desk, one verb a function."""
