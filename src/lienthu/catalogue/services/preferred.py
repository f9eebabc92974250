"""Which form of a name, subject or series is shown for one that records write: said by the room of the headings."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from lienthu.catalogue.models import PreferredForm
from lienthu.catalogue.queries import directory


class Preferred(NamedTuple):
    """For `written` (as `lib.vietnamese.marked` has it) in an element of the facts, show `text`; None: as written."""

    element: str
    written: str
    text: str | None


@transaction.atomic
def prefer(forms: Sequence[Preferred]) -> bool:
    """Show these forms from now on; returns whether anything changed.

    The caller notes the titles that show them for the index: only it knows which those are.
    """
    changed = False
    for element, written, text in forms:
        key = written[: PreferredForm.LONGEST]
        stored = PreferredForm.objects.filter(element=element, written=key)
        if text is None:
            changed |= stored.delete()[0] > 0
        elif not stored.filter(text=text).exists():
            PreferredForm.objects.update_or_create(element=element, written=key, defaults={"text": text})
            changed = True
    if changed:
        transaction.on_commit(directory.forget)
    return changed
