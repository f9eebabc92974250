"""What rotation does."""
