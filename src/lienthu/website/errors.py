"""What a public site refuses."""

from lienthu.common.errors import DomainError


class WebsiteRefused(DomainError):
    """The site, the article or the question cannot be kept like this."""
