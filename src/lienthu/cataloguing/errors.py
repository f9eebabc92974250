"""What cataloguing refuses, and why."""

from lienthu.common.errors import DomainError


class DraftRefused(DomainError):
    """A draft cannot be kept, saved or begun as asked."""


class TemplateRefused(DomainError):
    """A template cannot be made as asked."""


class SeriesRefused(DomainError):
    """A series of accession numbers cannot be made, changed or drawn from as asked."""


class EntryRefused(DomainError):
    """Copies cannot be entered or changed as asked."""


class ShelvingRefused(DomainError):
    """A library's rules for call numbers cannot be used."""


class LabelsRefused(DomainError):
    """Labels cannot be printed as asked."""


class RegisterRefused(DomainError):
    """The register cannot be printed as asked."""


class TargetRefused(DomainError):
    """A catalogue elsewhere cannot be kept as entered."""


class TakingRefused(DomainError):
    """A record from elsewhere cannot be taken over as asked."""
