"""What readers wait for, from a table."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.queries.copies import numbered
from lienthu.circulation.models import Hold
from lienthu.circulation.services import taking_over
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.intake.queries.people import patrons_by_card
from lienthu.intake.rules import holds as rules
from lienthu.intake.rules.holds import HoldRow
from lienthu.intake.rules.reasons import Facts, Reason, values_of
from lienthu.intake.services.results import Batching, Outcome, Result, Row, accept, twice
from lienthu.lib.vietnamese import fold


class Read(NamedTuple):
    row: Row
    said: HoldRow

    @property
    def facts(self) -> Facts:
        return self.said.facts


class HoldTaker:
    """Takes in holds that were placed in the old system; one that ended here since stays ended."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        self.columns: dict[str, str] = batching.intake.columns
        library, today = batching.library, batching.today
        self.below = federation.descendants(library, today)
        self.libraries = [library.pk, *federation.ancestors([library.pk], today)[library.pk]]
        self.words: dict[str, str] = batching.intake.options.get("words", {}).get("place", {})
        sites = federation.sites_of([library.pk, *self.below], today).select_related("organisation")
        self.sites = {site.pk: site for site in sites}
        self.by_name = {fold(site.name): site for site in sites if site.organisation_id == library.pk}
        self.branches = {each.code: each for each in Organisation.objects.filter(pk__in=self.below)}

    def pass_over(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.batching.first_of(self.read(row).said.key, row)

    def read(self, row: Row) -> Read:
        """What the row says, with every reason against it that needs no look at other rows."""
        return Read(row, rules.read(values_of(row.cells, self.columns), self.batching.today))

    def take(self, rows: Sequence[Row]) -> list[Result]:
        results: dict[int, Result] = {}
        reads = [self.read(row) for row in rows]
        people = patrons_by_card(self.batching.library, {read.facts["card"] for read in reads} - {""})
        titles = self._titles(reads)
        good: list[Read] = []
        for read in reads:
            self._add_reasons(read, people, titles)
            if read.said.reasons:
                results[read.row.line] = Result(read.row, Outcome.REJECTED, read.said.reasons)
            else:
                good.append(read)
        taken = self.batching.taken([read.said.key for read in good])
        fresh: list[Read] = []
        for read in good:
            if read.said.key in taken:  # whether it waits still is known here
                results[read.row.line] = Result(read.row, Outcome.UNCHANGED)
            else:
                fresh.append(read)
        results |= self._new(fresh, people, titles)
        return [results[row.line] for row in rows]

    def _add_reasons(self, read: Read, people: dict[str, int], titles: dict[str, int]) -> None:
        reasons, facts = read.said.reasons, read.facts
        if (line := self.batching.first_of(read.said.key, read.row)) is not None:
            reasons.append(twice(line))
        if facts["card"] and facts["card"] not in people:
            message = _("No reader here has the card %(card)s. Bring the readers in first, or correct the number.")
            reasons.append(Reason("unknown_card", message % {"card": facts["card"]}))
        if read.said.book and read.said.book not in titles:
            message = _("No book here has the number %(number)s. Bring the records in first, or correct the number.")
            reasons.append(Reason("unknown_book", message % {"number": read.said.book}))

    def _titles(self, reads: Sequence[Read]) -> dict[str, int]:
        """Number of a record, barcode or accession number → title; records of the library itself come first."""
        wanted = {read.said.book for read in reads} - {""}
        near = [self.batching.library.pk, *self.below]
        copies = Copy.objects.filter(pk__in=numbered(wanted), owner__in=near)
        found: dict[str, int] = {}
        for barcode, number, title in copies.values_list("barcode", "accession_number", "record__title"):
            found |= dict.fromkeys({barcode, number} & wanted, title)
        rows = SourceRecord.objects.filter(control_number__in=wanted, library__in=self.libraries, withdrawn_at=None)
        mine = self.batching.library.pk
        by_number = rows.values_list("control_number", "title", "library")
        for control_number, title, _library in sorted(by_number, key=lambda row: row[2] == mine):
            found[control_number] = title
        return found

    def _placed(self, word: str) -> tuple[Organisation, Site | None]:
        """Where it is fetched: as a person said of the word, else a place of that name, else the library itself."""
        meant = self.words.get(fold(word), "")
        if meant.startswith("site:") and (site := self.sites.get(int(meant[5:]))):
            return site.organisation, site
        if meant.startswith("org:") and meant[4:] in self.branches:
            return self.branches[meant[4:]], None
        named = self.by_name.get(fold(word)) if word and not meant else None
        return self.batching.library, named

    def _new(self, reads: Sequence[Read], people: dict[str, int], titles: dict[str, int]) -> dict[int, Result]:
        if not reads:
            return {}
        batching, old = self.batching, []
        for read in reads:
            library, site = self._placed(read.facts["place"])
            old.append(
                taking_over.OldHold(
                    title=titles[read.said.book],
                    patron=people[read.facts["card"]],
                    library=library,
                    site=site,
                    placed_on=_day(read.facts["placed_on"]) or batching.today,
                    expires_on=_day(read.facts["expires_on"]),
                )
            )
        results: dict[int, Result] = {}
        notes = []
        outcomes = taking_over.take_over_holds(holds=old, actor=batching.actor, at=batching.at)
        for read, outcome in zip(reads, outcomes, strict=True):
            if isinstance(outcome, Hold):
                notes.append(batching.stands_for(read.said.key, outcome.pk, read.facts))
                results[read.row.line] = Result(read.row, Outcome.NEW)
            else:
                reasons = [Reason(each.code, each.message) for each in outcome.refusals]
                results[read.row.line] = Result(read.row, Outcome.REJECTED, reasons)
        accept(notes)
        return results


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
