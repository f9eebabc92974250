"""What was done with a copy at desks, on its page: the evidence of entries that rest on no loan."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.copy_panels import Panel
from lienthu.circulation.models import DeskAction
from lienthu.common.access import allowed
from lienthu.federation import queries as federation

LEND, READ = "circulation.lend", "ledger.read"
SHOWN = 30


def panel(copy: Copy, person: Any) -> Panel | None:
    """For whoever lends or reads the ledger over the owner, or over who has charge of the copy; without readers."""
    if not any(allowed(person, action, each) for each in (copy.owner, copy.custodian) for action in (LEND, READ)):
        return None
    acts = list(DeskAction.objects.filter(copy=copy).select_related("library", "actor").order_by("-id")[: SHOWN + 1])
    if not acts:
        return None
    names = federation.short_names({each.library_id for each in acts}, timezone.localdate())
    may = {each.library_id: allowed(person, LEND, each.library) for each in acts}
    rows = [(each, names[each.library_id], each.loan_id if may[each.library_id] else None) for each in acts[:SHOWN]]
    context = {"rows": rows, "more": len(acts) > SHOWN}
    return Panel("acts", _("What was done with it at desks"), render_to_string("circulation/_acts.html", context))
