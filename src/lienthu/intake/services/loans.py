"""Open loans from a table."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.catalogue.models import Copy
from lienthu.catalogue.queries.copies import numbered
from lienthu.circulation.models import Loan
from lienthu.circulation.services import taking_over
from lienthu.federation import queries as federation
from lienthu.intake.columns import TARGETS
from lienthu.intake.models import Kind, Taken
from lienthu.intake.queries.people import patrons_by_card
from lienthu.intake.rules import loans as rules
from lienthu.intake.rules.loans import LoanRow
from lienthu.intake.rules.merging import merged
from lienthu.intake.rules.reasons import Facts, Reason, values_of
from lienthu.intake.services.results import Batching, Outcome, Result, Row, accept, disputed

NAMES = {name: str(label) for name, label in TARGETS[Kind.LOANS].items()}


class Read(NamedTuple):
    row: Row
    said: LoanRow

    @property
    def facts(self) -> Facts:
        return self.said.facts


class LoanTaker:
    """Takes in loans that began in the old system; one that ended here since stays ended."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        self.columns: dict[str, str] = batching.intake.columns
        self.owners = federation.descendants(batching.library, batching.today)

    def pass_over(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._twice(self.read(row))

    def read(self, row: Row) -> Read:
        """What the row says, with every reason against it that needs no look at other rows."""
        return Read(row, rules.read(values_of(row.cells, self.columns), self.batching.today))

    def _twice(self, read: Read) -> int | None:
        """The earlier line of the file that lends the same copy: one of the two is wrong, and who knows which."""
        barcode = read.facts["barcode"]
        return self.batching.first_of(barcode, read.row) if barcode else None

    def take(self, rows: Sequence[Row]) -> list[Result]:
        results: dict[int, Result] = {}
        reads = [self.read(row) for row in rows]
        people = patrons_by_card(self.batching.library, {read.facts["card"] for read in reads} - {""})
        copies = self._copies(reads)
        good: list[Read] = []
        for read in reads:
            self._add_reasons(read, people, copies)
            if read.said.reasons:
                results[read.row.line] = Result(read.row, Outcome.REJECTED, read.said.reasons)
            else:
                good.append(read)
        taken = self.batching.taken([read.said.key for read in good])
        begun = Loan.objects.select_related("patron").in_bulk([each.thing_id for each in taken.values()])
        open_now = {each.copy_id: each for each in Loan.objects.open().filter(copy__in=copies.values())}
        fresh: list[Read] = []
        for read in good:
            copy, patron = copies[read.facts["barcode"]], people[read.facts["card"]]
            if read.said.key in taken:
                results[read.row.line] = self._again(read, taken[read.said.key], begun)
            elif (loan := open_now.get(copy)) is not None and loan.patron_id == patron:
                accept([self.batching.stands_for(read.said.key, loan.pk, read.facts)])
                results[read.row.line] = Result(read.row, Outcome.UNCHANGED)
            else:
                fresh.append(read)
        results |= self._new(fresh, people, copies)
        return [results[row.line] for row in rows]

    def _add_reasons(self, read: Read, people: dict[str, int], copies: dict[str, int]) -> None:
        reasons, facts = read.said.reasons, read.facts
        if (line := self._twice(read)) is not None:
            message = _("Row %(line)d of this file lends the same copy; strike out the one that is over.")
            reasons.append(Reason("lent_twice", message % {"line": line}))
        if facts["card"] and facts["card"] not in people:
            message = _("No reader here has the card %(card)s. Bring the readers in first, or correct the number.")
            reasons.append(Reason("unknown_card", message % {"card": facts["card"]}))
        if facts["barcode"] and facts["barcode"] not in copies:
            message = _("No copy here has the number %(number)s. Bring the copies in first, or correct the number.")
            reasons.append(Reason("unknown_copy", message % {"number": facts["barcode"]}))

    def _copies(self, reads: Sequence[Read]) -> dict[str, int]:
        """Barcode or accession number → copy in the charge of the library or one below it; barcodes come first."""
        wanted = {read.facts["barcode"] for read in reads} - {""}
        rows = Copy.objects.filter(pk__in=numbered(wanted))
        rows = rows.filter(Q(owner__in=self.owners) | Q(custodian=self.batching.library)).order_by("-pk")
        found = {each.accession_number: each.pk for each in rows if each.accession_number}
        return found | {each.barcode: each.pk for each in rows if each.barcode}

    def _again(self, read: Read, taken: Taken, begun: dict[int, Loan]) -> Result:
        loan = begun.get(taken.thing_id)
        if loan is None or not loan.is_open:  # taken back here since: what the old system says is over
            return Result(read.row, Outcome.UNCHANGED)
        here = {"due_on": timezone.localdate(loan.due_at).isoformat()}
        found = merged(last=taken.facts, now=read.facts, here=here, owned=rules.OWNED)
        if found.disputed and read.facts["due_on"]:
            return Result(read.row, Outcome.REJECTED, disputed(found, NAMES, read.facts, here))
        due = found.changes.get("due_on", "")
        if due:
            batching = self.batching
            taking_over.correct_due(loan=loan, due_on=date.fromisoformat(due), actor=batching.actor, at=batching.at)
            taken.facts, taken.intake = read.facts, batching.intake
            taken.save(update_fields=("facts", "intake"))
        return Result(read.row, Outcome.UPDATED if due else Outcome.UNCHANGED)

    def _new(self, reads: Sequence[Read], people: dict[str, int], copies: dict[str, int]) -> dict[int, Result]:
        if not reads:
            return {}
        batching = self.batching
        outcomes = taking_over.take_over(
            library=batching.library,
            loans=[_old_loan(read, people, copies) for read in reads],
            actor=batching.actor,
            at=batching.at,
        )
        results: dict[int, Result] = {}
        notes: list[Taken] = []
        for read, outcome in zip(reads, outcomes, strict=True):
            if isinstance(outcome, Loan):
                notes.append(batching.stands_for(read.said.key, outcome.pk, read.facts))
                results[read.row.line] = Result(read.row, Outcome.NEW)
            else:
                reasons = [Reason(each.code, each.message) for each in outcome.refusals]
                results[read.row.line] = Result(read.row, Outcome.REJECTED, reasons)
        accept(notes)
        return results


def _old_loan(read: Read, people: dict[str, int], copies: dict[str, int]) -> taking_over.OldLoan:
    facts = read.facts
    return taking_over.OldLoan(
        copy=copies[facts["barcode"]],
        patron=people[facts["card"]],
        lent_on=date.fromisoformat(facts["lent_on"]),
        due_on=date.fromisoformat(facts["due_on"]) if facts["due_on"] else None,
        renewals=int(facts["renewals"]),
    )
