"""Finding patrons: by card, number, phone, or words of the name with or without marks, in any order.

A search reads `NameWord`, where each word of each name stands with the beginning of its sort key, along the word that
fewest patrons have, and looks at the other words in the rows it passes. Why, and what it costs: docs/patrons.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import beginnings, fold, has_marks, marked
from lienthu.patrons import rules
from lienthu.patrons.models import Card, NameWord, Patron
from lienthu.patrons.queries.cards import patron_by_number

RARE = 400  # a word that no more patrons have is read whole and sorted
PHONE_DIGITS = 6  # from which digits may be a phone number


@dataclass(frozen=True)
class Word:
    """One word that was typed: its mark-blind form, its mark-keeping one if it has marks, and whether it may go on."""

    folded: str
    marked: str
    open_ended: bool


def search(
    text: str, *, library: Organisation | Collection[Organisation], limit: int = 20, typing: bool = True
) -> list[Patron]:
    """The patrons whom the text may mean, by given name in Vietnamese order, with category, class and library.

    A code or number found exactly comes alone. `typing`: the last word may be the beginning of one. Where marks were
    typed, names with just these marks are preferred, and others given only when there are none.
    """
    libraries = [library.pk] if isinstance(library, Organisation) else [each.pk for each in library]
    if not text.strip() or not libraries:
        return []
    exact = _by_code(text, libraries)
    if exact:
        return exact[:limit]
    words = _words(text, typing)
    if not words:
        return []
    found = _by_name(words, libraries, limit)
    if not found and any(word.marked for word in words):
        found = _by_name([Word(word.folded, "", word.open_ended) for word in words], libraries, limit)
    return found


def _by_code(text: str, libraries: Sequence[int]) -> list[Patron]:
    """By card whatever its state, by number, by phone; none unless the text has a digit."""
    if not any(map(str.isdigit, text)):
        return []
    cards = Card.objects.filter(code=rules.card_code(text), library__in=libraries)
    ids = set(cards.values_list("patron", flat=True))
    numbered = patron_by_number(text, libraries=libraries)
    if numbered is not None:
        ids.add(numbered.pk)
    digits = rules.phone_digits(text)
    if not ids and len(digits) >= PHONE_DIGITS and not any(map(str.isalpha, text)):
        phones = Patron.objects.filter(phone_digits=digits, library__in=libraries)
        ids.update(phones.values_list("pk", flat=True)[:100])
    return _fetched(ids)


def _words(text: str, typing: bool) -> list[Word]:  # noqa: FBT001
    """Each word once; the last one open-ended while somebody is typing."""
    typed = [word for part in text.split() for word in marked(part).split()]
    words = {word: Word(fold(word), word if has_marks(word) else "", open_ended=False) for word in typed}
    if typing and typed and text[-1].isalnum():
        last = typed[-1]
        words[last] = Word((beginnings(text) or (fold(last),))[0], words[last].marked, open_ended=True)
    return list(words.values())


def _by_name(words: Sequence[Word], libraries: Sequence[int], limit: int) -> list[Patron]:
    counted = sorted((_count(word, libraries), word.open_ended, word.folded, word) for word in words)
    fewest, _open, _form, lead = counted[0]
    if fewest == 0:
        return []
    others = [word for word in words if word is not lead]
    ids: set[int] = set()
    if fewest <= RARE or not lead.open_ended:
        ids = _along(lead, others, libraries, limit, whole=fewest <= RARE)
    else:  # a short beginning alone: whole words first, in order, then any that go on
        whole = Word(lead.folded, lead.marked, open_ended=False)
        ids = _along(whole, others, libraries, limit, whole=False)
        if len(ids) < limit:
            ids |= _along(lead, others, libraries, limit - len(ids), whole=False)
    return _fetched(ids)[:limit]


def _rows(word: Word, library: int) -> QuerySet[NameWord]:
    form = word.folded.encode()
    rows = NameWord.objects.filter(library=library)
    return rows.filter(word__gte=form, word__lt=form + b"\xff") if word.open_ended else rows.filter(word=form)


def _count(word: Word, libraries: Sequence[int]) -> int:
    """How many rows have the word, counted no further than tells rare from common; the more the commoner."""
    limit = RARE * 16 // len(libraries) + 1
    return sum(_rows(word, library).order_by()[:limit].count() for library in libraries)


def _along(lead: Word, others: Sequence[Word], libraries: Sequence[int], limit: int, *, whole: bool) -> set[int]:
    """Ids of patrons with the lead word and the others: all with a rare lead, else the first in the order of names."""
    ids: set[int] = set()
    for library in libraries:
        rows = _rows(lead, library).filter(_has(others, lead.marked))
        rows = rows.order_by() if whole or lead.open_ended else rows.order_by("word", "place", "patron")
        ids.update(rows.values_list("patron", flat=True)[: None if whole else limit])
    return ids


def _has(words: Sequence[Word], lead_marked: str) -> Q:
    condition = Q()
    for word in words:
        end = "" if word.open_ended else " "
        if word.marked:
            condition &= Q(patron__marked__contains=f" {word.marked}{end}")
        else:
            condition &= Q(patron__folded__contains=f" {word.folded}{end}")
    if lead_marked:
        condition &= Q(patron__marked__contains=f" {lead_marked}")
    return condition


def _fetched(ids: Collection[int]) -> list[Patron]:
    """Those of them who are patrons now, in the order of names; one merged into another stands for that one."""
    rows = Patron.objects.filter(pk__in=ids).exclude(state=Patron.State.DELETED)
    merged = [row.merged_into_id for row in rows if row.merged_into_id is not None]
    wanted = Patron.objects.filter(Q(pk__in=ids) | Q(pk__in=merged), state=Patron.State.ACTIVE)
    return list(wanted.select_related("category", "school_class__school", "library").order_by("sort_key", "pk"))
