"""What devices take along of rotation: a set with its list; and a box received, or counted, without a network.

Shapes of the events: docs/travel-offline-device.md, "For rooms above sync". What was not scanned counts as missing.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from lienthu.catalogue.models import Copy
from lienthu.common.access import allowed
from lienthu.rotation.models import BookSet, Placement, PlacementLine
from lienthu.rotation.rules.placing import THERE
from lienthu.rotation.services import placements, returning
from lienthu.rotation.services.steps import Seen, Word
from lienthu.sync.models import Device
from lienthu.sync.registry import SEEN, Act, Applied, Asked, BundleRequest, Choice, Contents, Handler, Result, Scope

WORK: Final = "rotation.work"
State, Found = Placement.State, PlacementLine.Found
LARGEST = 5_000  # things in one event


def _sets(device: Device) -> Iterator[BookSet]:
    if allowed(device.person, WORK, device.library):
        yield from BookSet.objects.filter(library=device.library).in_service()


def _copies(book_set: BookSet) -> Any:
    return Copy.objects.filter(pk__in=book_set.contents.filter(removed_at=None).values("copy"))


def _choices(device: Device, at: datetime) -> Iterator[Choice]:
    for book_set in _sets(device):
        yield Choice(book_set.pk, str(book_set), _copies(book_set).count())


def _contents(device: Device, number: int, at: datetime) -> Contents | None:
    """The books of the set, wherever it is, and where it is lent from: at a library's own site its desk lends them."""
    book_set = next((each for each in _sets(device) if each.pk == number), None)
    if book_set is None:
        return None
    there = _under_way(book_set)
    site = there.deposit.site if there and there.state in Placement.AT_SITE else None
    return Contents(str(book_set), _copies(book_set), site)


SCOPES: Final[Mapping[str, Scope]] = {"set": Scope(_choices, _contents)}


def _under_way(book_set: BookSet) -> Placement | None:
    rows = book_set.placements.filter(state__in=(State.SENT, *Placement.AT_SITE))
    return rows.select_related("deposit__site__organisation").first()


def bundle(request: BundleRequest) -> Mapping[str, object] | None:
    """The one thing to scan against: a box on its way is received, one at its site is counted."""
    if request.scope != "set":
        return None
    placement = _under_way(BookSet.objects.get(pk=request.scope_id))
    if placement is None or placement.state == State.COUNTED:
        return None
    kind = "box_receipt" if placement.state == State.SENT else "count"
    lines = placement.lines.all() if placement.state == State.SENT else placement.lines.filter(received__in=THERE)
    count = {
        "kind": kind, "id": str(placement.pk), "name": str(placement), "data": {"placement": placement.pk},
        "expected": list(lines.order_by("pk").values_list("copy", flat=True)),
    }  # fmt: skip
    return {"counts": [count]}


def _receive(act: Act) -> Result:
    placement = _placement(act)
    if isinstance(placement, Asked):
        return placement
    seen = _seen(act.data, set(placement.lines.values_list("copy", flat=True)))
    if isinstance(seen, Asked):
        return seen
    placements.receive(placement=placement, seen=seen, word=_word(act), actor=act.actor, at=act.at)
    return _booked(placement)


def _count(act: Act) -> Result:
    placement = _placement(act)
    if isinstance(placement, Asked):
        return placement
    listed = placement.lines.filter(received__in=THERE).select_related("copy")
    seen = _seen(act.data, {row.copy_id for row in listed})
    if isinstance(seen, Asked):
        return seen
    lent = {row.copy_id for row in listed if row.copy.status == Copy.Status.ON_LOAN}
    found = {copy: Found.ON_LOAN if copy in lent else what for copy, what in seen.found.items()}
    returning.count(placement=placement, seen=Seen(found, seen.codes), word=_word(act), actor=act.actor, at=act.at)
    return _booked(placement)


def _booked(placement: Placement) -> Applied:
    """With a word to look at where the list and the box differ."""
    open_ = placement.questions.filter(answer="").count()
    if not open_:
        return Applied(placement, {"placement": placement.pk})
    words = _("There are %(n)d open questions about this box.") % {"n": open_}
    return Applied(placement, {"placement": placement.pk, "questions": open_}, "differences", words)


def _word(act: Act) -> Word:
    with override("vi"):
        return Word(name=str(act.actor), remarks=_("With the device %(device)s.") % {"device": act.device})


def _placement(act: Act) -> Placement | Asked:
    """The box that the device names, of a library that its person works for."""
    number = act.data.get("placement")
    libraries = {act.library.pk, act.device.library_id}
    found = Placement.objects.filter(pk=number, library__in=libraries).first() if isinstance(number, int) else None
    return found or Asked("no_box", _("It does not say which box this is, or the box is another library's."))


def _seen(data: Mapping[str, Any], listed: set[int]) -> Seen | Asked:
    """What was scanned against the list; the rest of the list is missing."""
    scanned = [*_things(data.get("copies")), *_things(data.get("surplus"))]
    if not isinstance(data.get("copies"), list) or len(scanned) > LARGEST:
        return Asked("bad_data", _("The list of what was scanned cannot be read."))
    there = {each["copy"] for each in scanned if isinstance(each.get("copy"), int)} & listed
    others = [str(each.get("barcode", ""))[:120] for each in scanned if each.get("copy") not in there]
    return Seen(dict.fromkeys(listed - there, Found.MISSING), tuple(code for code in others if code))


def _things(value: object) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


LOOK: Final = {"differences": (SEEN,)}
NAMES: Final = {"differences": gettext_lazy("The box differs from its list"), "no_box": gettext_lazy("Unknown box")}
KINDS: Final[Mapping[str, Handler]] = {
    "box_receipt": Handler(gettext_lazy("box received"), _receive, action=WORK, remedies=LOOK, names=NAMES),
    "count": Handler(gettext_lazy("box counted"), _count, action=WORK, remedies=LOOK, names=NAMES),
}
