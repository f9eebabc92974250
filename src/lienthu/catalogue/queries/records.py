"""Source records in bulk: for export, for the list of titles, for the list of rejects."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from lienthu.catalogue.errors import TitleUnknown
from lienthu.catalogue.models import RecordVersion, Reject, SourceRecord
from lienthu.federation.models import Organisation
from lienthu.lib import matching
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.source import parse

SLICE = 2_000


def records_of(library: Organisation) -> Iterator[Record]:
    """Every stored record of a library in its current version, decoded, in the order in which they first came."""
    versions = (
        RecordVersion.objects.filter(record__library=library, number=F("record__version"))
        .order_by("record_id")
        .values_list("raw", "run__format", "run__encoding", "run__columns")
    )
    for raw, format, encoding, columns in versions.iterator(chunk_size=SLICE):
        yield parse(bytes(raw), format=format, encoding=encoding, columns=columns)


def in_version(source: SourceRecord, number: int) -> Record:
    """The record as it was in an earlier version. Raises TitleUnknown when there is no version of that number."""
    stored = RecordVersion.objects.filter(record=source, number=number).select_related("run").first()
    if stored is None:
        message = _("There is no version %(number)s of this record.") % {"number": number}
        raise TitleUnknown("version_unknown", message)
    run = stored.run
    return parse(bytes(stored.raw), format=run.format, encoding=run.encoding, columns=run.columns)


def versions_of(source: SourceRecord) -> QuerySet[RecordVersion]:
    """The record's versions, the newest first, with the run by which each came and who it was."""
    return RecordVersion.objects.filter(record=source).select_related("run__actor").order_by("-number")


def titles_with_records() -> Iterator[dict[str, object]]:
    """Every title with its records and the reasons of their grouping (the `titles` command), by number.

    Withdrawn records are listed too: each source record stands in exactly one title.
    """
    rows = SourceRecord.objects.order_by("title_id", "pk").values_list(
        "title_id", "library__code", "control_number", "position", "grouped_by", "evidence"
    )
    for title, members in groupby(rows.iterator(chunk_size=SLICE), key=itemgetter(0)):
        records: list[dict[str, object]] = []
        reasons: list[str] = []
        for _title, library, number, position, grouped_by, evidence in members:
            records.append({"library": library, "control_number": number, "source_position": position})
            reasons.extend(_reasons(f"{library} {number}", grouped_by, evidence))
        yield {"title": title, "records": records, "reasons": reasons}


def _reasons(record: str, grouped_by: int, evidence: str) -> list[str]:
    if grouped_by == SourceRecord.GroupedBy.PERSON:
        return [f"{record}: placed by a person"]
    if not evidence:
        return []
    return [f"{record}: {' '.join(matching.explain(matching.from_code(evidence)))}"]


def rejects_of(library: Organisation) -> Iterator[Reject]:
    """What could not be taken of a library's files, oldest first."""
    return Reject.objects.filter(library=library).order_by("pk").iterator(chunk_size=SLICE)
