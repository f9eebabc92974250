"""Taking authority records in, of MARC 21 or UNIMARC: each heading with what leads to it and what stands beside it."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.authorities.errors import AuthoritiesUnreadable
from lienthu.authorities.models import AuthorityFile, Heading, Relation
from lienthu.authorities.services import forms, harvest
from lienthu.common import audit
from lienthu.lib.marc import iso2709
from lienthu.lib.marc.headings import Authority, Form, authority_of, is_authority
from lienthu.lib.marc.problems import Refused
from lienthu.lib.marc.source import Source, UnreadableFile, open_source, parse

SLICE = 200  # records to a transaction

Progress = Callable[[int, int], None]  # bytes done, bytes in all


@dataclass
class Taken:
    """What came of a file. `read` = new + known + conflicts + left_out + other + unreadable."""

    read: int = 0
    new: int = 0  # headings that were not there, in records or otherwise
    known: int = 0  # headings that were there
    conflicts: int = 0  # headings that are references here: left as they are here
    left_out: int = 0  # without a heading that a record could use as a whole: a subdivided name, or of another kind
    other: int = 0  # no authority records
    unreadable: int = 0
    references: int = 0  # forms that lead to one of the headings now
    refused: int = 0  # references to one of the headings from what is a heading itself here
    relations: int = 0


def take_file(
    *,
    path: Path,
    actor: User | None,
    at: datetime,
    format: str = "auto",
    encoding: str = "auto",
    file_name: str = "",
    progress: Progress | None = None,
) -> Taken:
    """Take a file's authority records in. Safe to repeat: what is there already is left alone.

    What people decided here stands: a heading that was merged into another one is not brought back by a file. Raises
    AuthoritiesUnreadable when the file cannot be read or has no authority record.
    """
    try:
        source = open_source(path, format=format, encoding=encoding)
    except (UnreadableFile, OSError) as problem:
        raise AuthoritiesUnreadable("unreadable", str(problem), file=str(path)) from problem
    counts = Taken()
    for batch, reached in _read(source, counts):
        with transaction.atomic():
            harvest.hold()
            with harvest.counting_new():
                for authority in batch:
                    _take(authority, counts)
        if progress:
            progress(reached, source.size)
    if not counts.new + counts.known + counts.conflicts + counts.left_out:
        message = _("%(file)s has no authority records. Bibliographic records are taken in by Import a file.")
        raise AuthoritiesUnreadable("no_authorities", message % {"file": file_name or path.name}, file=str(path))
    _written_down(path, file_name or path.name, counts, actor, at)
    return counts


@transaction.atomic
def _written_down(path: Path, name: str, counts: Taken, actor: User | None, at: datetime) -> None:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    row = AuthorityFile.objects.create(file_name=name, file_digest=digest, counts=asdict(counts), actor=actor, at=at)
    said: Mapping[str, object] = {"file": name, "new": counts.new, "references": counts.references}
    audit.record(actor=actor, at=at, action="authorities.taken", thing=row, before=None, after=said)


def _read(source: Source, counts: Taken) -> Iterator[tuple[list[Authority], int]]:
    """The authority records in slices, each with the bytes reached; what is none is counted."""
    batch: list[Authority] = []
    reached = 0
    for block in source.blocks():
        reached = block.reached
        raws: Sequence[bytes] = (
            iso2709.pieces(block.payload) if isinstance(block.payload, bytes) else list(block.payload)
        )
        for raw in raws:
            counts.read += 1
            try:
                record = parse(raw, format=block.format, encoding=block.encoding, columns=block.columns)
            except Refused:
                counts.unreadable += 1
                continue
            if not is_authority(record):
                counts.other += 1
            elif (authority := authority_of(record)) is None:
                counts.left_out += 1
            else:
                batch.append(authority)
            if len(batch) >= SLICE:
                yield batch, reached
                batch = []
    if batch:
        yield batch, reached


def _take(authority: Authority, counts: Taken) -> None:
    heading, made = forms.get(authority.kind, authority.form, source=Heading.Source.FILE)
    if heading.leads_to_id is not None:
        counts.conflicts += 1
        return
    counts.new += made
    counts.known += not made
    _established(heading, authority)
    for kind, form in authority.see:
        _refer(heading, kind, form, counts)
    for how, kind, form in authority.beside:
        _relate(heading, how, kind, form, counts)


def _established(heading: Heading, authority: Authority) -> None:
    """A heading that records had is a file's from now on; a number that it has already stays."""
    heading.source = Heading.Source.FILE
    heading.thesaurus = heading.thesaurus or authority.thesaurus
    heading.number = heading.number or authority.number
    heading.save(update_fields=["source", "thesaurus", "number"])


def _refer(heading: Heading, kind: str, form: Form, counts: Taken) -> None:
    one, made = forms.get(kind, form, source=Heading.Source.FILE)
    if one.pk == heading.pk or one.leads_to_id == heading.pk:
        return
    if one.leads_to_id is not None:
        # One form for several: "CSA" of each society of that name. The first leads, the others are told beside it.
        _link, said = Relation.objects.get_or_create(one=one, other=heading, kind=Relation.Kind.SEE)
        counts.references += said
        return
    if not made and one.source != Heading.Source.RECORDS:
        counts.refused += 1
        return
    redirected = list(one.references.values_list("pk", flat=True))
    Heading.objects.filter(pk__in=[one.pk, *redirected]).update(leads_to=heading)
    forms.show([one.pk, *redirected])
    counts.references += 1


def _relate(heading: Heading, how: str, kind: str, form: Form, counts: Taken) -> None:
    other, _made = forms.get(kind, form, source=Heading.Source.FILE)
    other = other.leads_to or other
    if other.pk == heading.pk:
        return
    one, two = heading, other
    if how in ("narrower", "later"):
        one, two, how = other, heading, "broader" if how == "narrower" else "earlier"
    if how == Relation.Kind.ALSO and Relation.objects.filter(one=two, other=one, kind=how).exists():
        return
    _row, said = Relation.objects.get_or_create(one=one, other=two, kind=how)
    counts.relations += said
