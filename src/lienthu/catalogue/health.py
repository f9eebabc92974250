"""What the catalogue cannot do without: its search index (asked by `GET /health`)."""

from lienthu.catalogue.search.backend import get_backend


def probe() -> None:
    """Raise SearchError when the index is missing, or of another version."""
    get_backend().count()
