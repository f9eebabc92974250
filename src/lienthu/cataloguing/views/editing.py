"""What the editor's page shows: the form or the grid of a record, its coded positions, findings, titles like it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from lienthu.authorities.queries.suggestions import hints
from lienthu.catalogue import words
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries.duplicates import titles_like
from lienthu.cataloguing.forms.records import base_text, rows_of
from lienthu.cataloguing.models import Draft
from lienthu.cataloguing.rules.sheets import Entry, Group, Worksheet, entries, unseen
from lienthu.cataloguing.rules.worksheets import WORKSHEETS
from lienthu.federation import queries as federation
from lienthu.lib.marc import coded, headings
from lienthu.lib.marc.canonical import clean_leader
from lienthu.lib.marc.record import Record
from lienthu.lib.marc.schema import LEADER, Element, marc21
from lienthu.lib.marc.validation import FIXES, SENTENCES, Finding, validate
from lienthu.lib.marc.written import with_field

FREE_ROWS = 3  # empty rows of a grid whose page has no JavaScript
LANGUAGES = ("vie", "eng", "fre", "chi", "rus", "jpn", "kor", "khm", "cjm", "mul")
COUNTRIES = {
    "vm ": _("Viet Nam"),
    "xxu": _("United States"),
    "enk": _("England"),
    "fr ": _("France"),
    "cc ": _("China"),
    "ru ": _("Russia"),
    "ja ": _("Japan"),
    "ko ": _("South Korea"),
    "xx ": _("unknown"),
}
HEADING = "heading-"  # code of a finding about a heading, before the number of the one to use
_HIDDEN = frozenset(("00-05",))


def label_of(tag: str) -> str:
    """What a field is called in the reader's language, "" for one that we do not know."""
    field = marc21().get(tag)
    return field.label.in_language(get_language()) if field else ""


def sentence(finding: Finding) -> str:
    return gettext(SENTENCES[finding.code]) % finding.values


def found_in(record: Record) -> list[dict[str, Any]]:
    """The findings of a record, in words, the worst first; each with its number, by which its fix is asked for."""
    findings = validate(record, on=timezone.localdate())
    rows = [
        {
            "number": number,
            "severity": finding.severity,
            "index": finding.at,
            "tag": finding.tag,
            "code": finding.code,
            "label": label_of(finding.tag),
            "text": sentence(finding),
            "fix": gettext(FIXES[finding.fix.code]) % finding.fix.values if finding.fix else "",
        }
        for number, finding in enumerate(findings)
    ]
    rows += _of_headings(record)
    ranks = {"error": 0, "warning": 1, "note": 2}
    return sorted(rows, key=lambda row: ranks[row["severity"]])


def _of_headings(record: Record) -> list[dict[str, Any]]:
    """What is to be said of the record's headings: under another form, like another one, or new."""
    rows = []
    for hint in hints(record):
        use = hint.heading.text if hint.heading else ""
        said = {
            "leads": _("“%(typed)s” leads to “%(use)s”."),
            "alike": _("“%(typed)s” is new. There is a heading like it: “%(use)s”."),
            "settled": _("Records use “%(typed)s”, but the form that was settled on is “%(use)s”."),
            "new": _("“%(typed)s” is a new heading: no record uses it yet."),
        }
        rows.append(
            {
                "number": hint.at,
                "severity": "note" if hint.code == "new" else "warning",
                "index": hint.at,
                "tag": hint.tag,
                "code": f"{HEADING}{hint.heading.pk if hint.heading else 0}",
                "label": label_of(hint.tag),
                "text": str(said[hint.code]) % {"typed": hint.typed, "use": use},
                "fix": gettext("Use “%(heading)s”") % {"heading": use} if use else "",
            }
        )
    return rows


def with_heading(record: Record, at: int, code: str) -> Record | None:
    """The record with the heading that a fix of `found_in` names, or None when the record says otherwise by now."""
    for hint in hints(record):
        if hint.heading and hint.at == at and code == f"{HEADING}{hint.heading.pk}":
            tag, content = record.fields[at]
            found = [
                form for kind, form in headings.forms_in(tag, content) if headings.text_of(kind, form) == hint.typed
            ]
            new = headings.unpack(hint.heading.form)
            if found:
                return with_field(record, at, tag, headings.rewritten(tag, content, found[0], new, hint.heading.link))
    return None


def likes(draft: Draft, record: Record) -> list[dict[str, Any]]:
    """Titles that a new record may already be; none for a record that is stored."""
    if draft.source_id is not None:
        return []
    found = titles_like(record)
    names = federation.short_names({library for like in found for library in like.libraries}, timezone.localdate())
    ours = dict(
        SourceRecord.objects.filter(
            title__in=[like.shown.id for like in found], library=draft.library_id, withdrawn_at=None
        ).values_list("title_id", "pk")
    )
    return [
        {
            "shown": like.shown,
            "same": like.decision == "same",
            "reasons": [words.sentence(text) for text in like.reasons],
            "record": like.record,
            "ours": ours.get(like.shown.id),
            "libraries": [names.get(library, "") for library in like.libraries],
        }
        for like in found
    ]


def coded_positions(sheet: Worksheet, record: Record) -> dict[str, list[dict[str, Any]]]:
    """The positions of leader and 008: those that the worksheet puts forward, and all the others."""
    leader = clean_leader(record.leader)
    general = record.first(coded.GENERAL)
    first: list[dict[str, Any]] = []
    rest: list[dict[str, Any]] = []
    for tag, content in ((LEADER, leader), (coded.GENERAL, general or " " * coded.LENGTH)):
        for element, text in coded.positions(tag, content, leader):
            if tag == coded.GENERAL and (element.key in _HIDDEN or general is None):
                continue
            row = _position(tag, element, text)
            (first if row["name"] in sheet.coded else rest).append(row)
    first.sort(key=lambda row: sheet.coded.index(row["name"]))
    return {"first": first, "rest": rest}


def _position(tag: str, element: Element, text: str) -> dict[str, Any]:
    language = get_language()
    name = f"{tag}_{element.key}"
    choices = [(code, label.in_language(language)) for code, label in element.values.codes.items()]
    if name == "008_35-37":
        choices = [(code, words.language(code)) for code in LANGUAGES]
    elif name == "008_15-17":
        choices = [(code, str(country)) for code, country in COUNTRIES.items()]
    if choices and text not in dict(choices):
        choices.insert(0, (text, text.replace(" ", "#")))
    return {
        "name": name,
        "place": f"{tag}/{element.key}",
        "label": element.values.label.in_language(language),
        "text": text,
        "shown": text.replace(" ", "#"),
        "choices": choices,
        "width": element.end - element.start,
    }


def form_sections(
    sheet: Worksheet, record: Record, findings: Iterable[dict[str, Any]], *, more: str = ""
) -> list[dict[str, Any]]:
    """The worksheet's sections with their groups and entries; `more` names a group that gets a further empty entry."""
    shown = entries(sheet, record)
    said: dict[str, list[dict[str, Any]]] = {}
    for finding in findings:
        if finding["severity"] != "note":
            said.setdefault(finding["tag"], []).append(finding)
    sections = []
    for section in sheet.sections:
        groups = []
        for group in section.groups:
            of_group = list(shown[group.key])
            if group.key == more:
                of_group.append(Entry(-1, group.tags[0], ("",) * len(group.boxes)))
            groups.append(_group(group, of_group, [each for tag in group.tags for each in said.get(tag, [])]))
        filled = any(any(entry["filled"] for entry in group["entries"]) for group in groups)
        sections.append({"label": section.label, "folded": section.folded and not filled, "groups": groups})
    return sections


def _group(group: Group, of_group: list[Entry], findings: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "key": group.key,
        "label": group.label,
        "tags": " ".join(group.tags),
        "repeatable": group.repeatable,
        "single": len(group.boxes) == 1,
        "headings": not headings.TAGS.isdisjoint(group.tags),
        "findings": findings,
        "entries": [
            {
                "number": number,
                "at": entry.at if entry.at >= 0 else "",
                "filled": any(entry.values),
                "tag": entry.tag,
                "rest": " ".join(f"${code}{text}" for code, text in entry.rest),
                "boxes": [
                    {"box": box, "name": f"g.{group.key}.{number}.{place}", "value": value}
                    for place, (box, value) in enumerate(zip(group.boxes, entry.values, strict=True))
                ],
            }
            for number, entry in enumerate(of_group)
        ],
    }


def grid_rows(record: Record, *, free: int) -> list[dict[str, Any]]:
    rows = [{"row": row, "label": label_of(row.tag)} for row in rows_of(record)]
    return rows + [{"row": ("", "", ""), "label": ""}] * free


def editor(
    draft: Draft, record: Record, *, more: str = "", free: int = FREE_ROWS, refused: bool = False
) -> dict[str, Any]:
    """Everything that the editor's template needs. Beside the fields of a new record nothing is said to be wrong before
    something was typed, or was `refused`; the list of findings says it from the start."""
    sheet = WORKSHEETS[draft.sheet]
    findings = found_in(record)
    grid = draft.view == Draft.View.GRID
    beside = findings if draft.touched or draft.source_id or refused else []
    return {
        "draft": draft,
        "sheet": sheet,
        "sheets": WORKSHEETS.values(),
        "grid": grid,
        "base": base_text(record),
        "findings": findings,
        "errors": sum(finding["severity"] == "error" for finding in findings),
        "likes": likes(draft, record),
        "coded": coded_positions(sheet, record),
        "sections": [] if grid else form_sections(sheet, record, beside, more=more),
        "rows": grid_rows(record, free=free) if grid else [],
        "begin": "" if draft.touched or draft.source_id or grid else f"g.{sheet.groups()[0].key}.0.0",
        "unseen": [] if grid else [record.fields[at][0] for at in unseen(sheet, record)],
    }
