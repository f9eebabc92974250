"""Pure decisions of cataloguing: what the form view shows of a record, and what it makes of what was typed."""
