"""What must always hold in the register (`lienthu check`): no number is missing or beyond its series."""

from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import Count, F, Max, Q

from lienthu.registry.models import Document, File, Series

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    drawn = Count("documents", filter=Q(documents__ordinal__gt=F("floor")))
    rows = Series.objects.annotate(drawn=drawn, highest=Max("documents__ordinal"))
    for row in rows.exclude(drawn=F("last") - F("floor"))[:SHOWN]:
        yield f"Series {row} should have {row.last - row.floor} documents after {row.floor}, and has {row.drawn}."
    for row in rows.filter(highest__gt=F("last"))[:SHOWN]:
        yield f"Series {row} has a document with the number {row.highest}."
    strangers = ~Q(organisation=F("series__organisation")) & Q(organisation__isnull=False)
    strangers |= ~Q(federation=F("series__federation")) & Q(federation__isnull=False)
    for each in Document.objects.filter(strangers)[:SHOWN]:
        yield f"Document {each.pk} ({each.symbol}) has a number of somebody else's register."
    for file in File.objects.order_by("pk"):
        if not default_storage.exists(file.path):
            yield f"The file {file.name} of document {file.document_id} is gone from the uploads ({file.path})."
