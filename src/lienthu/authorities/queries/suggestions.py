"""Headings for somebody who is typing, and what is to be said of the headings in a record."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

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

    In order: those that begin so before those of which a later word does; those with the typed marks first; then the
    most used. A form that nothing uses and no file brought is left out.
    """
    folded = fold(text)
    if not folded or len(text) > 200:
        return []
    most = WIDE * 3 if has_marks(text) else WIDE
    typed = _typed(folded, text)
    begun = {number for beginning in typed for number in _beginning(kind, beginning, most)}
    later = set()
    if len(begun) < limit * 2:
        later = {number for beginning in typed for number in _within(kind, beginning, most)} - begun
    found = list(_rows().filter(pk__in=begun | later))
    exact = marked(text) if has_marks(text) else ""
    counts = _counts(found)

    def order(one: Heading) -> tuple[bool, bool, int, bytes, int]:
        wrong_marks = bool(exact) and exact not in marked(one.text)
        target = one.leads_to_id or one.pk
        return one.pk not in begun, wrong_marks, -counts[target], bytes(one.sort), one.pk

    chosen: list[Suggestion] = []
    seen: set[tuple[int, bool]] = set()
    for one in sorted(found, key=order):
        target = one.leads_to or one
        if not counts[target.pk] and one.source == Heading.Source.RECORDS and target.source == Heading.Source.RECORDS:
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
    """What is to be said of a heading in a record: it leads to another, is like another, or is new."""

    at: int  # the field's place
    tag: str
    code: str  # "leads", "alike" or "new"
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
    unknown = [each for each in told if each.code == "new"]
    if unknown:
        alike = _alike(unknown, found)
        told = [each._replace(code="alike", heading=alike[each.at]) if each.at in alike else each for each in told]
    return told


def _alike(unknown: Sequence[Hint], found: Sequence[headings.Found]) -> dict[int, Heading]:
    """For fields with an unknown form, the most used heading that is the same but for marks, years or punctuation."""
    places = {each.at for each in unknown}
    stems = {each.at: (each.kind, fold(headings.stem_of(each.kind, each.form))[:120]) for each in found}
    years = {each.at: headings.years_in(each.form) for each in found}
    rows = (
        _rows().filter(stem__in={stem for at, (_kind, stem) in stems.items() if at in places}).order_by("uses", "-pk")
    )
    best: dict[int, Heading] = {}
    for one in rows:
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


def kinds_counted() -> dict[str, int]:
    """How many headings there are of each kind, references left out."""
    rows = Heading.objects.filter(leads_to=None).order_by().values("kind").annotate(n=Count("pk"))
    return {row["kind"]: row["n"] for row in rows}
