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
    audit_actions = {
        "organisation.added": _("organisation added"),
        "organisation.renamed": _("new name"),
        "organisation.moved": _("moved in the tree"),
        "organisation.closed": _("closed down"),
        "organisation.succeeded": _("succession recorded"),
        "site.added": _("site added"),
        "site.closed": _("site closed"),
        "tier.added": _("tier added"),
        "federation.founded": _("federation founded"),
        "federation.joined": _("library joined the federation"),
        "federation.left": _("library left the federation"),
        "term.added": _("term added"),
        "office.added": _("office filled"),
        "office.ended": _("office ended"),
    }
