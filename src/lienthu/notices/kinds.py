"""The kinds of notices that rooms have, declared in their AppConfigs. Imported by those, so it must not need a model.

    notice_kinds = (
        NoticeKind("overdue", _("Overdue"), facts={"title": _("title")}, samples=({"title": "Truyện Kiều"},)),
    )

What such a notice says by itself lies in the room, `<room>/letters/<code>.vi.txt` and `.en.txt`, in the parts
[subject], [line] (once for each thing), [body] and [short] (for a message to a phone).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from lienthu.common import rooms


class InDays(int):
    """A day of a made-up notice, so many days from the day on which somebody looks at it."""


PARTS: Final = ("subject", "line", "body", "short")


@dataclass(frozen=True)
class NoticeKind:
    """One occasion on which a library writes to a reader, or to somebody else who has to do with its books."""

    code: str
    label: str | Promise
    facts: Mapping[str, str | Promise]  # every fact that such a notice has, and what it is called
    samples: Sequence[Mapping[str, str | InDays]]  # the facts of made-up notices, in Vietnamese, for the preview
    paper: bool = True  # worth a letter on paper to whoever has no email, unless the library says otherwise
    may_decline: bool = False  # a reader may say that they do not want it
    wait_minutes: int = 10  # how long it waits for others that go into the same letter
    days: tuple[int, ...] = ()  # days before or after, where the kind has such steps; a library may change them
    days_label: str | Promise = ""
    days_told: str | Promise = ""  # when it is sent, with %(days)s
    stands: str = ""  # dotted path: (keys) → those of them that are still true when the letter goes out
    to_readers: bool = True  # else to correspondents, and its text has the fields `person.…` in place of `patron.…`
    order: int = 100

    def samples_on(self, today: date) -> list[dict[str, str]]:
        """The facts of the made-up notices as they would be written today."""
        return [
            {
                name: f"{today + timedelta(days=value):%d/%m/%Y}" if isinstance(value, InDays) else value
                for name, value in sample.items()
            }
            for sample in self.samples
        ]

    def still_true(self, keys: Collection[str]) -> set[str]:
        """Which of the notices with these keys still give reason to write."""
        return set(import_string(self.stands)(keys)) if self.stands else set(keys)


@cache
def _declared() -> dict[str, tuple[NoticeKind, Path]]:
    found: dict[str, tuple[NoticeKind, Path]] = {}
    for room, kinds in rooms.saying("notice_kinds"):
        for kind in kinds:
            if kind.code in found:
                raise ValueError(f"two rooms have notices of the kind {kind.code}")
            found[kind.code] = kind, Path(apps.get_app_config(room).path) / "letters"
    return found


def all_kinds() -> list[NoticeKind]:
    """Every kind, in the order in which a page shows them."""
    return sorted((kind for kind, _folder in _declared().values()), key=lambda kind: (kind.order, kind.code))


def kind_of(code: str) -> NoticeKind:
    """The kind with this code; LookupError where no room has it."""
    if code not in _declared():
        raise LookupError(f"no room has notices of the kind {code}")
    return _declared()[code][0]


def label_of(code: str) -> str:
    """What the kind is called; its code where its room is gone."""
    return str(_declared()[code][0].label) if code in _declared() else code


def default_parts(code: str, language: str) -> dict[str, str]:
    """The parts of the kind's own text in the language, by name."""
    kind_of(code)
    folder = _declared()[code][1]
    return _read(folder / f"{code}.{language}.txt")


@cache
def _read(path: Path) -> dict[str, str]:
    parts: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        name = line.strip("[]")
        if line.startswith("[") and name in PARTS:
            parts[name] = []
        elif parts:
            parts[list(parts)[-1]].append(line)
    if set(parts) != set(PARTS):
        raise ValueError(f"{path} must have the parts {', '.join(PARTS)}")
    return {name: "\n".join(lines).strip() for name, lines in parts.items()}


def checked_facts(kind: NoticeKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they are stored; ValueError unless they are exactly those that the kind has."""
    if set(facts) != set(kind.facts):
        raise ValueError(f"a notice of the kind {kind.code} has the facts {', '.join(kind.facts)}")
    return {name: list(value) if isinstance(value, list | tuple) else str(value) for name, value in facts.items()}
