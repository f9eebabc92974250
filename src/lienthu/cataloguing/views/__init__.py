"""The pages of cataloguing."""
