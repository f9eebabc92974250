"""Reading policies, loans and the desk. Nothing here writes."""
