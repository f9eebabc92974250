"""From what an event says to the copy and the person that are meant."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import copies
from lienthu.circulation.queries import desk as desk_queries
from lienthu.patrons import queries as patrons
from lienthu.patrons.models import Patron
from lienthu.sync.models import NewPerson
from lienthu.sync.registry import Act, Asked
from lienthu.sync.rules import uuid_of, whole

LARGEST_KEY = 2**63 - 1
LONGEST_PROMISE = timedelta(days=730)


class Unclear(Exception):
    """What an event is about cannot be told; `asked` is what a person is asked."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.asked = Asked(code, words)


def text(act: Act, name: str, most: int = 200) -> str:
    """A text of the event's data, "" where there is none."""
    value = act.data.get(name)
    return " ".join(value.split())[:most] if isinstance(value, str) else ""


def copy(act: Act) -> Copy:
    """The copy that was scanned: by the number that the bundle gave it, else by what stands on it.

    Raises Unclear where no copy or several have it.
    """
    number = whole(act.data.get("copy"), 1, LARGEST_KEY)
    typed = act.answers.get("copy", "")
    if number and not typed:
        with suppress(Copy.DoesNotExist):
            return copies.lock(number)
    code = typed.strip() or text(act, "barcode")
    if not code:
        raise Unclear("bad_data", _("The event does not say which copy it is about."))
    several = desk_queries.copies_with(code, act.library)
    if len(several) == 1:
        return several[0]
    if several:
        message = _("%(count)d copies have the number “%(code)s”. Say which one it was.")
        raise Unclear("unknown_copy", message % {"count": len(several), "code": code})
    message = _("No copy has the number “%(code)s”. It may be typed wrong, or the copy is not catalogued yet.")
    raise Unclear("unknown_copy", message % {"code": code})


def read_ahead(events: Sequence[Mapping[str, Any]]) -> list[Copy]:
    """The copies that events of these data name, locked and read before each is folded, and their readers read."""
    named = {name: {whole(each.get(name), 1, LARGEST_KEY) for each in events} for name in ("copy", "patron")}
    desk_queries.readers_ahead({number for number in named["patron"] if number})
    return copies.lock_ahead({number for number in named["copy"] if number})


def names_somebody(act: Act) -> bool:
    return any(act.data.get(name) for name in ("patron", "card", "person"))


def person(act: Act) -> Patron:
    """The reader: by id, by what was scanned, or by the temporary id of a card given in the field. Raises Unclear."""
    if "patron" in act.answers:
        return _by_code(act, act.answers["patron"].strip())
    if number := whole(act.data.get("patron"), 1, LARGEST_KEY):
        found = _final(desk_queries.patron_at(number, act.libraries))
        if found is not None:
            return found
        raise Unclear("unknown_person", _("The reader of this event is no longer known here."))
    if temporary := uuid_of(act.data.get("person")):
        row = NewPerson.objects.filter(device=act.device, uuid=temporary).select_related("patron__category").first()
        if row is not None and (kept := _final(row.patron)) is not None:
            return kept
        raise Unclear("unknown_person", _("The reader was given a card on the device, and that card was not booked."))
    if code := text(act, "card"):
        return _by_code(act, code)
    raise Unclear("bad_data", _("The event does not say who the reader is."))


def _by_code(act: Act, code: str) -> Patron:
    found = patrons.card_or_number(code, libraries=act.libraries)
    if found is None:  # a card that was lost or replaced since still says whose it was
        card = patrons.card_by_code(code, libraries=act.libraries)
        found = _final(card.patron) if card else None
    if found is None:
        message = _("No reader has the card or number “%(code)s”.")
        raise Unclear("unknown_card", message % {"code": code})
    return found


def _final(patron: Patron | None) -> Patron | None:
    """The row that the patron's was merged into, if it was; None for one whose data were deleted."""
    while patron is not None and patron.merged_into_id is not None:
        patron = Patron.objects.select_related("category").get(pk=patron.merged_into_id)
    return None if patron is None or patron.state == Patron.State.DELETED else patron


def promised(act: Act) -> date | None:
    """The day that the reader was told to bring it back; None where it is missing or makes no sense."""
    value: Any = act.data.get("due_on")
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        return None
    told = timezone.localdate(act.at)
    return day if day is not None and told <= day <= told + LONGEST_PROMISE else None


def said(act: Act) -> str:
    """The reason that an override is booked with: what was written on the device, and that it happened there."""
    reason = text(act, "reason", 100)
    happened = _("lent without a network on “%(device)s”") % {"device": act.device.name}
    return f"{reason} ({happened})"[:200] if reason else happened[:200]


def known_against(act: Act) -> set[str]:
    """The refusals that were shown on the device and overridden there."""
    given = act.data.get("against")
    return {each for each in given if isinstance(each, str)} if isinstance(given, list) else set()
