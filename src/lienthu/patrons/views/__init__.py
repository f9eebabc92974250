"""The pages of the patrons room."""
