"""The timeline of a copy on its page: who had charge of it when, and with which set it travelled."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.copy_panels import Panel
from lienthu.common.access import allowed
from lienthu.federation import queries as federation
from lienthu.rotation.models import SetCopy
from lienthu.rotation.queries.placements import timeline


def panel(copy: Copy, person: Any) -> Panel | None:
    """For whoever works with books of the owner, or of who has charge of the copy now."""
    over = (copy.owner, copy.custodian)
    if not any(allowed(person, action, each) for each in over for action in ("rotation.work", "cataloguing.edit")):
        return None
    stays = timeline(copy)
    inside = SetCopy.objects.filter(copy=copy, removed_at=None).select_related("set").first()
    if not stays and inside is None:
        return None
    custodians = {copy.owner_id, copy.custodian_id}
    custodians |= {each for stay in stays for each in (stay.move.from_custodian_id, stay.move.to_custodian_id)}
    names = federation.short_names(custodians, timezone.localdate(), get_language() or "vi")
    rows = [(stay, names[stay.move.to_custodian_id]) for stay in stays]
    first = names[stays[0].move.from_custodian_id] if stays else names[copy.custodian_id]
    context = {
        "rows": rows, "first": first, "owner": names[copy.owner_id], "inside": inside,
        "may_open": allowed(person, "rotation.work", copy.owner),
    }  # fmt: skip
    return Panel("timeline", _("Where it has been"), render_to_string("rotation/_timeline.html", context))
