"""Notices on the pages of a patron: the staff's, their own, and the copy of their data (named in `apps.py`)."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.common.access import allowed
from lienthu.notices import kinds
from lienthu.notices.queries import letters as queries
from lienthu.patrons.hooks import Section, Table
from lienthu.patrons.models import Patron


def sections(patron: Patron, *, user: User, at: datetime) -> list[Section]:
    """What the patron was told, for staff who may read about the library's patrons."""
    if not allowed(user, "patrons.read", patron.library):
        return []
    return [Section("notices", "notices/_of_patron.html", {**_facts(patron), "staff": True}, 40)]


def own_sections(patron: Patron, *, at: datetime) -> list[Section]:
    """The same for the patron, with what may be declined."""
    return [Section("notices", "notices/_of_patron.html", {**_facts(patron), "staff": False}, 40)]


def _facts(patron: Patron) -> dict[str, object]:
    declined = queries.declined_by(patron)
    return {
        "told": queries.told(patron),
        "choices": [(kind.code, kind.label, kind.code in declined) for kind in kinds.all_kinds() if kind.may_decline],
    }


def tables(patron: Patron) -> list[Table]:
    """Every notice that is kept, and what the patron declined."""
    rows = [
        (each.kind, each.about, f"{timezone.localtime(each.at):%d/%m/%Y %H:%M}", each.way, each.state)
        for each in queries.told(patron, None)
    ]
    unwanted = [(kinds.label_of(code),) for code in sorted(queries.declined_by(patron))]
    return [
        Table(_("Notices"), (_("Occasion"), _("About what"), _("When"), _("Way"), _("State")), rows),
        Table(_("Notices that are not wanted"), (_("Occasion"),), unwanted),
    ]
