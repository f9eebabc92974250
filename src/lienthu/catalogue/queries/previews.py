"""An uploaded file as it would be read. Nothing is stored."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings

from lienthu.catalogue.derive import Member, shown
from lienthu.catalogue.file_troubles import no_title_column, no_title_tag, told
from lienthu.catalogue.models import LibraryProfile, Upload
from lienthu.catalogue.queries.tags import tags_of
from lienthu.catalogue.shown import Shown
from lienthu.lib.marc import tabular
from lienthu.lib.marc.copies import CopyMapping
from lienthu.lib.marc.detect import sniff
from lienthu.lib.marc.facts import CopyFacts
from lienthu.lib.marc.reading import Parsed
from lienthu.lib.marc.source import Bad, Block, UnreadableFile, contradiction, open_source, read_block
from lienthu.lib.marc.streams import Stream

PREVIEWED = 5  # readable records, from the top
REFUSED = 3  # records that will be rejected, from the top
SAMPLES = 3  # values of a column
PLACES = 60
_HEAD = 1 << 21  # bytes that the format is recognised from
_TABLES = ("csv", "xlsx")


@dataclass(frozen=True)
class Column:
    """A column of a table, or a tag of a CDS/ISIS base, and what it is taken to hold."""

    name: str
    target: str  # a key of words.TARGET_NAMES
    samples: tuple[str, ...]


@dataclass(frozen=True)
class PreviewedRecord:
    """One record of the file as it will look, or why it will be rejected."""

    position: int  # zero-based
    shown: Shown | None
    copies: tuple[CopyFacts, ...] = ()
    withdrawn: bool = False
    code: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Preview:
    """What the file is taken for, and what its beginning comes to. `trouble` says why it cannot be imported so."""

    format: str = ""  # "" when it was not recognised
    encoding: str = ""
    columns: list[Column] = field(default_factory=list)
    records: list[PreviewedRecord] = field(default_factory=list)
    looked_at: int = 0  # records from the top of the file that were read for this
    rejected: int = 0  # of those
    unnumbered: int = 0  # of those, without a number of their own
    copies: int = 0  # of those
    places: list[str] = field(default_factory=list)  # codes of places in their copies
    given: str = "auto"
    evident: str = ""  # the encoding that the file's own bytes speak for, where another was given
    trouble: str = ""

    @property
    def mapping(self) -> dict[str, str] | None:
        """What each column holds, as the import takes it; None where the file has no columns to be told."""
        return {column.name: column.target for column in self.columns} or None


def file_of(upload: Upload) -> Path:
    """Where the uploaded file is kept."""
    return Path(settings.UPLOADS) / upload.path


def profile_of(upload: Upload) -> LibraryProfile:
    """How files of this library are read; a blank one where nothing is remembered."""
    found = LibraryProfile.objects.filter(library=upload.library_id).first()
    return found or LibraryProfile(library_id=upload.library_id)


def preview(
    upload: Upload, *, format: str = "auto", encoding: str = "", targets: Sequence[str] | None = None
) -> Preview:
    """Read the beginning of the file.

    `encoding` "" is the one remembered for the library, else as detected. `targets` says for the columns of a table,
    in their order, what they hold; None takes what is remembered, and a guess for what is new.
    """
    path, profile = file_of(upload), profile_of(upload)
    encoding = encoding or profile.encoding or "auto"
    try:
        evident = contradiction(path, encoding=encoding)
        return replace(_preview(upload, path, profile, format, encoding, targets), given=encoding, evident=evident)
    except UnreadableFile as problem:
        trouble = told(str(problem), stored=path.name, own=upload.file_name)
        return Preview("" if format == "auto" else format, "" if encoding == "auto" else encoding, trouble=trouble)
    except OSError:
        trouble = told("There is no file here", stored=path.name, own=upload.file_name)
        return Preview(trouble=trouble)


def _preview(
    upload: Upload,
    path: Path,
    profile: LibraryProfile,
    format: str,
    encoding: str,
    targets: Sequence[str] | None,
) -> Preview:
    if format == "auto":
        format = _recognised(path)
    columns: list[Column] = []
    if format in _TABLES:
        table = tabular.peek(path, format=format, encoding=encoding)
        columns = _columns_of(table, profile.columns, targets)
        if not any(column.target == "title" for column in columns):
            return Preview(format, table.encoding, columns, trouble=no_title_column(upload.file_name))
    mapping = {column.name: column.target for column in columns}
    source = open_source(path, format=format, encoding=encoding, columns=mapping or None)
    block = next(iter(source.blocks()), None)
    if block is None:
        return Preview(source.format, source.encoding, columns)
    if source.format == "isis" and (columns := _tags(block, profile.columns, targets)):
        if not any(column.target == "title" for column in columns):
            return Preview(source.format, source.encoding, columns, trouble=no_title_tag(upload.file_name))
        block = block._replace(columns={column.name: column.target for column in columns})
    copies = CopyMapping.from_dict(profile.copies) if profile.copies else None
    return _summed(block, read_block(block, copies=copies), columns)


def columns_for(path: Path, *, format: str, encoding: str, remembered: Mapping[str, str]) -> dict[str, str] | None:
    """What the columns of this very file hold: as remembered where a heading is known, else as guessed.

    None for a file without columns, and for a CDS/ISIS base whose tags are known without being told: what is
    remembered of one file must not stand in the way of another. Raises UnreadableFile.
    """
    if format == "auto":
        format = _recognised(path)
    if format in _TABLES:
        columns = _columns_of(tabular.peek(path, format=format, encoding=encoding), remembered, None)
    elif format == "isis":
        block = next(iter(open_source(path, format=format, encoding=encoding).blocks()), None)
        columns = _tags(block, remembered, None) if block else []
    else:
        columns = []
    mapping = {column.name: column.target for column in columns}
    return mapping if "title" in mapping.values() else None


def _recognised(path: Path) -> str:
    stream = Stream(path)
    try:
        return sniff(stream.read(_HEAD), path.name)
    finally:
        stream.close()


def _columns_of(table: tabular.Table, remembered: Mapping[str, str], targets: Sequence[str] | None) -> list[Column]:
    held = {name: remembered[name] for name in table.header if name in remembered}
    taken = set(held.values())
    columns = []
    for rank, name in enumerate(table.header):
        if targets is not None and rank < len(targets):
            target = targets[rank]
        elif name in held:
            target = held[name]
        else:
            guess = table.guess.get(name, "")
            target = guess if guess not in taken else ""
        columns.append(Column(name, target, _samples(row[rank] for row in table.rows if rank < len(row))))
    return columns


def _tags(block: Block, remembered: Mapping[str, str], targets: Sequence[str] | None) -> list[Column]:
    """The tags of a CDS/ISIS base, when it is one whose tags nobody knows or a person has said what they hold."""
    found = tags_of(block)
    known = {tag: remembered[tag] for tag in found if remembered.get(tag)}
    if targets is None and not known:
        entries = read_block(block)
        strange = sum(isinstance(entry, Bad) and entry.code == "isis-unknown-tags" for entry in entries)
        if strange * 2 < len(entries):
            return []
    said = list(targets or ())
    return [
        Column(tag, said[rank] if rank < len(said) else known.get(tag, ""), _samples(texts))
        for rank, (tag, texts) in enumerate(found.items())
    ]


def _samples(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in values if value))[:SAMPLES]


def _summed(block: Block, entries: Sequence[Parsed | Bad], columns: list[Column]) -> Preview:
    good = [entry for entry in entries if isinstance(entry, Parsed)]
    bad = [entry for entry in entries if isinstance(entry, Bad)]
    first: list[Parsed | Bad] = [*good[:PREVIEWED], *bad[:REFUSED]]
    return Preview(
        format=block.format,
        encoding=block.encoding,
        columns=columns,
        records=[_shown(entry) for entry in sorted(first, key=lambda entry: entry.position)],
        looked_at=len(entries),
        rejected=len(bad),
        unnumbered=sum(not entry.control_number for entry in good),
        copies=sum(len(entry.copies) for entry in good),
        places=place_codes(copy.place for entry in good for copy in entry.copies),
    )


def _shown(entry: Parsed | Bad) -> PreviewedRecord:
    if isinstance(entry, Bad):
        return PreviewedRecord(entry.position, None, code=entry.code, reason=entry.reason)
    return PreviewedRecord(entry.position, shown(0, [Member(0, entry.facts)]), entry.copies, entry.deleted)


def place_codes(places: Iterable[str]) -> list[str]:
    """The codes that are worth mapping to a branch, the most frequent first.

    A place is often a branch's code with the shelf behind it ("H1 TN"): then the code alone is asked for, as the
    import takes it (services.copies). A place in words ("Kho đọc") stands as it is.
    """
    counted: Counter[str] = Counter()
    for place, count in Counter(filter(None, places)).items():
        code = place.split()[0]
        counted[code if code.isascii() and code.upper() == code else place] += count
    return [code for code, _count in counted.most_common(PLACES)]
