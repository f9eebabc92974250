"""Who earns a certificate, what a quiz is worth, when a session's code counts, how many of the staff are trained."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

EARLY, LATE = timedelta(minutes=30), timedelta(minutes=30)  # a session's code counts so long before and after it
FEWEST: Final = 3  # evaluations before sums of them are shown: fewer would tell who said what


@dataclass(frozen=True)
class Asked:
    """A question as a try is marked."""

    key: int
    right: int
    marks: int


def marked(questions: Iterable[Asked], answers: Mapping[int, int]) -> tuple[int, int]:
    """Marks of a try, and those that there are. A question without an answer is worth nothing."""
    rows = list(questions)
    return sum(row.marks for row in rows if answers.get(row.key) == row.right), sum(row.marks for row in rows)


def percent(part: int, whole: int) -> int:
    """Rounded down: 79.9 % is not yet 80."""
    return 100 * part // whole if whole else 0


@dataclass(frozen=True)
class Standing:
    """How a participant stands. `best`: marks of the best try and what there was to win; None without a try."""

    sessions: int
    attended: int
    best: tuple[int, int] | None
    quiz: bool  # whether the course has one


def passed(standing: Standing, *, sessions_needed: int, marks_needed: int) -> bool:
    """Whether the certificate is earned. Who was never there earns none, whatever the course asks."""
    if not standing.attended or percent(standing.attended, standing.sessions) < sessions_needed:
        return False
    if not standing.quiz or not marks_needed:
        return True
    return standing.best is not None and percent(*standing.best) >= marks_needed


def is_running(begins: datetime, ends: datetime, at: datetime) -> bool:
    """Whether the code on the screen counts now."""
    return begins - EARLY <= at <= ends + LATE


def means(rows: Sequence[Mapping[str, int]], about: Collection[str]) -> dict[str, tuple[float, int]]:
    """Of each thing the mean to one decimal and how many said something; empty below FEWEST evaluations."""
    if len(rows) < FEWEST:
        return {}
    found = {}
    for each in about:
        said = [row[each] for row in rows if each in row]
        if said:
            found[each] = (round(sum(said) / len(said), 1), len(said))
    return found


@dataclass(frozen=True)
class Trained:
    """How many of a library's staff were trained since a day."""

    trained: int
    staff: int

    @property
    def share(self) -> int | None:
        """In percent, rounded down; None where no staff is written down."""
        return percent(self.trained, self.staff) if self.staff else None


def trained_since(last: Iterable[date | None], since: date) -> Trained:
    """`last`: of each who serves, the last day of training, None without any."""
    rows = list(last)
    return Trained(sum(1 for day in rows if day is not None and day >= since), len(rows))
