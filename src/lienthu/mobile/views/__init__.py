"""The pages of the mobile library."""
