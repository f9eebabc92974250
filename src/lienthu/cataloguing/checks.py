"""What must always hold of accession numbers (`lienthu check`)."""

from collections.abc import Iterator

from django.db.models import F, Max

from lienthu.cataloguing.models import Accession, SeriesCounter

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    strayed = Accession.objects.exclude(number=F("copy__accession_number"), owner=F("copy__owner"))
    for line in strayed.select_related("copy")[:SHOWN]:
        yield f"The register has {line.number} for copy {line.copy_id}, which says {line.copy.accession_number or '–'}."
    highest = Accession.objects.exclude(series=None).order_by().values_list("series", "year").annotate(Max("ordinal"))
    counted = {(row.series_id, row.year): row.last for row in SeriesCounter.objects.all()}
    for series, year, ordinal in highest:
        if ordinal is not None and ordinal > counted.get((series, year), 0):
            yield f"Series {series} has given {ordinal} ({year}) and would give it again."
