"""What may be weeded, why, and the lists as pages and documents show them."""

from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy
from lienthu.circulation.queries import uses
from lienthu.federation.models import Organisation
from lienthu.stock.models import WeedingItem, WeedingList
from lienthu.stock.rules.weeding import Candidate, Criteria, Reason, against


class Proposal(NamedTuple):
    """A copy that criteria speak against."""

    copy: int
    reasons: list[Reason]
    used_on: date | None


def proposals(library: Organisation, criteria: Criteria, on: date) -> list[Proposal]:
    """The library's own copies in its own charge that the criteria speak against, in the order of their titles.

    A copy that stands on another list, still being edited or proposed, is not proposed twice.
    """
    candidates = _candidates(library)
    listed = WeedingItem.objects.filter(
        weeding__library=library, weeding__state__in=(WeedingList.State.DRAFT, WeedingList.State.PROPOSED)
    )
    taken = set(listed.values_list("copy", flat=True))
    reasons = against(candidates, criteria, on)
    return [
        Proposal(each.copy, reasons[each.copy], each.used_on)
        for each in candidates
        if each.copy in reasons and each.copy not in taken
    ]


def _candidates(library: Organisation) -> list[Candidate]:
    used, lost = uses.last_uses(library), uses.losses(library)
    rows = Copy.objects.filter(owner=library, custodian=library).exclude(status=Copy.Status.WITHDRAWN)
    found: list[Candidate] = []
    read: tuple[int, int | None] = (0, None)  # copies of one record follow one another: its facts are read once
    values = rows.order_by("record_id", "id").values_list(
        "pk", "record_id", "record__title_id", "status", "call_number", "record__facts"
    )
    for copy, record, title, status, call_number, facts in values.iterator(chunk_size=2_000):
        if read[0] != record:
            read = (record, facts_from_json(facts).year)
        found.append(Candidate(copy, title, status, call_number, read[1], used.get(copy), lost.get(copy)))
    return found


def items_of(weeding: WeedingList) -> QuerySet[WeedingItem]:
    """With their copies and records, those kept last."""
    rows = weeding.items.select_related("copy__record", "kept_by", "undone_by")
    return rows.order_by("kept", "copy__call_number", "id")


def counts_of(weeding: WeedingList) -> dict[str, int]:
    """Copies: `listed`, `kept`, `to_go`, `withdrawn`, `left_out`, `undone`; and `titles` of those to go."""
    gone = Q(withdrawn_at__isnull=False)
    counted: dict[str, int] = weeding.items.aggregate(  # "n_": an item has fields of some of these names
        n_listed=Count("id"),
        n_kept=Count("id", filter=Q(kept=True)),
        n_to_go=Count("id", filter=Q(kept=False)),
        n_withdrawn=Count("id", filter=gone & Q(undone_at=None)),
        n_undone=Count("id", filter=gone & Q(undone_at__isnull=False)),
        n_left_out=Count("id", filter=~Q(left_out="")),
        n_titles=Count("copy__record__title", filter=Q(kept=False), distinct=True),
    )
    return {name.removeprefix("n_"): number for name, number in counted.items()}
