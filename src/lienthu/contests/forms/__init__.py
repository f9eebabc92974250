"""The shapes of what is entered."""
