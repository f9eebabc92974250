"""What this room refuses. `context["field"]` names the form field that the message stands at, where there is one."""

from lienthu.common.errors import DomainError


class UnknownOrganisation(DomainError):
    """No organisation has the code. `context`: wanted, suggestions (codes that look like it)."""


class OrganisationRefused(DomainError):
    """A change of an organisation that would break the tree, its dates or its codes."""


class FederationRefused(DomainError):
    """A change of a federation's members, terms or offices that its dates or members do not allow."""
