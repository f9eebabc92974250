"""Many offers at once, as a member pastes them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.queries.copies import numbered
from lienthu.catalogue.queries.linking import Asked, linked
from lienthu.federation.models import Organisation
from lienthu.lib.marc.drafting import draft
from lienthu.lib.marc.extract import facts_of as marc_facts
from lienthu.sharing.errors import SharingRefused
from lienthu.sharing.models import Round
from lienthu.sharing.queries.holdings import described
from lienthu.sharing.rules.lists import Wanted
from lienthu.sharing.services import rounds


class Offered(NamedTuple):
    """How many titles are offered now, and the lines that are not, each with its reason."""

    titles: int
    refused: list[tuple[Wanted, str]]


@transaction.atomic
def offer_all(
    *, held: Round, library: Organisation, wanted: Sequence[Wanted], actor: User | None, at: datetime
) -> Offered:
    """Offer what the lines say: a title so many times, or one copy for each code; what cannot be is told."""
    refused: list[tuple[Wanted, str]] = []
    counts: dict[int, int] = {}
    lines: dict[int, Wanted] = {}
    for each, record in zip(wanted, _records(library, wanted), strict=True):
        if record is None:
            refused.append((each, _("No title of your library is meant by this alone.")))
            continue
        counts[record] = counts.get(record, 0) + each.quantity
        lines.setdefault(record, each)
    done = 0
    records = SourceRecord.objects.in_bulk(counts)
    for number, copies in counts.items():
        try:
            with transaction.atomic():
                rounds.offer(held=held, library=library, record=records[number], copies=copies, actor=actor, at=at)
            done += 1
        except SharingRefused as refusal:
            if refusal.code != "too_many":
                raise
            refused.append((lines[number], str(refusal)))
    return Offered(done, sorted(refused))


def _records(library: Organisation, wanted: Sequence[Wanted]) -> list[int | None]:
    """The record of the library that each line means."""
    codes = [each.code for each in wanted if each.code and not each.wrong]
    by_code: dict[str, set[int]] = {}
    for copy in Copy.objects.filter(pk__in=numbered(codes), owner=library):
        for code in {copy.barcode, copy.accession_number} - {""}:
            by_code.setdefault(code, set()).add(copy.record_id)
    told = [each for each in wanted if not each.code and not each.wrong]
    asked = [Asked("", marc_facts(draft(described(each.title, each.author, each.isbn)))) for each in told]
    found = dict(zip([each.line for each in told], linked(asked, libraries=[library.pk]) if asked else [], strict=True))
    records: list[int | None] = []
    for each in wanted:
        some = sorted(by_code.get(each.code, ())) if each.code else found.get(each.line, [])
        records.append(some[0] if len(some) == 1 and not each.wrong else None)
    return records
