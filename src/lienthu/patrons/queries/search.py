"""Finding patrons: by card, number, phone, or words of the name with or without marks, in any order.

A search reads `NameWord`, whose index holds each word of each name with the name's place in the order of names and the
whole name: along the word that fewest patrons have, looking at the other words in the index itself. One statement
finds, one fetches. `python -m bench.patrons` measures it.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import QuerySet

from lienthu.common.prepared import Read
from lienthu.federation.models import Organisation
from lienthu.lib.vietnamese import beginnings, fold, has_marks, marked
from lienthu.patrons import rules
from lienthu.patrons.models import Card, Patron
from lienthu.patrons.queries.cards import ids_of

RARE = 400  # a word that no more patrons have is read whole and sorted
PHONE_DIGITS = 6  # from which digits may be a phone number
KEPT_SECONDS = 600.0  # how common a word is changes slowly, and only the order of reading hangs on it
KEPT_COUNTS = 20_000
AT_ONCE = 100  # libraries in one statement; SQLite takes 500 parts

_counts: dict[tuple[int, str, bool], tuple[float, int]] = {}


@dataclass(frozen=True)
class Word:
    """One word that was typed: its mark-blind form, its mark-keeping one if it has marks, and whether it may go on."""

    folded: str
    marked: str
    open_ended: bool

    @property
    def pattern(self) -> str:
        """What a name with this word is LIKE. Words are letters and digits only: nothing to escape."""
        return f"% {self.marked or self.folded}{'' if self.open_ended else ' '}%"


def search(
    text: str,
    *,
    library: Organisation | Collection[Organisation] | Collection[int],
    limit: int = 20,
    typing: bool = True,
) -> list[Patron]:
    """The patrons whom the text may mean, by given name in Vietnamese order, with category, class and library.

    A code or number found exactly comes alone. `typing`: the last word may be the beginning of one. Where marks were
    typed, names with just these marks are preferred, and others given only when there are none.
    """
    libraries = ids_of([library] if isinstance(library, Organisation) else library)
    if not text.strip() or not libraries:
        return []
    exact = _by_code(text.strip(), libraries) if any(map(str.isdigit, text)) else []
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
    """By card whatever its state, by number, by phone."""
    code, digits = rules.card_code(text), rules.phone_digits(text)
    here = Patron.objects.filter(library__in=libraries).order_by()
    asked = [
        Card.objects.filter(code=code, library__in=libraries).order_by().values_list("patron_id"),
        here.filter(number=code).values_list("pk"),
    ]
    if len(digits) >= PHONE_DIGITS and not any(map(str.isalpha, text)):
        asked.append(here.filter(phone_digits=digits).values_list("pk"))
    return _fetched({pk for (pk,) in asked[0].union(*asked[1:])})


def _words(text: str, typing: bool) -> list[Word]:  # noqa: FBT001
    """Each word once; the last one open-ended while somebody is typing."""
    typed = [word for part in text.split() for word in marked(part).split()]
    words = {word: Word(fold(word), word if has_marks(word) else "", open_ended=False) for word in typed}
    if typing and typed and text[-1].isalnum():
        last = typed[-1]
        words[last] = Word((beginnings(text) or (fold(last),))[0], words[last].marked, open_ended=True)
    return list(words.values())


def _by_name(words: Sequence[Word], libraries: Sequence[int], limit: int) -> list[Patron]:
    alone = len(words) == 1 and not words[0].open_ended
    counted = [(0 if alone else _count(word, libraries), word.open_ended, word.folded, word) for word in words]
    counted.sort(key=lambda each: each[:3])
    fewest, _open, _form, lead = counted[0]
    if fewest > RARE and lead.open_ended and len(counted) > 1:  # a beginning does not come in the order of names
        fewest, _open, _form, lead = counted[1]
    if fewest <= RARE or not lead.open_ended:
        few = fewest <= RARE and lead.open_ended
        return _fetched(_along(lead, words, libraries, RARE if few else limit, limit))[:limit]
    # A short beginning alone: those who are called just so, then any whose name goes on.
    found = _fetched(_along(Word(lead.folded, lead.marked, open_ended=False), (lead,), libraries, limit, limit))[:limit]
    if len(found) < limit:
        more = _along(lead, (lead,), libraries, limit, limit)
        found += _fetched(set(more) - {patron.pk for patron in found})[: limit - len(found)]
    return found


def _where(word: Word) -> tuple[str, list[bytes]]:
    """The condition that a row's word is this one, and its values."""
    form = word.folded.encode()
    return ("word >= %s AND word < %s", [form, form + b"\xff"]) if word.open_ended else ("word = %s", [form])


def _count(word: Word, libraries: Sequence[int]) -> int:
    """How many names have the word, as of some minutes ago: only the order of reading hangs on it. One statement."""
    now = time.monotonic()
    keys = {library: (library, word.folded, word.open_ended) for library in libraries}
    unknown = [library for library, key in keys.items() if (kept := _counts.get(key)) is None or kept[0] < now]
    condition, form = _where(word)
    one = f"(SELECT COUNT(*) FROM patrons_nameword WHERE library_id = %s AND {condition})"  # noqa: S608 our words
    for first in range(0, len(unknown), AT_ONCE):
        some = unknown[first : first + AT_ONCE]
        with connection.cursor() as cursor:
            values: list[int | bytes] = []
            for each in some:
                values += [each, *form]
            cursor.execute(f"SELECT {', '.join([one] * len(some))}", values)
            row = cursor.fetchone()
        if len(_counts) >= KEPT_COUNTS:
            _counts.clear()
        for library, number in zip(some, row, strict=True):
            _counts[keys[library]] = now + KEPT_SECONDS, number
    return sum(kept[1] if (kept := _counts.get(key)) else RARE for key in keys.values())


def _along(lead: Word, words: Sequence[Word], libraries: Sequence[int], limit: int, shown: int) -> list[int]:
    """Ids of `shown` patrons, or a few more, who have the lead word and every other one, the first by name.

    Of each library up to `limit` rows are looked at.
    """
    if len(libraries) > AT_ONCE:
        first, rest = libraries[:AT_ONCE], libraries[AT_ONCE:]
        return _along(lead, words, first, limit, shown) + _along(lead, words, rest, limit, shown)
    condition, form = _where(lead)
    # Rows of a beginning stand by word: they are put in order afterwards, by name, when there are few.
    order = "" if lead.open_ended else " ORDER BY place, name, patron_id"
    patterns = [word.pattern for word in words if word is not lead or word.marked]
    like = " AND name LIKE %s" * len(patterns)
    one = (
        "SELECT * FROM (SELECT place, name, patron_id FROM patrons_nameword "  # noqa: S608 our words
        f"WHERE library_id = %s AND {condition}{like}{order} LIMIT %s) AS of_{{}}"
    )
    whole = " UNION ALL ".join(one.format(number) for number in range(len(libraries)))
    values: list[int | bytes | str] = []
    for library in libraries:
        values += [library, *form, *patterns, limit]
    with connection.cursor() as cursor:
        # A name may have two words that begin alike: twice as many rows are enough for as many patrons as asked for.
        cursor.execute(f"{whole} ORDER BY place, name, patron_id LIMIT %s", [*values, 2 * shown])
        return [pk for _place, _name, pk in cursor.fetchall()]


def _shown(numbers: Collection[int]) -> QuerySet[Patron]:
    rows = Patron.objects.filter(pk__in=numbers).exclude(state=Patron.State.DELETED)
    return rows.select_related("category", "school_class__school", "library").order_by("sort_key", "pk")


FEW: Final = 16  # twice what a desk shows
_FEW: Final = Read(_shown, list[int])


def _fetched(ids: Iterable[int]) -> list[Patron]:
    """Those of them who are patrons now, in the order of names; one merged into another stands for that one."""
    wanted = set(ids)
    if not wanted:
        return []
    found = _FEW(sorted(wanted)) if len(wanted) <= FEW else list(_shown(wanted))
    merged = {row.merged_into_id for row in found if row.merged_into_id is not None}
    if merged:
        return _fetched({row.pk for row in found if row.merged_into_id is None} | merged)
    return found
