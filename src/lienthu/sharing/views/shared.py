"""What the pages of the room share."""

READ, WRITE = "sharing.read", "sharing.write"
