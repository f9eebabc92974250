"""What can be wrong with a question."""

from lienthu.common.errors import DomainError


class QuestionRefused(DomainError):
    """A table that cannot be put together or kept as it was asked for."""
