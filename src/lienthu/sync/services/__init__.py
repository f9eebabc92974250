"""Letting devices in, storing what they send, folding it, and settling what a person must say."""
