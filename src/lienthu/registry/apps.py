from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class RegistryConfig(AppConfig):
    name = "lienthu.registry"
    label = "registry"
    staff_links = (
        StaffLink(
            _("Register of documents"),
            _("What came in, went out and stays in the house, each with its number; found by any word of it."),
            "registry:list",
            "registry.read",
            60,
            Group.FEDERATION,
        ),
        StaffLink(
            _("Legal documents"),
            _("Laws, decrees and circulars on libraries, in force and no longer, and what replaces what."),
            "registry:laws",
            "registry.read",
            61,
            Group.FEDERATION,
        ),
    )
    audit_actions = {
        "issuer.said": _("how documents are signed"),
        "document.booked": _("document entered in the register"),
        "document.corrected": _("entry of the register corrected"),
        "document.cancelled": _("document cancelled"),
        "document.filed": _("file put to a document"),
        "law.added": _("legal document written down"),
        "law.changed": _("legal document changed"),
        "law.tied": _("legal documents tied"),
        "law.untied": _("tie of legal documents removed"),
    }
    audit_names = {
        "sign": _("abbreviation in the number"),
        "body": _("issuing body"),
        "issuer": _("issuing body"),
        "parent_body": _("body above"),
        "subject": pgettext_lazy("of a document", "subject"),
        "direction": _("direction"),
        "signer": _("signer"),
        "capacity": _("capacity of the signer"),
        "recipients": _("recipients"),
        "symbol": _("number and symbol"),
        "dated_on": _("date"),
        "relation": _("relation"),
        "sha256": "SHA-256",
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.registry.models import Document, LawLink

        if fact == "direction" and value in Document.Direction.values:
            return Document.Direction(value).label
        return LawLink.Relation(value).label if fact == "relation" and value in LawLink.Relation.values else None
