"""What a change of a heading reaches: which records are rewritten, which only follow."""

from collections.abc import Collection
from typing import NamedTuple

from django.db.models import QuerySet

from lienthu.authorities.models import Change, Heading, HeadingUse
from lienthu.catalogue.models import ImportRun, SourceRecord

BY_HAND = ImportRun.Kind.BY_HAND


class Effects(NamedTuple):
    """Records that write a heading or what leads to it, by what a change would do with them."""

    rewritten: int  # of these libraries, last saved here
    from_files: int  # of these libraries, last brought by a file: rewritten only when that is asked for
    elsewhere: int  # of other libraries: shown under the new form, and left as they are


def records_using(numbers: Collection[int]) -> QuerySet[SourceRecord]:
    """The records that write one of these forms."""
    uses = HeadingUse.objects.filter(heading__in=numbers).values("record")
    return SourceRecord.objects.filter(pk__in=uses, withdrawn_at=None)


def effects_of(heading: Heading, libraries: Collection[int]) -> Effects:
    """What changing the heading would do, for somebody who answers for the records of these libraries."""
    numbers = [heading.pk, *heading.references.values_list("pk", flat=True)]
    using = records_using(numbers)
    own = using.filter(library__in=libraries)
    by_hand = own.filter(run__kind=BY_HAND).count()
    return Effects(by_hand, own.count() - by_hand, using.count() - own.count())


def records_to_rewrite(change: Change) -> QuerySet[SourceRecord]:
    """The records of a change that have not followed yet."""
    if change.undone_at is not None:
        waiting = change.records.filter(state="done").values("record")
        return SourceRecord.objects.filter(pk__in=waiting)
    reached = records_using([change.moved_id, *change.redirects]).filter(library__in=change.libraries)
    if not change.with_files:
        reached = reached.filter(run__kind=BY_HAND)
    return reached.exclude(pk__in=change.records.values("record"))
