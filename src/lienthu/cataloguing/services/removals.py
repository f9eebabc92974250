"""The columns of the accession register that say when and by which minutes a copy left the stock."""

from collections.abc import Sequence
from datetime import date

from lienthu.cataloguing.models import Accession
from lienthu.common.transactions import joined

AT_ONCE = 500


@joined
def strike(*, copies: Sequence[int], on: date, minutes: str) -> int:
    """Write down that these copies left the stock; returns how many lines of the register that touched.

    A copy without a line (imported, never registered here) shows its status in the register instead.
    """
    return _write(copies, removed_on=on, removal=minutes)


@joined
def restore(*, copies: Sequence[int]) -> int:
    """These copies are back in the stock."""
    return _write(copies, removed_on=None, removal="")


def _write(copies: Sequence[int], **values: object) -> int:
    touched = 0
    for start in range(0, len(copies), AT_ONCE):
        touched += Accession.objects.filter(copy__in=copies[start : start + AT_ONCE]).update(**values)
    return touched
