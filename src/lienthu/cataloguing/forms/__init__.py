"""The shapes of what is typed on the pages of cataloguing."""
