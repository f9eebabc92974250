"""Stories of reports (`stories/*.json`): who reports to whom, with which figures, what was hard, what comes next.

What happened is taken from articles; sentences are ours and figures invented where the article has none.
"""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from conftest import Person

from lienthu.federation.models import Federation, Membership, Organisation, OrganisationName
from lienthu.federation.services.organisations import add_organisation
from lienthu.indicators.models import Target
from lienthu.indicators.rules import periods
from lienthu.indicators.services.loads import load_indicators
from lienthu.reports.models import Kind, Point, Report, SignedPaper
from lienthu.reports.services import reports, signing, writing
from lienthu.returns.models import Return
from lienthu.returns.tests.builders import Asks, answer, below, call

FOLDER = Path(__file__).parent / "stories"


class Yearbook:
    """One story, put into the tables: the tree, calls and their returns, targets."""

    def __init__(self, name: str, person: Callable[..., Person]) -> None:
        self.told: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        self.at = datetime.fromisoformat(self.told["at"]).replace(hour=2, tzinfo=UTC)
        self.period = periods.read(self.told["period"])
        load_indicators()
        body = self.told["body"]
        self.director = person(body["code"], body["name"], kind="director")
        self.libraries: dict[str, Organisation] = {body["code"]: self.director.library}
        self._name(body)
        self.group: Federation | None = None
        self._tree()
        self._returns()
        self._targets()

    @property
    def about(self) -> reports.About:
        if self.group is not None:
            return reports.About(federation=self.group)
        return reports.About(self.director.library, "network")

    def _name(self, facts: dict[str, str]) -> None:
        rows = OrganisationName.objects.filter(organisation__code=facts["code"])
        rows.update(short=facts.get("short", ""))

    def _tree(self) -> None:
        if "federation" in self.told:
            self.group = Federation.objects.create(code="LH", name=self.told["federation"])
        else:
            above = add_organisation(code="SO", name=self.told["above"], kind="authority", actor=None, at=self.at)
            below(self.director.library, above)
            self.above = above
        for code, facts in self.told["libraries"].items():
            if code not in self.libraries:
                self.libraries[code] = add_organisation(code=code, name=facts["name"], actor=None, at=self.at)
            self._name({"code": code, **facts})
            if self.group is None:
                below(self.libraries[code], self.director.library)
            else:
                Membership.objects.create(federation=self.group, organisation=self.libraries[code])

    def _returns(self) -> None:
        """One call of the period; who is late has handed in after the day, who is missing has not begun."""
        codes, by = self.told["codes"], self.group or self.director.library
        asks = Asks.NETWORK if self.group else Asks.SELF
        asked = call(by, *codes, period=self.period, asks=asks, due_on=self.at.date() - timedelta(days=10))
        for code, figures in self.told["figures"].items():
            row = answer(asked, self.libraries[code], dict(zip(codes, figures, strict=True)))
            if code in self.told.get("late", ()):
                late = self.at - timedelta(days=4)
                Return.objects.filter(pk=row.pk).update(
                    submitted_at=late, settled_at=None, state="submitted", digest=""
                )
        for code in self.told.get("missing", ()):
            answer(asked, self.libraries[code], state=Return.State.ASKED)
        for period, says in self.told.get("earlier", {}).items():
            self._earlier(periods.read(period), says)

    def _earlier(self, period: periods.Period, says: dict[str, int]) -> None:
        """What the whole place reported then: of a network its library for all; of a federation shared out evenly."""
        if self.group is None:
            row = call(self.above, *says, period=period, asks=Asks.NETWORK)
            answer(row, self.director.library, says)
            return
        row = call(self.group, *says, period=period, asks=Asks.NETWORK)
        members = list(self.libraries.values())
        for number, member in enumerate(members):
            share = {
                code: value // len(members) + (value % len(members) if not number else 0)
                for code, value in says.items()
            }
            answer(row, member, share)

    def _targets(self) -> None:
        for period, aims in self.told.get("targets", {}).items():
            when = periods.read(period)
            place = (
                {"federation": self.group}
                if self.group
                else {"organisation": self.director.library, "scope": "network"}
            )
            for code, value in aims.items():
                Target.objects.create(
                    indicator=code, first_on=when.first, until=when.until, value=value, set_at=self.at, **place
                )

    # --- what the director does

    def written(self) -> Report:
        """The report with its points, handed over."""
        actor = self.director.user
        made = reports.begin(
            about=self.about, kind=Kind(self.told["kind"]), period=self.period, template=self.told["template"],
            actor=actor, at=self.at,
        )  # fmt: skip
        for text in self.told.get("results", ()):
            writing.put_point(report=made, sort=Point.Sort.RESULT, text=text, at=self.at)
        for text, cause in self.told["difficulties"]:
            writing.put_point(report=made, sort=Point.Sort.DIFFICULTY, text=text, cause=cause, at=self.at)
        for text, who, by_when in self.told["directions"]:
            writing.put_point(report=made, sort=Point.Sort.DIRECTION, text=text, who=who, by_when=by_when, at=self.at)
        for text in self.told.get("proposals", ()):
            writing.put_point(report=made, sort=Point.Sort.PROPOSAL, text=text, at=self.at)
        if head := self.told.get("head"):
            writing.set_head(report=made, facts=head, actor=actor, at=self.at)
        made.refresh_from_db()
        return made

    def signed(self, report: Report, number: str) -> SignedPaper:
        said, actor = self.told["sign"], self.director.user
        signing.hand_over(report=report, actor=actor, at=self.at, despite_gaps=True)
        return signing.sign(
            report=report, symbol=number, on=self.today, place=said["place"], signer=said["signer"],
            capacity=report.capacity, actor=actor, at=self.at, despite_gaps=True, carried=True,
        )  # fmt: skip

    @property
    def today(self) -> date:
        return self.at.date()

    def planned(self, report: Report) -> Report:
        period = periods.read(self.told["plan"]["period"])
        return reports.begin_plan(
            report=report, period=period, template=self.told["plan"]["template"], actor=self.director.user, at=self.at
        )
