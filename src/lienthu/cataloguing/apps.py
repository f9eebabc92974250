from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lienthu.common.staff import StaffLink


class CataloguingConfig(AppConfig):
    name = "lienthu.cataloguing"
    label = "cataloguing"
    audit_actions = {
        "template.made": _("template made"),
        "template.dropped": _("template taken away"),
    }
    staff_links = (
        StaffLink(
            _("Catalogue records"),
            _("Describe a book, a magazine, a disc; correct a record; go on with a draft."),
            "cataloguing:home",
            "cataloguing.edit",
            100,
        ),
    )
