"""Errors, audit, jobs, and the pieces of pages that every room shares. Knows no book; everybody may call it."""
