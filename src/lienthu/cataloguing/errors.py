"""What cataloguing refuses, and why."""

from lienthu.common.errors import DomainError


class DraftRefused(DomainError):
    """A draft cannot be kept, saved or begun as asked."""


class TemplateRefused(DomainError):
    """A template cannot be made as asked."""
