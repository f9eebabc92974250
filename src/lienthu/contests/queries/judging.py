"""A round's points: added up, put in order, with what is missing and who is far off; what may be public."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from lienthu.contests.models import Contest, Entry, Judge, Medium, Performance, Prize, Round, Score
from lienthu.contests.rules.agreeing import agreed
from lienthu.contests.rules.scoring import Standing, Yardstick, parted, ranked, standing


@dataclass(frozen=True)
class Jury:
    """The entries of a round with what the jury said of each."""

    judges: list[Judge]
    performances: dict[int, Performance]
    standings: dict[int, Standing]
    order: list[tuple[int, ...]]
    points: Mapping[tuple[int, int, int], Decimal]  # (performance, judge, criterion)

    def missing_of(self, judge: int) -> list[str]:
        """The numbers of the entries of which the judge has points to give."""
        lacking = [key for key, found in self.standings.items() if any(who == judge for who, _c in found.missing)]
        return sorted(self.performances[key].code for key in lacking)


def jury(round_: Round) -> Jury:
    """Four queries, whatever the number of entries."""
    judges = list(round_.judges.filter(closed_at=None))
    performances = {row.pk: row for row in round_.performances.filter(entry__withdrawn_at=None).select_related("entry")}
    criteria = list(round_.contest.criteria.all())
    points = {
        (row[0], row[1], row[2]): row[3]
        for row in Score.objects.filter(judge__in=judges).values_list(
            "performance_id", "judge_id", "criterion_id", "points"
        )
    }
    sticks = [Yardstick(each.pk, each.most, each.weight) for each in criteria]
    standings, first = {}, {}
    for key in performances:
        own = {(judge, stick): value for (of, judge, stick), value in points.items() if of == key}
        found = standing(
            own, [judge.pk for judge in judges], sticks, gap=round_.contest.gap, trims=round_.contest.trims
        )
        standings[key] = found
        if criteria:
            first[key] = sum((own.get((judge.pk, criteria[0].pk), Decimal(0)) for judge in judges), Decimal(0))
    order = ranked(standings, first, round_.contest.ties)
    return Jury(
        judges, performances, standings, parted(order, {key: row.ahead for key, row in performances.items()}), points
    )


def public_names(entry: Entry, on: date) -> str | None:
    """The names of the entrants where everybody has agreed; None where one has not, and after a withdrawal."""
    people = list(entry.entrants.all())
    if entry.withdrawn_at or not people:
        return None
    if not all(agreed(each.born_on, each.consents.all(), on) for each in people):
        return None
    return ", ".join(each.full_name for each in people)


@dataclass(frozen=True)
class Shown:
    """A prize as the public sees it: with names, title and pictures only where everybody has agreed."""

    prize: Prize
    names: str | None
    title: str
    media: list[Medium]


def shown_prizes(contest: Contest, on: date) -> list[tuple[Round, list[Shown]]]:
    """The prizes of the approved rounds."""
    prizes = (
        Prize.objects.filter(round__contest=contest, round__state=Round.State.APPROVED, undone_at=None)
        .select_related("performance__entry", "round")
        .prefetch_related("performance__entry__entrants__consents", "performance__entry__media")
    )
    found: dict[int, tuple[Round, list[Shown]]] = {}
    for prize in prizes:
        if prize.performance is not None and prize.round is not None:
            found.setdefault(prize.round.pk, (prize.round, []))[1].append(_shown(prize, prize.performance.entry, on))
    return list(found.values())


def _shown(prize: Prize, entry: Entry, on: date) -> Shown:
    names = public_names(entry, on)
    if names is None:
        return Shown(prize, None, "", [])
    return Shown(prize, names, entry.title, [each for each in entry.media.all() if each.sort in SHOWN])


SHOWN = frozenset({"image", "video", "audio"})  # a PDF may name whoever has not agreed: it stays with the jury


def is_public(medium: Medium, on: date) -> bool:
    """Whether the public may see a picture, a film, a sound: of an approved prize, of people who have all agreed."""
    won = Prize.objects.filter(
        performance__entry=medium.entry,
        undone_at=None,
        round__state=Round.State.APPROVED,
        round__contest__is_public=True,
    )
    return medium.sort in SHOWN and won.exists() and public_names(medium.entry, on) is not None
