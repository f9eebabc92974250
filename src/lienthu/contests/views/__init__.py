"""Pages of organisers and members, and those that a signed address opens."""
