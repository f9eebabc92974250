"""Gathering the headings of stored records: beside the imports, never in them, and only of what is new.

RecordVersion grows with every version of every record that is stored, under the lock of `store.lock_grouping`, so its
keys come in the order in which they are committed: whatever is behind the last key that was looked at is all there is.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import F, QuerySet

from lienthu.authorities.models import Harvest, Heading, HeadingUse
from lienthu.authorities.services import forms
from lienthu.catalogue import store
from lienthu.catalogue.models import RecordVersion
from lienthu.lib.marc import headings
from lienthu.lib.marc.headings import Form
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.source import parse

SLICE = 2_000  # versions to a transaction: what somebody who saves beside it waits for
TAGS_LENGTH = 60

Progress = Callable[[int, int], None]  # versions done, versions in all


class Row(NamedTuple):
    """A stored version of a record, and how to read it."""

    version: int
    record: int
    number: int
    current: int  # the record's version now
    withdrawn: bool
    raw: bytes
    format: str
    encoding: str
    columns: dict[str, str] | None


def behind() -> int:
    """How many stored versions have not been looked at."""
    mark = Harvest.objects.filter(pk=Harvest.ONLY).values_list("version", flat=True).first() or 0
    return RecordVersion.objects.filter(pk__gt=mark).count()


def catch_up(*, progress: Progress | None = None) -> int:
    """Look at everything that was stored since the last time; returns the number of versions."""
    total, done = behind(), 0
    with store.bulk():
        while taken := _slice():
            done += taken
            if progress:
                progress(done, max(total, done))
    return done


def hold() -> None:
    """Let no harvest run beside the caller's transaction, and be up to date where that takes no long time.

    Whoever changes headings calls it first: the harvest locks its own row before any heading, and so do they.
    """
    _mark()
    if behind() <= SLICE:
        while _slice():
            pass


def _mark() -> Harvest:
    Harvest.objects.get_or_create(pk=Harvest.ONLY)
    return Harvest.objects.select_for_update().get(pk=Harvest.ONLY)


@transaction.atomic
def begin_anew() -> None:
    """Forget which record uses what: the next harvest looks at every record again. Headings and references stay."""
    _mark()
    HeadingUse.objects.all().delete()
    Heading.objects.filter(uses__gt=0).update(uses=0)
    Harvest.objects.update(version=0)


@transaction.atomic
def _slice() -> int:
    mark = _mark()
    found = RecordVersion.objects.filter(pk__gt=mark.version).order_by("pk")
    rows = _rows(found[:SLICE])
    if rows:
        _take([row for row in rows if row.number == row.current])
        mark.version = rows[-1].version
        mark.save(update_fields=["version"])
    return len(rows)


def _rows(versions: QuerySet[RecordVersion]) -> list[Row]:
    found = versions.values_list(
        "pk", "record_id", "number", "record__version", "record__withdrawn_at", "raw", "run__format", "run__encoding",
        "run__columns",
    )  # fmt: skip
    return [
        Row(version, record, number, current, withdrawn is not None, bytes(raw), format, encoding, columns)
        for version, record, number, current, withdrawn, raw, format, encoding, columns in found
    ]


@contextmanager
def counting_new() -> Iterator[None]:
    """Count who uses the headings with subdivisions that are made within: no record makes such a one.

    The caller holds the harvest's row (`hold`) and the transaction.
    """
    newest = Heading.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield
    made = Heading.objects.filter(pk__gt=newest, kind__in=headings.SUBDIVIDED).values_list("kind", "form")
    forms_made = [(kind, headings.unpack(form)) for kind, form in made]
    keys = {headings.first_part_key(kind, form) for kind, form in forms_made if headings.is_subdivided(form)}
    if keys:
        _look_again(sorted(keys))


def _look_again(keys: Sequence[int]) -> None:
    """Bring the records into step that use these headings."""
    mark = _mark().version
    for first in range(0, len(keys), SLICE):
        uses = HeadingUse.objects.filter(heading__key__in=keys[first : first + SLICE]).order_by()
        versions = RecordVersion.objects.filter(
            pk__lte=mark, record__in=uses.values("record"), number=F("record__version")
        )
        last = 0
        while rows := _rows(versions.filter(pk__gt=last).order_by("pk")[:SLICE]):
            last = rows[-1].version
            _take(rows, again=True)


def out_of_step(versions: Collection[int]) -> Iterator[int]:
    """The records, of these versions, whose noted uses are not what the version says: for `lienthu check`."""
    rows = _rows(RecordVersion.objects.filter(pk__in=versions).order_by())
    noted: dict[int, set[int]] = {row.record: set() for row in rows}
    uses = HeadingUse.objects.filter(record__in=list(noted)).values_list("record_id", "heading__key")
    for record, key in uses:
        noted[record].add(key)
    written = {row.record: _headings(row) for row in rows}
    there = forms.known({key_of(found) for all_of in written.values() for found in all_of if _is_whole(found)})
    for record, all_of in written.items():
        keys = {key_of(found) for found in all_of if not _is_whole(found) or key_of(found) in there}
        if noted[record] != keys:
            yield record


def _take(rows: Sequence[Row], *, again: bool = False) -> None:
    """Bring the uses of these records, in their current versions, into step; `again`: they were looked at before."""
    wanted: dict[int, tuple[str, Form]] = {}
    wholes: set[int] = set()  # with subdivisions: counted where they are headings, and never made from records
    now: dict[tuple[int, int], list[str]] = {}  # (record, key) → tags
    for row in rows:
        for found in _headings(row):
            key = key_of(found)
            if _is_whole(found):
                wholes.add(key)
            else:
                wanted[key] = (found.kind, found.form)
            tags = now.setdefault((row.record, key), [])
            if found.tag not in tags:
                tags.append(found.tag)
    there = forms.known([*wanted, *wholes])
    numbers = {key: one.id for key, one in there.items()}
    fresh = {key: what for key, what in wanted.items() if key not in there}
    numbers |= forms.add(fresh, source=Heading.Source.RECORDS)
    uses = {
        (record, numbers[key]): " ".join(tags)[:TAGS_LENGTH] for (record, key), tags in now.items() if key in numbers
    }
    changed = [row.record for row in rows if again or row.number > 1]
    before = {
        (record, heading): tags
        for record, heading, tags in store.rows_where(HeadingUse, "record_id, heading_id, tags", "record_id", changed)
    }
    gone = [pair for pair, tags in before.items() if uses.get(pair) != tags]
    came = [(*pair, tags) for pair, tags in uses.items() if before.get(pair) != tags]
    store.delete(HeadingUse, ("record_id", "heading_id"), gone)
    store.insert(HeadingUse, ("record_id", "heading_id", "tags"), came)
    _count(Counter(heading for _record, heading, _tags in came), Counter(heading for _record, heading in gone))


def _headings(row: Row) -> list[headings.Found]:
    if row.withdrawn:
        return []
    try:
        record = parse(row.raw, format=row.format, encoding=row.encoding, columns=row.columns)
    except Refused:  # read when it was stored; a later reader may be stricter
        return []
    return [*headings.headings_of(record), *headings.subdivided_of(record)]


def key_of(found: headings.Found) -> int:
    return headings.key_of(found.kind, found.form)


def _is_whole(found: headings.Found) -> bool:
    return found.kind in headings.SUBDIVIDED and headings.is_subdivided(found.form)


def _count(more: Counter[int], fewer: Counter[int]) -> None:
    """Keep the sums, and tell the catalogue of references that are used for the first or no longer at all."""
    more.subtract(fewer)
    deltas = sorted((heading, delta) for heading, delta in more.items() if delta)
    table = connection.ops.quote_name(Heading._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET uses = uses + %s WHERE id = %s",  # noqa: S608
            [(delta, heading) for heading, delta in deltas],
        )
    moved = dict(deltas)
    # Only a form that leads on is shown otherwise, and what reads like one: a first harvest has few of either.
    leading = f"(SELECT folded FROM {table} WHERE leads_to_id IS NOT NULL AND uses > 0)"  # noqa: S608
    concerned = store.rows_where(Heading, "id, uses", "id", list(moved), f"AND folded IN {leading}")
    concerned += store.rows_where(Heading, "id, uses", "id", list(moved), "AND leads_to_id IS NOT NULL AND uses = 0")
    turned = [heading for heading, uses in concerned if not uses or uses == moved[heading]]
    if turned:
        forms.show(turned)
