from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink
from lienthu.patrons.hooks import PatronHooks


class IntakeConfig(AppConfig):
    name = "lienthu.intake"
    label = "intake"
    audit_needs = "intake.run"
    today = "lienthu.intake.today.items"
    staff_links = (
        StaffLink(
            _("Set up my library"),
            _("What to bring in, in which order, for a library that begins with this program."),
            "intake:start",
            "intake.run",
            90,
            Group.ADMINISTRATION,
        ),
        StaffLink(
            _("Bring in readers, copies, loans"),
            _("From Excel, CSV or a Koha export, looked at first."),
            "intake:files",
            "intake.run",
            91,
            Group.ADMINISTRATION,
        ),
    )
    audit_actions = {
        "intake.taken_in": _("file taken in"),
        "intake.row_settled": _("kept row settled"),
    }
    patron_hooks = PatronHooks(
        erase="lienthu.intake.services.forgetting.erase",
        export="lienthu.intake.services.forgetting.tables",
    )
