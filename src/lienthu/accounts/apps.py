from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class AccountsConfig(AppConfig):
    name = "lienthu.accounts"
    label = "accounts"
    today = "lienthu.accounts.today.items"
    staff_links = (
        StaffLink(
            _("Staff and roles"),
            _("See who may do what in your organisation, and take somebody on."),
            "accounts:people",
            "accounts.staff",
            10,
            Group.ADMINISTRATION,
        ),
        StaffLink(
            _("Who did what"),
            _("Every change in your organisation: who, when, before and after."),
            "accounts:audit",
            "audit.read",
            20,
            Group.ADMINISTRATION,
        ),
    )
    audit_actions = {
        "staff.added": _("staff taken on"),
        "staff.closed": _("account closed"),
        "staff.reopened": _("account opened again"),
        "staff.password_set": _("new password given"),
        "staff.password_changed": _("own password changed"),
        "staff.email_changed": _("address of a colleague changed"),
        "staff.second_factor_reset": _("second factor of a colleague removed"),
        "staff.wait_lifted": _("wait after wrong passwords lifted"),
        "second_factor.added": _("second factor added"),
        "second_factor.removed": _("second factor removed"),
        "second_factor.renewed": _("recovery codes made anew"),
        "role.given": _("role given"),
        "role.taken": _("role taken away"),
    }
    audit_names = {
        "role": _("role"),
        "organisation": _("organisation"),
        "username": _("user name"),
        "email": _("e-mail address"),
        "second_factor": _("second factor"),
    }

    def ready(self) -> None:
        from lienthu.accounts import receivers  # noqa: F401 connects them

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.accounts.models import Role

        if fact == "second_factor":
            return {"totp": _("app"), "webauthn": _("passkey"), "recovery_codes": _("recovery codes")}.get(value)
        return Role.Kind(value).label if fact == "role" and value in Role.Kind.values else None
