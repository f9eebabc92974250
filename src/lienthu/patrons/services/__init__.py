"""What changes patrons, their cards and what belongs to them."""
