"""The pages of circulation."""
