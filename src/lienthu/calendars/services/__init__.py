"""What changes calendars."""
