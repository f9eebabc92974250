"""The public pages: searching, a title, what machines read."""
