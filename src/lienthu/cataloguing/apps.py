from django.apps import AppConfig
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.common.evidence import Evidence
from lienthu.common.staff import Group, StaffLink


class CataloguingConfig(AppConfig):
    name = "lienthu.cataloguing"
    label = "cataloguing"
    evidence = {
        "catalogue.copy": Evidence(_("copy"), "cataloguing:copy", "catalogue.read", library="owner"),
        "catalogue.sourcerecord": Evidence(_("record"), "cataloguing:record", "cataloguing.edit"),
    }
    today = "lienthu.cataloguing.today.items"
    staff_links = (
        StaffLink(
            _("Catalogue records"),
            _("Describe a book, a magazine, a disc; correct a record; go on with a draft."),
            "cataloguing:home",
            "cataloguing.edit",
            100,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Take records over"),
            _("Find a record in other catalogues, and describe yours from it."),
            "cataloguing:elsewhere",
            "cataloguing.edit",
            110,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Copies of books"),
            _("Find a copy, or a record to add copies to."),
            "cataloguing:copies",
            "cataloguing.edit",
            120,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Labels"),
            _("Print spine and barcode labels of new copies."),
            "cataloguing:labels",
            "cataloguing.edit",
            130,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Accession register"),
            _("The register of copies on paper or as a table."),
            "cataloguing:register",
            "cataloguing.edit",
            140,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Accession numbers"),
            _("The series that accession numbers are drawn from."),
            "cataloguing:series",
            "cataloguing.edit",
            150,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Call numbers"),
            _("How this library makes its call numbers and marks."),
            "cataloguing:shelving",
            "cataloguing.edit",
            160,
            Group.CATALOGUING,
        ),
        StaffLink(
            _("Catalogues elsewhere"),
            _("Which other catalogues can be asked for records, and whether they answer."),
            "cataloguing:targets",
            "cataloguing.edit",
            190,
            Group.CATALOGUING,
        ),
    )
    audit_actions = {
        "template.made": _("template made"),
        "template.dropped": _("template taken away"),
        "copy.taken_over": _("taken over from the old system"),
        "copy.added": _("copy added"),
        "copy.changed": _("copy changed"),
        "series.added": _("series begun"),
        "series.changed": _("series changed"),
        "series.closed": _("series closed"),
        "series.jumped": _("numbers jumped over"),
        "shelving_rules.changed": _("rules for call numbers changed"),
        "label_sheet.added": _("sheet of labels added"),
        "record.taken_over": _("record taken over from elsewhere"),
        "target.added": _("catalogue entered"),
        "target.changed": _("catalogue changed"),
        "target.switched_on": _("catalogue switched on"),
        "target.switched_off": _("catalogue switched off"),
        "target.removed": _("catalogue taken away"),
        "taking_rules.changed": _("protected fields changed"),
    }
    audit_names = {
        "where": _("from"),
        "number_there": _("number there"),
        "source": pgettext_lazy("in the audit", "source"),
        "price": _("price in đồng"),
        "from_whom": pgettext_lazy("in the audit", "from whom"),
        "document": _("document number"),
    }

    def audit_value(self, fact: str, value: str) -> str | Promise | None:
        """The words for a stored key in an audit entry of this room."""
        from lienthu.cataloguing.models import ShelvingRules, Source

        choices = {"source": Source, "mark_of": ShelvingRules.MarkOf, "mark_kind": ShelvingRules.MarkKind}
        if fact in choices and value in choices[fact].values:
            return choices[fact](value).label
        return None
