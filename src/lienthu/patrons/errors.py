"""What the patrons room refuses, and why."""

from lienthu.common.errors import DomainError


class PatronRefused(DomainError):
    """A patron cannot be registered, changed, merged or deleted as asked; `context["field"]` names a form field."""


class CardRefused(DomainError):
    """A card cannot be issued, renewed or replaced as asked."""


class CategoryRefused(DomainError):
    """A category, school or class cannot be set up as asked."""


class SignInRefused(DomainError):
    """A patron's own sign-in is refused; the sentence never says whether the card exists."""
