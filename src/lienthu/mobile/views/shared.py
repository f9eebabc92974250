"""The rights of the mobile library's pages, and who may be of its crews."""

from django.db.models import QuerySet

from lienthu.accounts.models import Role, User
from lienthu.federation.models import Organisation

PLAN, WORK = "mobile.plan", "mobile.work"


def staff_of(library: Organisation) -> QuerySet[User]:
    """Those with a role over the library itself, by name."""
    people = User.objects.filter(is_active=True, pk__in=Role.objects.filter(organisation=library).values("user"))
    return people.order_by("full_name", "username")
