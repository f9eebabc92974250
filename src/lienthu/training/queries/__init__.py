"""What pages and services ask of training."""
