"""What changes something here: receiving files, taking them in, settling the rows that were kept."""
