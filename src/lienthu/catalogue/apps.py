from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.staff import Group, StaffLink


class CatalogueConfig(AppConfig):
    name = "lienthu.catalogue"
    label = "catalogue"
    today = "lienthu.catalogue.today.items"
    audit_names = {"version": _("version"), "title": _("title of a book"), "control_number": _("record number")}
    audit_things = {
        "catalogue.sourcerecord": _("record %(control_number)s"),
        "catalogue.title": pgettext_lazy("in the audit", "title %(id)s"),
    }
    audit_actions = {
        "title.merged": _("titles merged"),
        "title.split": _("title split"),
        "title.merge_undone": _("merging undone"),
        "title.split_undone": _("splitting undone"),
        "copy.moved": _("copy moved"),
        "record.created": _("record catalogued by hand"),
        "record.revised": _("record revised"),
        "record.withdrawn": _("record withdrawn"),
        "record.restored": _("earlier version of a record restored"),
        "library_profile.changed": _("reading of a library's files changed"),
    }
    staff_links = (
        StaffLink(
            _("Import a file"),
            _("Take your library's records into the union catalogue."),
            "catalogue:imports",
            "catalogue.import",
            150,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Records to compare"),
            _("Say of two records whether they are the same edition."),
            "catalogue:doubts",
            "catalogue.match",
            160,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Rejected records"),
            _("See what could not be taken in, and why."),
            "catalogue:rejects",
            "catalogue.import",
            170,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Merge and split titles"),
            _("Put together what is one edition, part what is not, undo either."),
            "catalogue:titles",
            "catalogue.match",
            180,
            Group.CATALOGUING,
        ),
    )
