"""What organisers, members, referees and judges do."""
