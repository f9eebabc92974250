"""What rotation can be asked."""
