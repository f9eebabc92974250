"""What must always hold in governance (`lienthu check`): what was decided agrees with its votes, numbers and files."""

import hashlib
from collections.abc import Iterator

from django.core.files.storage import default_storage
from django.db.models import F

from lienthu.governance.models import Contribution, Duty, Election, FundPaper, Nominee, Resolution, Telling
from lienthu.governance.queries.resolutions import tally_of

SHOWN = 20


def problems() -> Iterator[str]:
    """A sentence for each thing that is broken; none when all is well."""
    yield from _resolutions()
    yield from _elections()
    yield from _duties()
    for row in Contribution.objects.filter(sort="money").exclude(worth=F("entry__amount"))[:SHOWN]:
        yield f"Contribution {row.pk} says {row.worth} đồng, its line of the fund {row.entry_id} another sum."
    for paper in FundPaper.objects.order_by("pk"):
        if not default_storage.exists(paper.path):
            yield f"The receipt {paper.name} of fund entry {paper.entry_id} is gone from the uploads ({paper.path})."


def _resolutions() -> Iterator[str]:
    for row in Resolution.objects.filter(state=Resolution.State.ADOPTED).select_related("document").iterator():
        if hashlib.sha256(bytes(row.docx or b"")).hexdigest() != row.docx_sha256:
            yield f"The Word file of resolution {row.number} is not the one that was adopted."
        if hashlib.sha256(bytes(row.pdf or b"")).hexdigest() != row.pdf_sha256:
            yield f"The PDF of resolution {row.number} is not the one that was adopted."
        if row.document is None or row.document.symbol != row.number:
            yield f"Resolution {row.pk} has the number {row.number}, which the register does not say."
        if not tally_of(row, row.members_count or 0).is_carried(row.majority):
            yield f"Resolution {row.number} is adopted, and its votes do not say so."


def _elections() -> Iterator[str]:
    closed = Nominee.objects.filter(election__state=Election.State.CLOSED)
    for each in closed.filter(is_elected=True, office=None)[:SHOWN]:
        yield f"Nominee {each.pk} was elected and has no office."
    for each in closed.filter(is_elected=None)[:SHOWN]:
        yield f"Election {each.election_id} is closed and says nothing of nominee {each.pk}."


def _duties() -> Iterator[str]:
    for duty in Duty.objects.filter(state=Duty.State.DONE).prefetch_related("tellings"):
        last = next(iter(duty.tellings.all()), None)
        if last is None or last.answer != Telling.Answer.CONFIRMED or not last.is_done:
            yield f"Part {duty.pk} of item {duty.item_id} counts as done, and nobody confirmed it."
    for told in Telling.objects.exclude(path=""):
        if not default_storage.exists(told.path):
            yield f"The proof {told.file_name} of telling {told.pk} is gone from the uploads ({told.path})."
