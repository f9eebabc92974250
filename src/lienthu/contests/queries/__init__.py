"""What is asked about contests and sports days."""
