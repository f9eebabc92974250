"""What a process has computed of calendars, of the tree and of rules written over it, good as long as one stamp holds.

Whoever changes such rows draws a new stamp in the same transaction (`services.stamps.redraw`); whoever asks reads the
stamp first, as their transaction sees it, and throws away what was computed under another: docs/decisions/0010.
"""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

from django.db.models import Subquery

from lienthu.calendars.models import Stamp
from lienthu.common import stretches
from lienthu.common.prepared import cursor

T = TypeVar("T")
MOST: Final = 2_000  # answers that a process keeps


class Kept:
    """What was computed under one stamp; thrown away whole when another is read."""

    def __init__(self, stamp: int | None) -> None:
        self.stamp = stamp
        self._answers: dict[Hashable, Any] = {}

    def once(self, key: Hashable, ask: Callable[[], T]) -> T:
        """What `ask` answers, asked once for a key. It may read calendars, the tree and rules that draw the stamp, and
        nothing else."""
        found: T | None = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MOST:
                self._answers.clear()
            found = self._answers.setdefault(key, ask())
        return found


_kept = [Kept(None)]


def stamp_beside() -> Subquery:
    """The stamp, for who reads something else just before it is needed: one journey to the database for both."""
    return Subquery(Stamp.objects.filter(pk=1).values("drawn"))


def current(stamp: int | None = None) -> Kept:
    """What was computed under the stamp as this transaction sees it, or a new beginning. One small query, in a stretch
    of acts once; none where the `stamp` was read beside something else (`stamp_beside`)."""
    stamp = stamp or stretches.once("stamp of calendars", _stamp)
    kept = _kept[0]
    if stamp is None or kept.stamp != stamp:
        kept = _kept[0] = Kept(stamp)
    return kept


def _stamp() -> int | None:
    with cursor() as opened:
        opened.execute("SELECT drawn FROM calendars_stamp WHERE id = 1")
        row = opened.fetchone()
    return row[0] if row else None
