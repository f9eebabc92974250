"""The register's tables."""

from lienthu.registry.models.documents import Document, File, Issuer, Series
from lienthu.registry.models.kinds import Kind
from lienthu.registry.models.laws import Law, LawLink, Validity

__all__ = ["Document", "File", "Issuer", "Kind", "Law", "LawLink", "Series", "Validity"]
