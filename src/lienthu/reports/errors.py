"""What can be wrong with a report, its texts and its template."""

from lienthu.common.errors import DomainError


class ReportRefused(DomainError):
    """A report that cannot be begun, written, handed over or signed as it is."""


class TextRefused(DomainError):
    """A template or a layout that cannot be read."""
