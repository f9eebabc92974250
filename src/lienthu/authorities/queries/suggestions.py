"""Headings for somebody who is typing, and what is to be said of the headings in a record."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet, Sum

from lienthu.authorities.models import Heading, HeadingWord, Relation
from lienthu.lib.marc import headings
from lienthu.lib.marc.record import Record
from lienthu.lib.vietnamese import beginnings, fold, has_marks, marked

LIMIT = 20
FEW = 1_000  # headings that are looked at for a later word
WIDE = 60  # of those that were found, the most used are put in order; thrice as many where marks must agree
LAST = b"\xff"  # behind every letter


class Suggestion(NamedTuple):
    """A heading to pick; `typed` is the form that was found, another one where a reference leads to the heading."""

    heading: Heading
    typed: Heading
    uses: int  # of the heading and of what leads to it


def suggestions(kind: str, text: str, *, limit: int = LIMIT) -> list[Suggestion]:
    """Headings of a kind of which a word, and what follows it, begins as typed; with marks or without.

    In order: those that begin so before those of which a later word does; those with the typed marks first; those that
    are called just so, then those of whose words none is only begun; then the most used, and of one name the form that
    a file brought or a person made before those that records happen to write. A form that nothing uses and that is not
    settled so is left out.
    """
    folded = fold(text)
    if not folded or len(text) > 200:
        return []
    most = WIDE * 3 if has_marks(text) else WIDE
    typed = _typed(folded, text)
    begun = {number for beginning in typed for number in _beginning(kind, beginning, most)}
    begun.update(_called(kind, folded, most))
    later = set()
    if len(begun) < limit * 2:
        later = {number for beginning in typed for number in _within(kind, beginning, most)} - begun
    found = list(_rows().filter(pk__in=begun | later))
    exact = marked(text) if has_marks(text) else ""
    counts = _counts(found)
    most_of: dict[str, int] = {}
    for one in found:
        most_of[one.stem] = max(most_of.get(one.stem, 0), counts[one.leads_to_id or one.pk])

    def order(one: Heading) -> tuple[bool, bool, int, int, str, bool, int, bytes, int]:
        wrong_marks = bool(exact) and exact not in marked(one.text)
        target = one.leads_to or one
        name = -most_of[one.stem], one.stem, not target.settled
        return (
            one.pk not in begun, wrong_marks, _nearness(one, folded), *name, -counts[target.pk], bytes(one.sort), one.pk
        )  # fmt: skip

    chosen: list[Suggestion] = []
    seen: set[tuple[int, bool]] = set()
    for one in sorted(found, key=order):
        target = one.leads_to or one
        if not (counts[target.pk] or one.settled or target.settled):
            continue
        if (target.pk, one.leads_to_id is not None) in seen:
            continue  # one reference to a heading is enough to lead there
        seen.add((target.pk, one.leads_to_id is not None))
        chosen.append(Suggestion(target, one, counts[target.pk]))
    direct = {each.heading.pk for each in chosen if each.heading == each.typed}
    return [each for each in chosen if each.heading == each.typed or each.heading.pk not in direct][:limit]


def _typed(folded: str, text: str) -> tuple[bytes, ...]:
    """The folded beginnings that what was typed may be of: its last word may go on."""
    *front, _last = folded.split()
    return tuple(" ".join([*front, last])[:60].encode() for last in beginnings(text))


def _rows() -> QuerySet[Heading]:
    return Heading.objects.select_related("leads_to").order_by()


def _beginning(kind: str, beginning: bytes, most: int) -> list[int]:
    """The most used of the headings that begin so: their index has the uses too, so that is read and nothing else."""
    within = Heading.objects.filter(kind=kind, folded__gte=beginning, folded__lt=beginning + LAST)
    return list(within.order_by("-uses").values_list("pk", flat=True)[:most])


def _called(kind: str, folded: str, most: int) -> list[int]:
    """The headings that are called just so but for years and titles, or go on with a new word, however little used.

    One word alone, "nguyen", is a word of too many: of those only the ones that are called just so.
    """
    called = Heading.objects.filter(kind=kind, stem=folded[:120])
    found = list(called.order_by("-uses").values_list("pk", flat=True)[:most])
    if " " in folded:
        word = folded[:60].encode()
        whole = Heading.objects.filter(kind=kind, folded__gte=word + b" ", folded__lt=word + b"!")
        found += whole.order_by("-uses").values_list("pk", flat=True)[:most]
    return found


def _nearness(one: Heading, folded: str) -> int:
    """0 when the heading is called just as typed, 1 when the typed words are whole words of it, else 2."""
    if one.stem == folded:
        return 0
    return 1 if f" {folded} " in f" {bytes(one.folded).decode(errors='ignore')} " else 2


def _within(kind: str, beginning: bytes, most: int) -> list[int]:
    """The most used of the first FEW headings of which a later word begins so."""
    words = HeadingWord.objects.filter(kind=kind, rest__gte=beginning, rest__lt=beginning + LAST).order_by()
    few = list(words.values_list("heading_id", flat=True)[:FEW])
    return list(Heading.objects.filter(pk__in=few).order_by("-uses").values_list("pk", flat=True)[:most])


def _counts(rows: Iterable[Heading]) -> Counter[int]:
    """Uses by the number of the heading, those of all that leads to it counted in."""
    targets = {(one.leads_to_id or one.pk): (one.leads_to or one).uses for one in rows}
    return total_uses(targets)


def total_uses(targets: dict[int, int]) -> Counter[int]:
    """The uses of these headings, given their own, with those of what leads to each."""
    led = Heading.objects.filter(leads_to__in=list(targets)).order_by().values("leads_to").annotate(n=Sum("uses"))
    counts = Counter(targets)
    counts.update({row["leads_to"]: row["n"] for row in led if row["leads_to"]})
    return counts


class Hint(NamedTuple):
    """What is to be said of a heading in a record: it leads to another, is like another, or is new.

    "settled": records use it, but a file brought, or a person made, another form of the name.
    """

    at: int  # the field's place
    tag: str
    code: str  # "leads", "settled", "alike" or "new"
    typed: str
    heading: Heading | None  # the one to use instead


def hints(record: Record) -> list[Hint]:
    """The headings of the record that are not the form in use."""
    found = list(headings.headings_of(record))
    keys = {headings.key_of(each.kind, each.form): each for each in found}
    rows = {one.key: one for one in _rows().filter(key__in=list(keys))}
    told: list[Hint] = []
    for each in found:
        one = rows.get(headings.key_of(each.kind, each.form))
        text = headings.text_of(each.kind, each.form)
        if one is not None and one.leads_to is not None:
            told.append(Hint(each.at, each.tag, "leads", text, one.leads_to))
        elif one is None:
            told.append(Hint(each.at, each.tag, "new", text, None))
        elif not one.settled:
            told.append(Hint(each.at, each.tag, "settled", text, one))
    unsure = [each for each in told if each.code != "leads"]
    alike = _alike(unsure, found) if unsure else {}
    apart = _found_different([each.heading.pk for each in unsure if each.heading])
    return [said for each in told if (said := _said(each, alike.get(each.at), apart))]


def _said(hint: Hint, like: Heading | None, apart: Collection[tuple[int, int]]) -> Hint | None:
    """The hint with the heading to use instead; None where the record's own form is as good."""
    if hint.code == "new" and like:
        return hint._replace(code="alike", heading=like)
    if hint.code == "settled":
        own = hint.heading
        if own is None or like is None or not like.settled or (own.pk, like.pk) in apart:
            return None
        return hint._replace(heading=like)
    return hint


def _found_different(numbers: Collection[int]) -> set[tuple[int, int]]:
    """Pairs with one of these that a person has found to be different, each both ways round."""
    if not numbers:
        return set()
    rows = Relation.objects.filter(Q(one__in=numbers) | Q(other__in=numbers), kind=Relation.Kind.DIFFERENT)
    pairs = set(rows.order_by().values_list("one_id", "other_id"))
    return pairs | {(other, one) for one, other in pairs}


def _alike(unknown: Sequence[Hint], found: Sequence[headings.Found]) -> dict[int, Heading]:
    """For these fields, the heading that is the same but for marks, years or punctuation: a settled one, most used."""
    places = {each.at for each in unknown}
    stems = {each.at: (each.kind, fold(headings.stem_of(each.kind, each.form))[:120]) for each in found}
    years = {each.at: headings.years_in(each.form) for each in found}
    rows = _rows().filter(stem__in={stem for at, (_kind, stem) in stems.items() if at in places} - {""})
    best: dict[int, Heading] = {}
    for one in sorted(rows, key=lambda each: ((each.leads_to or each).settled, each.uses, -each.pk)):
        target = one.leads_to or one
        for at in places:
            theirs = headings.years_in(headings.unpack(target.form))
            if stems[at] == (one.kind, one.stem) and (not theirs or not years[at] or theirs == years[at]):
                best[at] = target
    return best


def led_from(text: str) -> list[Heading]:
    """Where a reader's words lead: headings that a form like these words, and nothing else, refers to."""
    stem = fold(text)[:120]
    if not stem:
        return []
    rows = list(Heading.objects.filter(stem=stem).select_related("leads_to").order_by("-uses", "pk")[:LIMIT])
    if any(one.leads_to is None and one.uses for one in rows):
        return []  # the words are a heading of their own
    targets = {one.leads_to_id: one.leads_to for one in rows if one.leads_to is not None}
    counts = total_uses({target.pk: target.uses for target in targets.values()})
    return [target for target in targets.values() if counts[target.pk]]


def others_of(references: Collection[int]) -> dict[int, list[Heading]]:
    """Of references that have several headings, the further ones, by the reference's number."""
    found: dict[int, list[Heading]] = {}
    for relation in Relation.objects.filter(one__in=references, kind=Relation.Kind.SEE).select_related("other"):
        found.setdefault(relation.one_id, []).append(relation.other)
    return found
