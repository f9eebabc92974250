"""What is asked about awards."""
