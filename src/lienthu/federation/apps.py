from django.apps import AppConfig
from django.conf import settings
from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import Group, StaffLink


class FederationConfig(AppConfig):
    name = "lienthu.federation"
    label = "federation"
    staff_links = (
        StaffLink(
            _("Organisations"),
            _("The tree of libraries and their hosts, as of any day."),
            "federation:tree",
            "federation.read",
            10,
            Group.FEDERATION,
        ),
        StaffLink(
            _("Federations"),
            _("Who sits in which federation, its terms and who holds its offices."),
            "federation:federations",
            "federation.read",
            20,
            Group.FEDERATION,
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
        "term.changed": _("term changed"),
        "office.added": _("office filled"),
        "office.ended": _("office ended"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.federation.models import Office, Organisation, Site, Succession

        choices: dict[str, type[TextChoices]] = {
            "kind": Organisation.Kind,
            "site_kind": Site.Kind,
            "succession": Succession.Kind,
            "position": Office.Position,
        }
        if fact in choices and value in choices[fact].values:
            return choices[fact](value).label
        return dict(settings.LANGUAGES).get(value) if fact == "language" else None
