"""Pure decisions: scales of prizes, points of a jury, who must agree before something is public."""
