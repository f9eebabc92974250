from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import StaffLink


class FederationConfig(AppConfig):
    name = "lienthu.federation"
    label = "federation"
    staff_links = (
        StaffLink(
            _("Organisations"),
            _("The tree of libraries and their hosts, as of any day."),
            "federation:tree",
            "federation.read",
            60,
        ),
        StaffLink(
            _("Federations"),
            _("Who sits in which federation, its terms and who holds its offices."),
            "federation:federations",
            "federation.read",
            70,
        ),
    )
