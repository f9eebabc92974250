"""What must always hold in the catalogue, proved against the tables and the index (`lienthu check`)."""

from collections.abc import Iterator

from django.db.models import Count, F, OuterRef, Q, Subquery

from lienthu.catalogue.models import Copy, CopyMove, IndexTask, KeyRules, RecordVersion, SourceRecord, Title
from lienthu.catalogue.queries.barcodes import shared_barcodes
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.search.documents import stamp
from lienthu.catalogue.services.indexing import documents_of, slices
from lienthu.lib.matching import KEYS_VERSION

SHOWN = 20  # examples printed of one kind of problem


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _titles()
    yield from _records()
    yield from _copies()
    yield from _keys()
    yield from _custody()
    yield from _index()


def findings() -> Iterator[str]:
    """A sentence for each thing that is sound here and that a person should look at."""
    found, total = shared_barcodes(limit=SHOWN)
    for each in found:
        places = ", ".join(
            f"record {copy.record.control_number} (title {copy.record.title_id})" for copy in each.copies
        )
        yield f"{each.code} has the barcode {each.barcode} on {len(each.copies)} copies: {places}."
    if total > len(found):
        yield f"{total - len(found)} more barcodes stand on several copies of one library."


def _titles() -> Iterator[str]:
    empty = Title.objects.filter(merged_into=None, records=None)
    for title in empty[:SHOWN]:
        yield f"Title {title.pk} has no record and leads nowhere."
    full = Title.objects.exclude(merged_into=None).exclude(records=None)
    for title in full[:SHOWN]:
        yield f"Title {title.pk} leads to {title.merged_into_id} but still has records."
    chains = Title.objects.exclude(merged_into__merged_into=None)
    for title in chains[:SHOWN]:
        yield f"Title {title.pk} leads to {title.merged_into_id}, which leads on."


def _records() -> Iterator[str]:
    versions = RecordVersion.objects.values("record").annotate(n=Count("id"))
    wrong = versions.exclude(n=F("record__version"))
    for row in wrong[:SHOWN]:
        yield f"Record {row['record']} has {row['n']} stored versions, which is not the number of its current one."
    missing = SourceRecord.objects.filter(versions=None)
    for record in missing[:SHOWN]:
        yield f"Record {record.pk} has no stored version."


def _copies() -> Iterator[str]:
    counted = Count("copies", filter=~Q(copies__status=Copy.Status.WITHDRAWN))
    free = Count("copies", filter=Q(copies__status=Copy.Status.AVAILABLE))
    wrong = SourceRecord.objects.annotate(n=counted, f=free).exclude(n=F("copies_total"), f=F("copies_available"))
    for record in wrong[:SHOWN]:
        said = f"{record.copies_total} copies, {record.copies_available} available"
        yield f"Record {record.pk} says {said}; counted, there are others."


def _keys() -> Iterator[str]:
    rules = KeyRules.objects.first()
    if rules is None:
        return
    if rules.version != KEYS_VERSION:
        yield (
            f"The match keys were made by version {rules.version} of the rules; this program has version "
            f"{KEYS_VERSION}. Run: lienthu rekey"
        )
    elif rules.making is not None:
        yield "The match keys were being made anew when that was stopped. Run: lienthu rekey"


def _custody() -> Iterator[str]:
    """A copy is where its last move put it, and its moves follow one upon the other."""
    last = CopyMove.objects.filter(copy=OuterRef("copy")).order_by("-id").values("id")[:1]
    latest = CopyMove.objects.filter(pk=Subquery(last))
    for now, then in (("custodian", "to_custodian"), ("place", "to_place"), ("assigned", "to_assigned")):
        agree = Q(**{f"copy__{now}": F(then)}) | Q(**{f"copy__{now}": None, then: None})
        for move in latest.exclude(agree)[:SHOWN]:
            yield f"Copy {move.copy_id} is not where its last move, {move.pk}, put it ({now})."
    before = CopyMove.objects.filter(copy=OuterRef("copy"), id__lt=OuterRef("id")).order_by("-id")
    chained = CopyMove.objects.annotate(was=Subquery(before.values("to_custodian")[:1])).exclude(was=None)
    for move in chained.exclude(was=F("from_custodian"))[:SHOWN]:
        yield f"Move {move.pk} of copy {move.copy_id} begins with another custodian than the move before it ended with."


def _index() -> Iterator[str]:
    if IndexTask.objects.exists():
        yield "Some changes are not in the search index yet. Run: lienthu reindex"
        return
    backend = get_backend()
    indexed = dict(backend.stamps())
    if len(indexed) != backend.count():
        yield f"The search index has {backend.count()} entries for {len(indexed)} titles. Run: lienthu reindex"
    wrong = 0
    titles = Title.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True)
    for batch in slices(titles.iterator(chunk_size=4_000)):
        for document in documents_of(batch):
            wrong += indexed.pop(document.id, None) != stamp(document)
    wrong += len(indexed)
    if wrong:
        yield f"{wrong} titles differ between the database and the search index. Run: lienthu reindex"
