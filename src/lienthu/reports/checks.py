"""What must always hold of reports (`lienthu check`): what was signed is there, to the last byte."""

import hashlib
from collections.abc import Iterator

from lienthu.reports.models import Report, SignedPaper


def problems() -> Iterator[str]:
    """A sentence for each signed report whose files are not those signed, or that has none."""
    for paper in SignedPaper.objects.order_by("pk").iterator(chunk_size=20):
        for name, data, digest in (
            ("Word", paper.docx, paper.docx_sha256),
            ("PDF", paper.pdf, paper.pdf_sha256),
        ):
            if hashlib.sha256(bytes(data)).hexdigest() != digest:
                yield f"The {name} file of report {paper.report_id} is not the one that was signed."
    bare = Report.objects.filter(state=Report.State.SIGNED, paper=None)
    for pk in bare.order_by("pk").values_list("pk", flat=True):
        yield f"Report {pk} is signed, and its files are not there."
