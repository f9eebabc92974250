"""What the room refuses, and why."""

from lienthu.common.errors import DomainError


class HeadingRefused(DomainError):
    """A heading cannot be changed as asked."""


class ChangeRefused(DomainError):
    """A correction or a merge of headings cannot be made, or not be taken back."""


class AuthoritiesUnreadable(DomainError):
    """A file as a whole has no authority records that could be read."""
