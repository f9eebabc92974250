"""The pages about headings."""
