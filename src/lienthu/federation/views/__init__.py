"""The staff's pages on organisations and on federations."""
