"""Authority headings: the names, titles, subjects and series that records use, shared by the whole federation.

Owns Heading, the references that lead to one, the relations between them, which record uses which, and the changes that
people make to them. Never rewrites what a member's file brought: see docs/decisions/0011. Called by cataloguing and the
portal through `queries` and `services`.
"""
