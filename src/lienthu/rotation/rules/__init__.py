"""Pure decisions of rotation."""
