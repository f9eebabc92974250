"""What can be wrong with a document of the register or with a legal document."""

from lienthu.common.errors import DomainError


class DocumentRefused(DomainError):
    """A document that cannot be entered, numbered, corrected or cancelled as it is; `field` names what to mend."""


class LawRefused(DomainError):
    """Facts of a legal document that do not agree."""
