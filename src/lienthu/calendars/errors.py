"""What calendars refuse, and why."""

from lienthu.common.errors import DomainError


class CalendarRefused(DomainError):
    """Hours or a special day cannot be kept as given. `context["field"]` names the field it is about, where one is."""
