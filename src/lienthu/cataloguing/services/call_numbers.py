"""Call numbers (ký hiệu xếp giá): suggested from a record by the rules of its library, which the library edits."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lienthu.accounts.models import User
from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import SourceRecord
from lienthu.cataloguing.errors import ShelvingRefused
from lienthu.cataloguing.models import ShelvingRules
from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.lib.marc.facts import Facts
from lienthu.lib.shelving import callnumbers, marks
from lienthu.lib.shelving.rhymes import RHYMES

SETTINGS = (
    "pattern", "prefix", "mark_of", "mark_kind", "letters", "whole_onset", "next_syllable", "barcode_is_number",
)  # fmt: skip


class Suggestion(NamedTuple):
    """A call number for a record; `classes` are the classes it could stand under, `missing` what the record lacks."""

    call_number: str
    classes: tuple[str, ...]
    title_mark: str
    author_mark: str
    missing: tuple[str, ...]


def rules_of(library: Organisation) -> ShelvingRules:
    """The library's own rules, else the defaults (not stored)."""
    return ShelvingRules.objects.filter(library=library).first() or ShelvingRules(library=library)


def suggest(*, record: SourceRecord, library: Organisation) -> Suggestion:
    """What the record's call number would be in this library."""
    return suggest_for(facts_from_json(record.facts), rules_of(library))


def suggest_for(facts: Facts, rules: ShelvingRules, *, chosen_class: str = "") -> Suggestion:
    """As `suggest`, of facts that need not be stored; the first class of the record unless one is chosen."""
    scheme = rules.scheme()
    classes = tuple(dict.fromkeys(callnumbers.class_of(ddc) for ddc in facts.ddc))
    title = marks.title_mark(facts.title, scheme)
    author = marks.author_mark(facts.authors[0], scheme) if facts.authors else ""
    by_author = rules.mark_of == ShelvingRules.MarkOf.AUTHOR
    parts = {
        "prefix": rules.prefix,
        "class": chosen_class or (classes[0] if classes else ""),
        "mark": (author or title) if by_author else title,
        "title": title,
        "author": author,
        "volume": callnumbers.volume_of(facts.parts),
        "year": str(facts.year or ""),
    }
    missing = tuple(name for name in ("class", "mark") if not parts[name])
    return Suggestion(callnumbers.build(rules.pattern, parts), classes, title, author, missing)


@transaction.atomic
def change_rules(
    *, library: Organisation, settings: Mapping[str, object], rhymes: str | None, actor: User | None, at: datetime
) -> ShelvingRules:
    """Keep the library's rules (SETTINGS) and its rhyme table, one "vần số" a line; None: the default table.

    Raises ShelvingRefused for a pattern or a table that cannot be used. Call numbers that are given stay as they are.
    """
    rules = rules_of(library)
    before = _state(rules) if rules.pk else None
    for name in SETTINGS:
        setattr(rules, name, settings[name])
    _check_pattern(rules.pattern)
    rules.rhymes = read_table(rhymes) if rhymes is not None else None
    rules.save()
    action = "shelving_rules.changed"
    audit.record(actor=actor, at=at, action=action, thing=rules, before=before, after=_state(rules))
    return rules


def _check_pattern(pattern: str) -> None:
    try:
        callnumbers.check_pattern(pattern)
    except callnumbers.PatternProblem as problem:
        fields = ", ".join(f"{{{name}}}" for name in callnumbers.FIELDS)
        message = {
            "unknown": _("The pattern has “%(word)s”; it may have %(fields)s.")
            % {"word": problem.word, "fields": fields},
            "empty": _("The pattern needs at least one of %(fields)s.") % {"fields": fields},
            "brackets": _("Each [ of the pattern needs its ] before the next one begins."),
            "long": _("The pattern is longer than %(most)s characters.") % {"most": problem.word},
        }[problem.code]
        raise ShelvingRefused(problem.code, message) from problem


def read_table(text: str) -> dict[str, int] | None:
    """The rhyme table in lines such as "uyên 527"; None where it is the default one. Raises ShelvingRefused."""
    table: dict[str, int] = {}
    for row, line in enumerate(text.splitlines(), 1):
        words = line.replace("=", " ").replace("\t", " ").split()
        if not words:
            continue
        well_formed = len(words) == 2 and words[0].isalpha() and words[1].isascii() and words[1].isdigit()
        if not well_formed or len(words[1]) > 4:
            message = _("Line %(row)d of the table reads “%(line)s”; write a rhyme and its number, such as: uyên 527")
            raise ShelvingRefused("table_line", message % {"row": row, "line": line.strip()[:40]}, row=row)
        rhyme = words[0].lower()
        if rhyme in table:
            message = _("The rhyme “%(rhyme)s” stands twice in the table (line %(row)d). Keep one of the two.")
            raise ShelvingRefused("table_twice", message % {"rhyme": rhyme, "row": row}, row=row)
        table[rhyme] = int(words[1])
    if not table:
        raise ShelvingRefused("table_empty", _("The table is empty. Take the default table to begin again."))
    return None if table == dict(RHYMES) else table


def written_table(rules: ShelvingRules) -> str:
    """The library's table as the text that `read_table` reads, in the order of its numbers."""
    table = RHYMES if rules.rhymes is None else rules.rhymes
    return "\n".join(f"{rhyme} {number}" for rhyme, number in sorted(table.items(), key=lambda item: item[1]))


def _state(rules: ShelvingRules) -> dict[str, object]:
    own_table = _("own table") if rules.rhymes is not None else _("default table")
    return {name: getattr(rules, name) for name in SETTINGS} | {"rhymes": own_table}
