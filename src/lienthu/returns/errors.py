"""What the returns room refuses."""

from lienthu.common.errors import DomainError


class CallRefused(DomainError):
    """A call for returns, or a form, that cannot be made or changed as asked."""


class ReturnRefused(DomainError):
    """A return that cannot be filled in, handed in, sent back or approved as asked."""


class LinkRefused(DomainError):
    """An address without an account that opens nothing."""


class TemplateRefused(DomainError):
    """A workbook that cannot be read as the template of this return."""
