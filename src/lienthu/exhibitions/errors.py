"""What exhibitions refuse."""

from lienthu.common.errors import DomainError


class ExhibitionRefused(DomainError):
    """Something about an exhibition that cannot be so; `field` in the context is where it was entered."""
