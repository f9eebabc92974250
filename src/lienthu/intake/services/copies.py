"""Copies from a table, linked to records that the library has already."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from lienthu.catalogue.derive import facts_from_json
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.queries.copies import numbered
from lienthu.catalogue.queries.linking import Asked, linked
from lienthu.catalogue.services.entered import NewCopy, settle
from lienthu.cataloguing.models import Accession
from lienthu.cataloguing.services import copies as cataloguing
from lienthu.cataloguing.services import taking_over
from lienthu.federation import queries as federation
from lienthu.federation.models import Organisation, Site
from lienthu.intake.columns import TARGETS
from lienthu.intake.models import Kind, Taken
from lienthu.intake.rules import copies as rules
from lienthu.intake.rules.copies import CopyRow
from lienthu.intake.rules.merging import merged
from lienthu.intake.rules.reasons import Facts, Reason, values_of
from lienthu.intake.services.results import Batching, Outcome, Result, Row, accept, disputed, twice
from lienthu.lib.marc.drafting import draft
from lienthu.lib.marc.extract import facts_of as marc_facts
from lienthu.lib.vietnamese import fold

NAMES = {name: str(label) for name, label in TARGETS[Kind.COPIES].items()}
CHANGED = ("call_number", "shelf", "note", "barcode")  # what cataloguing changes on a copy
Status = Copy.Status


class Read(NamedTuple):
    """A row that was read, with whose the copy is and where it stands."""

    row: Row
    said: CopyRow
    owner: Organisation
    site: Site | None

    @property
    def facts(self) -> Facts:
        return self.said.facts

    @property
    def numbers(self) -> set[str]:
        return {self.facts.get("barcode", ""), self.facts.get("accession_number", "")} - {""}


class CopyTaker:
    """Takes in copies: new ones are stored with the line of the old register, known ones brought up to date."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        self.columns: dict[str, str] = batching.intake.columns
        library, today = batching.library, batching.today
        above = federation.ancestors([library.pk], today)[library.pk]
        self.libraries = [library.pk, *reversed(above)]
        below = federation.descendants(library, today)
        self.branches = {each.code: each for each in Organisation.objects.filter(pk__in=[library.pk, *below])}
        sites = list(
            federation.sites_of([each.pk for each in self.branches.values()], today).select_related("organisation")
        )
        self.sites = {site.pk: site for site in sites}
        self.by_name: dict[str, Site] = {}
        for site in sites:  # the library's own before those of its branches
            if site.organisation_id == library.pk or fold(site.name) not in self.by_name:
                self.by_name[fold(site.name)] = site
        self.words: dict[str, str] = batching.intake.options.get("words", {}).get("place", {})

    def pass_over(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self._twice(self.read(row))

    def read(self, row: Row) -> Read:
        """What the row says, with every reason against it that needs no look at other rows."""
        said = rules.read(values_of(row.cells, self.columns), self.batching.today)
        owner, site = self._placed(said.facts.get("place", ""))
        return Read(row, said, owner, site)

    def _placed(self, word: str) -> tuple[Organisation, Site | None]:
        """Whose a copy with this word is, and where it stands: as a person said, else by a place's name or code."""
        library = self.batching.library
        if not word:
            return library, None
        meant = self.words.get(fold(word), "")
        if meant.startswith("site:") and (site := self.sites.get(int(meant[5:]))):
            return site.organisation, site
        if meant.startswith("org:") and meant[4:] in self.branches:
            return self.branches[meant[4:]], None
        if not meant and (site := self.by_name.get(fold(word))):
            return site.organisation, site
        return library, None

    def _twice(self, read: Read) -> int | None:
        """The earlier line of the file that has one of the row's numbers."""
        before = [self.batching.first_of(number, read.row) for number in sorted(read.numbers)]
        return next((line for line in before if line is not None), None)

    def take(self, rows: Sequence[Row]) -> list[Result]:
        results: dict[int, Result] = {}
        good: list[Read] = []
        for row in rows:
            read = self.read(row)
            if (earlier := self._twice(read)) is not None:
                read.said.reasons.append(twice(earlier))
            if read.said.reasons:
                self._say_title(read)
                results[row.line] = Result(row, Outcome.REJECTED, read.said.reasons)
            else:
                good.append(read)
        taken = self.batching.taken([read.said.key for read in good])
        there = self._there(good, taken.values())
        fresh: list[Read] = []
        known: list[tuple[Read, Copy]] = []
        for read in good:
            before = taken.get(read.said.key)
            copy = there.get(before.thing_id) if before else None
            copy = copy or next((there[number] for number in sorted(read.numbers) if number in there), None)
            if copy is None:
                fresh.append(read)
            else:
                known.append((read, copy))
        others = self._of_other_books([each for each in known if each[0].said.key not in taken])
        for read, copy in known:
            if reason := others.get(read.row.line):
                results[read.row.line] = Result(read.row, Outcome.REJECTED, [reason])
            else:
                results[read.row.line] = self._again(read, taken.get(read.said.key), copy)
        results |= self._new(fresh)
        return [results[row.line] for row in rows]

    def _there(self, reads: Sequence[Read], taken: Iterable[Taken]) -> dict[int | str, Copy]:
        """Copies of the library and its branches, by key as noted before and by each of their numbers."""
        numbers = {number for read in reads for number in read.numbers}
        owners = [each.pk for each in self.branches.values()]
        mine = Copy.objects.filter(owner__in=owners).select_related("accession", "assigned", "record")
        rows = list(mine.filter(pk__in=numbered(numbers)))
        rows += list(mine.filter(pk__in={each.thing_id for each in taken} - {row.pk for row in rows}))
        found: dict[int | str, Copy] = {}
        for row in sorted(rows, key=lambda each: -each.pk):
            found |= {row.pk: row} | {number: row for number in (row.barcode, row.accession_number) if number}
        return found

    def _of_other_books(self, known: Sequence[tuple[Read, Copy]]) -> dict[int, Reason]:
        """Lines whose number stands on a copy here, while the book that they name is another one here."""
        found: dict[int, Reason] = {}
        for (read, copy), records in zip(known, self._records([read for read, _copy in known]), strict=True):
            if records and copy.record_id not in records:
                message = _("Here this number is on a copy of “%(title)s”. Correct the number, or the title.")
                title = facts_from_json(copy.record.facts).title
                found[read.row.line] = Reason("other_book", message % {"title": title})
        return found

    def _again(self, read: Read, taken: Taken | None, copy: Copy) -> Result:
        """A copy that is here already. One that came otherwise is filled where it says nothing."""
        now, here = read.facts, facts_of(copy)
        owned = [name for name in rules.OWNED if name not in ("place", "status")]
        found = merged(
            last=taken.facts if taken else {}, now={k: v for k, v in now.items() if v}, here=here, owned=owned
        )
        if found.disputed:
            return Result(read.row, Outcome.REJECTED, disputed(found, NAMES, now, here))
        changed = self._change(copy, found.changes) if found.changes else False
        if read.site is not None and settle(copies=[copy.pk], site=read.site):
            changed = True
        if taken is None:
            accept([self.batching.stands_for(read.said.key, copy.pk, now)])
        elif taken.facts != now:
            taken.facts, taken.intake = now, self.batching.intake
            taken.save(update_fields=("facts", "intake"))
        return Result(read.row, Outcome.UPDATED if changed else Outcome.UNCHANGED)

    def _change(self, copy: Copy, changes: Facts) -> bool:
        """Bring the copy and its line of the register up to date; whether anything could be."""
        batching = self.batching
        line = Accession.objects.filter(copy=copy).first()
        facts: dict[str, object] = {name: changes[name] for name in CHANGED if name in changes}
        if line is not None and "price" in changes:
            facts["price"] = int(changes["price"])
        if facts:
            cataloguing.change(copy=copy, facts=facts, actor=batching.actor, at=batching.at)
        written = 0
        if line is None and "entered_on" in changes:
            written = taking_over.write_lines(lines=[(copy, old_line(changes))])
        return bool(facts or written)

    def _new(self, fresh: Sequence[Read]) -> dict[int, Result]:
        results: dict[int, Result] = {}
        chosen: list[tuple[Read, int]] = []
        for read, records in zip(fresh, self._records(fresh), strict=True):
            if len(records) == 1:
                chosen.append((read, records[0]))
            else:
                results[read.row.line] = Result(read.row, Outcome.REJECTED, [_unlinked(records)])
        copies = taking_over.take_over(
            copies=[(record, _new_copy(read), old_line(read.facts)) for read, record in chosen],
            actor=self.batching.actor,
            at=self.batching.at,
        )
        accept(
            [
                self.batching.stands_for(read.said.key, copy.pk, read.facts)
                for (read, _record), copy in zip(chosen, copies, strict=True)
            ]
        )
        return results | {read.row.line: Result(read.row, Outcome.NEW) for read, _record in chosen}

    def _records(self, reads: Sequence[Read]) -> list[list[int]]:
        asked = [Asked(read.said.book.get("control_number", ""), marc_facts(draft(_drafted(read)))) for read in reads]
        return linked(asked, libraries=self.libraries)

    def _say_title(self, read: Read) -> None:
        """Every reason at once: also that no record is found, where the row names a book."""
        if read.said.book and not any(reason.code in ("no_title", "twice") for reason in read.said.reasons):
            records = self._records([read])[0]
            if len(records) != 1:
                read.said.reasons.append(_unlinked(records))


def facts_of(copy: Copy) -> Facts:
    """What stands here, in the form of a row's facts."""
    line = getattr(copy, "accession", None)
    return {
        "barcode": copy.barcode,
        "accession_number": copy.accession_number,
        "call_number": copy.call_number,
        "shelf": copy.shelf,
        "note": copy.note,
        "price": str(line.price) if line is not None and line.price is not None else "",
        "entered_on": line.entered_on.isoformat() if line is not None else "",
    }


def old_line(facts: Mapping[str, str]) -> taking_over.OldLine:
    """The line of the old register that a row states."""
    day, price = facts.get("entered_on"), facts.get("price")
    return taking_over.OldLine(entered_on=date.fromisoformat(day) if day else None, price=int(price) if price else None)


def _new_copy(read: Read) -> NewCopy:
    facts = read.facts
    note = facts.get("note", "")
    if facts.get("price") and not facts.get("entered_on"):  # without a day there is no line that could keep it
        note = " ".join(filter(None, (note, _("Price: %(price)s đ.") % {"price": facts["price"]})))
    return NewCopy(
        owner=read.owner,
        assigned=read.site,
        barcode=facts.get("barcode", ""),
        accession_number=facts.get("accession_number", ""),
        call_number=facts.get("call_number", ""),
        shelf=facts.get("shelf") or facts.get("place", ""),
        status=Status(facts.get("status") or Status.AVAILABLE),
        note=note,
    )


def _drafted(read: Read) -> dict[str, list[str]]:
    book = read.said.book
    return {name: [book[name]] for name in ("isbn", "title", "author", "year", "publisher") if name in book}


def _unlinked(records: Sequence[int]) -> Reason:
    if not records:
        message = _(
            "No record of your library is this book. Catalogue it first, or take the table in on the page "
            "“Import a file”, which makes short records with their copies."
        )
        return Reason("no_record", message)
    numbers = SourceRecord.objects.filter(pk__in=records).values_list("control_number", flat=True)
    message = _("Several records of your library may be this book (%(numbers)s). Write the number of the right one.")
    return Reason("several_records", message % {"numbers": ", ".join(sorted(numbers)[:5])})
