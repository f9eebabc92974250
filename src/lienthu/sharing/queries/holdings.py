"""What a recipient has already of what it is to get."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Count

from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.linking import Asked, linked
from lienthu.lib.marc.drafting import draft
from lienthu.lib.marc.extract import facts_of as marc_facts
from lienthu.sharing.models import Gift, GiftLine

NOT_HELD = (Copy.Status.WITHDRAWN, Copy.Status.LOST)


class Checked(NamedTuple):
    """A line with what the recipient holds of its title; None where nobody can tell."""

    line: GiftLine
    held: int | None


def held_of(library: int, titles: Collection[int]) -> dict[int, int]:
    """Title → copies of it that the library owns and has."""
    rows = Copy.objects.filter(owner=library, record__title__in=titles).exclude(status__in=NOT_HELD).order_by()
    return dict(rows.values_list("record__title").annotate(n=Count("pk")))


def holders_of(titles: Collection[int]) -> dict[int, set[int]]:
    """Title → libraries that own a copy of it."""
    rows = Copy.objects.filter(record__title__in=titles).exclude(status__in=NOT_HELD).order_by()
    found: dict[int, set[int]] = {title: set() for title in titles}
    for title, owner in rows.values_list("record__title", "owner").distinct():
        found[title].add(owner)
    return found


def checked(gift: Gift, lines: Sequence[GiftLine]) -> list[Checked]:
    """Each line beside what the recipient holds. What is given already is not counted as held before."""
    if gift.recipient_id is None:
        return [Checked(line, None) for line in lines]
    titles = {line.pk: line.record.title_id for line in lines if line.record is not None}
    held = held_of(gift.recipient_id, set(titles.values()))
    given: dict[int, int] = {}
    for line in lines:
        if line.state == GiftLine.State.GIVEN and line.copy_id and line.pk in titles:
            given[titles[line.pk]] = given.get(titles[line.pk], 0) + 1
    described = [line for line in lines if line.record is None]
    like = _alike(gift.recipient_id, described)
    found = []
    for line in lines:
        title = titles.get(line.pk)
        count = like[line.pk] if title is None else held.get(title, 0) - given.get(title, 0)
        found.append(Checked(line, max(count, 0)))
    return found


def _alike(library: int, lines: Sequence[GiftLine]) -> dict[int, int]:
    """Line → copies that the library has of what the line describes."""
    asked = [Asked("", marc_facts(draft(described(line.title, line.author, line.isbn)))) for line in lines]
    records = [found[0] if len(found) == 1 else 0 for found in linked(asked, libraries=[library])] if asked else []
    rows = Copy.objects.filter(record__in=records, owner=library).exclude(status__in=NOT_HELD).order_by()
    counts = dict(rows.values_list("record").annotate(n=Count("pk")))
    return {line.pk: counts.get(record, 0) for line, record in zip(lines, records, strict=True)}


def described(title: str, author: str, isbn: str) -> dict[str, list[str]]:
    """A book as `lib.marc.drafting` takes it."""
    said = {"title": title, "author": author, "isbn": isbn}
    return {name: [text] for name, text in said.items() if text}
