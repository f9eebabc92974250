"""What the conferences room refuses. `field` in the context names the field of the form that the words are about."""

from lienthu.common.errors import DomainError


class ConferenceRefused(DomainError):
    """A conference, its programme, costs or minutes that cannot be as asked."""


class DelegateRefused(DomainError):
    """A delegate who cannot be registered, changed or seated as asked."""


class PaperRefused(DomainError):
    """A paper that cannot be handed in, reviewed or scheduled as asked."""


class LinkRefused(DomainError):
    """An address without an account that opens nothing."""
