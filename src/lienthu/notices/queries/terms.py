"""What holds at a library: its own word first, then what stands above it, at last what is built in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NamedTuple

from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation
from lienthu.notices import kinds, rules
from lienthu.notices.kinds import NoticeKind
from lienthu.notices.models import KindTerms, Terms, Wording

BUILT_IN: Final[dict[str, Any]] = {
    "email": True,
    "sms": False,
    "paper": True,
    "without_marks": False,
    "language": "vi",
    "reply_to": "",
    "signature": "",
}


class Source(NamedTuple):
    """A value and the organisation that laid it down; None: built in."""

    value: Any
    organisation: int | None


@dataclass(frozen=True)
class LaidDown:
    """All that holds about notices at one library. `line` has the library first, then what stands above it."""

    library: Organisation
    line: tuple[int, ...]
    _terms: dict[int, Terms]
    _kinds: dict[tuple[int, str], KindTerms]
    _wordings: dict[tuple[int, str, str], Wording]

    def source(self, name: str) -> Source:
        """One of BUILT_IN as it holds here."""
        rows = ((pk, getattr(self._terms[pk], name)) for pk in self.line if pk in self._terms)
        return _first(rows, BUILT_IN[name])

    def value(self, name: str) -> Any:
        return self.source(name).value

    @property
    def language(self) -> str:
        return str(self.value("language"))

    def kind_source(self, kind: NoticeKind, name: str) -> Source:
        """`on`, `paper` or `days` (a tuple) of the kind as it holds here."""
        built_in = {"on": True, "paper": kind.paper, "days": kind.days}[name]
        rows = ((pk, getattr(self._kinds[pk, kind.code], name)) for pk in self.line if (pk, kind.code) in self._kinds)
        found = _first(rows, built_in)
        return Source(rules.days_of(found.value), found.organisation) if isinstance(found.value, str) else found

    def is_on(self, kind: NoticeKind) -> bool:
        return bool(self.kind_source(kind, "on").value)

    def on_paper(self, kind: NoticeKind) -> bool:
        """Whether a letter of this kind goes on paper to whoever cannot be reached otherwise."""
        return bool(self.value("paper") and self.kind_source(kind, "paper").value)

    def days(self, kind: NoticeKind) -> tuple[int, ...]:
        days: tuple[int, ...] = self.kind_source(kind, "days").value
        return days

    def wording(self, kind: str, language: str) -> tuple[rules.Words, int | None]:
        """The text of the kind and the organisation whose it is; None: the program's own."""
        for pk in self.line:
            if row := self._wordings.get((pk, kind, language)):
                return rules.Words(row.subject, row.line, row.body, row.short), pk
        return rules.Words(**kinds.default_parts(kind, language)), None


def _first(rows: Iterator[tuple[int, Any]], built_in: Any) -> Source:
    for organisation, value in rows:
        if value is not None and value != "":
            return Source(value, organisation)
    return Source(built_in, None)


def laid_down(library: Organisation, on: date) -> LaidDown:
    """What holds at the library on the day. Four queries."""
    line = (library.pk, *reversed(federation.ancestors([library.pk], on)[library.pk]))
    wordings = Wording.objects.filter(organisation__in=line)
    return LaidDown(
        library,
        line,
        {row.organisation_id: row for row in Terms.objects.filter(organisation__in=line)},
        {(row.organisation_id, row.kind): row for row in KindTerms.objects.filter(organisation__in=line)},
        {(row.organisation_id, row.kind, row.language): row for row in wordings},
    )
