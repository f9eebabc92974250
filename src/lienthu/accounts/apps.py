from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class AccountsConfig(AppConfig):
    name = "lienthu.accounts"
    label = "accounts"
    staff_links = (
        StaffLink(
            _("Staff and roles"),
            _("See who may do what in your organisation, and take somebody on."),
            "accounts:people",
            "accounts.staff",
            10,
            Group.ADMINISTRATION,
        ),
    )
    audit_actions = {
        "staff.added": _("staff taken on"),
        "role.given": _("role given"),
        "role.taken": _("role taken away"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.accounts.models import Role

        return Role.Kind(value).label if fact == "role" and value in Role.Kind.values else None
