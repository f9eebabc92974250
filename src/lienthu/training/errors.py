"""What training refuses."""

from lienthu.common.errors import DomainError


class TrainingRefused(DomainError):
    """Something about a course that cannot be so; `field` in the context says where it was entered."""


class AddressRefused(DomainError):
    """A signed address that opens nothing, in words for whoever has it."""
