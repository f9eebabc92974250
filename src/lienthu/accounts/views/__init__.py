"""Pages of the room: one's own day and account, the staff that one answers for, and the audit."""
