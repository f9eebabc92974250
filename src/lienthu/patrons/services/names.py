"""The forms of a name that are searched and sorted by, and the rows of words, kept in step with the name."""

from collections.abc import Iterable

from lienthu.lib.vietnamese import fold, marked, name_sort_key
from lienthu.patrons.models import NameWord, Patron

PLACE = 16  # bytes of the sort key in a row of words: a given name and some of what stands before it


def set_name(patron: Patron, full_name: str) -> None:
    """Put a name and its forms on a row that is saved afterwards; `index` must follow."""
    patron.full_name = full_name
    patron.sort_key = name_sort_key(full_name)[:600]
    patron.folded = f" {fold(full_name)} "[:130]
    patron.marked = f" {marked(full_name)} "[:130]


def words_of(patron: Patron) -> list[NameWord]:
    """The rows of words of a saved patron, unsaved."""
    place = bytes(patron.sort_key)[:PLACE]
    name = patron.folded + (patron.marked[1:] if patron.marked != patron.folded else "")
    return [
        NameWord(library_id=patron.library_id, word=form.encode()[:40], place=place, name=name, patron=patron)
        for form in sorted(set(patron.folded.split()))
    ]


def index(patron: Patron) -> None:
    """Make the rows of words those of the patron's name; none for a row that is merged or deleted."""
    NameWord.objects.filter(patron=patron).delete()
    if patron.state == Patron.State.ACTIVE:
        NameWord.objects.bulk_create(words_of(patron))


def index_many(patrons: Iterable[Patron]) -> None:
    """Add the rows of words of patrons that have none yet."""
    NameWord.objects.bulk_create([row for patron in patrons for row in words_of(patron)], batch_size=2000)
