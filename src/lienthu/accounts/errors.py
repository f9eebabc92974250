"""What this room refuses."""

from lienthu.common.errors import DomainError


class StaffRefused(DomainError):
    """A member of staff or a role that cannot be added. `context["field"]` names the form field."""
