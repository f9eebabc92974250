"""Making the rows of forms, and telling the catalogue which form is shown for which."""

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from django.db.models import QuerySet

from lienthu.authorities.models import Heading, HeadingUse, HeadingWord
from lienthu.catalogue import store
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.preferred import Preferred, prefer
from lienthu.lib.marc import headings
from lienthu.lib.marc.headings import Form
from lienthu.lib.vietnamese import fold, marked, sort_text

FOLDED, SORT, REST, WORDS = 120, 160, 60, 3  # characters; words from which a heading is found
COLUMNS = (
    "id", "kind", "form", "key", "text", "folded", "stem", "sort", "leads_to_id", "source", "thesaurus", "number",
    "uses",
)  # fmt: skip
ELEMENTS: Mapping[str, tuple[str, ...]] = {
    Heading.Kind.PERSON: ("authors", "subjects"),
    Heading.Kind.CORPORATE: ("authors", "subjects"),
    Heading.Kind.MEETING: ("authors", "subjects"),
    Heading.Kind.TITLE: ("subjects",),
    Heading.Kind.TOPIC: ("subjects",),
    Heading.Kind.PLACE: ("subjects",),
    Heading.Kind.GENRE: ("subjects",),
    Heading.Kind.SERIES: ("series",),
}


class Wanted(NamedTuple):
    """A form that must have a row."""

    kind: str
    form: Form

    @property
    def key(self) -> int:
        return headings.key_of(self.kind, self.form)


class Known(NamedTuple):
    """A form's row, as far as the harvest must know it."""

    id: int
    leads_to: int | None
    uses: int


def known(keys: Collection[int]) -> dict[int, Known]:
    """The rows of these keys."""
    rows = store.rows_where(Heading, "key, id, leads_to_id, uses", "key", list(keys))
    return {key: Known(number, leads_to, uses) for key, number, leads_to, uses in rows}


def add(wanted: Mapping[int, tuple[str, Form]], *, source: str, leads_to: int | None = None) -> dict[int, int]:
    """Make a row for each of these forms, by key, which have none; returns their numbers by key.

    In bulk, past the ORM: a first harvest makes hundreds of thousands.
    """
    numbers = store.new_ids(Heading, len(wanted))
    rows, words = [], []
    for number, (key, (kind, form)) in zip(numbers, wanted.items(), strict=True):
        text = headings.text_of(kind, form)
        folded = fold(text)
        stem = fold(headings.stem_of(kind, form))[:FOLDED]
        rows.append(
            (
                number, kind, headings.pack(form), key, text, folded[:FOLDED].encode(), stem,
                sort_text(text)[:SORT].encode(), leads_to, source, "", "", 0,
            )
        )  # fmt: skip
        words += [(number, kind, rest) for rest in _rests(folded)]
    store.insert(Heading, COLUMNS, rows)
    store.insert(HeadingWord, ("heading_id", "kind", "rest"), words)
    return dict(zip(wanted, numbers, strict=True))


def _rests(folded: str) -> list[bytes]:
    split = folded.split()
    return [
        " ".join(split[at:])[:REST].encode()
        for at in range(1, min(len(split), WORDS + 1))
        if not split[at][:1].isdigit()
    ]


def get(kind: str, form: Form, *, source: str) -> tuple[Heading, bool]:
    """The row of a form, made where there is none; and whether it was made."""
    key = headings.key_of(kind, form)
    found = Heading.objects.select_for_update().filter(key=key).first()
    if found is not None:
        return found, False
    return Heading.objects.get(pk=add({key: (kind, form)}, source=source)[key]), True


def show(numbers: Collection[int]) -> None:
    """Tell the catalogue what it shows for these forms, now that where they lead or whether they are used changed.

    The titles of the records that write them are noted for the search index.
    """
    changed: set[int] = set()
    for one in Heading.objects.filter(pk__in=numbers):
        alike, said = preferred(one)
        if prefer(said):
            changed.update(alike)
    if changed:
        titles = SourceRecord.objects.filter(pk__in=HeadingUse.objects.filter(heading__in=changed).values("record"))
        note(titles.order_by().values_list("title_id", flat=True).distinct())


def note(titles: Iterable[int]) -> None:
    """Leave the titles to the index, in tasks of a size that one drain takes at a time."""
    for some in indexing.slices(titles):
        indexing.note(some)


def preferred(one: Heading) -> tuple[list[int], list[Preferred]]:
    """What the catalogue is to show where facts read as this form does, and the forms that read so.

    Facts are told apart without punctuation and do not say whether a subject is a person or a place. Where forms that
    read alike lead to different headings, nobody can tell from the facts which is meant, and each is shown as written.
    """
    written = marked(one.text)
    alike = [each for each in _reading_like(one) if marked(each.text) == written]
    said = []
    for element in ELEMENTS[one.kind]:
        used = [each for each in alike if each.uses and element in ELEMENTS[each.kind]]
        targets = {each.leads_to_id or each.pk: each.leads_to or each for each in used}
        leads = len(targets) == 1 and any(each.leads_to_id for each in used)
        said.append(Preferred(element, written, next(iter(targets.values())).text if leads else None))
    return [each.pk for each in alike], said


def _reading_like(one: Heading) -> QuerySet[Heading]:
    return Heading.objects.filter(kind__in=ELEMENTS, folded=bytes(one.folded)).select_related("leads_to").order_by("pk")
