"""What may be refused about notices."""

from lienthu.common.errors import DomainError


class WordingRefused(DomainError):
    """The text of a notice cannot be kept; `part` in the context says which piece of it."""


class TermsRefused(DomainError):
    """The days, channels or choices laid down for a kind cannot be kept."""


class LetterRefused(DomainError):
    """A letter cannot be sent again, printed or laid aside as it stands now."""
