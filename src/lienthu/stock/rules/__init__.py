"""Decisions of stock that need no database: of counting, of weeding."""
