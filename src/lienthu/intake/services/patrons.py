"""Readers from a table."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lienthu.intake.columns import TARGETS
from lienthu.intake.models import Kind, Taken
from lienthu.intake.rules import patrons as rules
from lienthu.intake.rules.merging import merged
from lienthu.intake.rules.patrons import PatronRow
from lienthu.intake.rules.reasons import Facts, Reason, values_of
from lienthu.intake.services import besides
from lienthu.intake.services.results import (
    Batching,
    Outcome,
    Result,
    Row,
    accept,
    disputed,
    twice,
)
from lienthu.lib.vietnamese import fold
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Card, Category, Consent, Patron, Relation, School, SchoolClass
from lienthu.patrons.queries.categories import Terms, categories_of
from lienthu.patrons.services import arrivals, patrons
from lienthu.patrons.services.categories import add_school, class_of
from lienthu.patrons.services.consents import Answer

NAMES = {name: str(label) for name, label in TARGETS[Kind.PATRONS].items()}
BESIDES = (*rules.CONSENTS, *rules.GUARDIANS)


class Read(NamedTuple):
    """A row that was read, with the category that its word means."""

    row: Row
    said: PatronRow
    category: Category | None

    @property
    def reasons(self) -> list[Reason]:
        return self.said.reasons

    @property
    def facts(self) -> Facts:
        return self.said.facts

    @property
    def who(self) -> tuple[str, str]:
        """Name without marks and birth date; with the latter "" nobody is known by them."""
        return f" {fold(self.facts.get('full_name', ''))} "[:130], self.facts.get("birth_date", "")


class PatronTaker:
    """Takes in readers: new ones are registered, known ones brought up to date, likely doubles kept for a person."""

    def __init__(self, batching: Batching) -> None:
        self.batching = batching
        intake = batching.intake
        self.columns: dict[str, str] = intake.columns
        self.words: dict[str, str] = intake.options.get("words", {}).get("category", {})
        self.usual: str = intake.options.get("category", "")
        self.terms = {each.category.code: each for each in categories_of(batching.library, batching.today)}
        self.by_name = {fold(each.category.name): code for code, each in self.terms.items()}
        self.schools = {fold(each.name): each for each in School.objects.filter(library=batching.library)}
        self.classes: dict[tuple[int, str], SchoolClass] = {}

    def pass_over(self, rows: Sequence[Row]) -> None:
        for row in rows:
            self.batching.first_of(self.read(row).said.key, row)

    def read(self, row: Row) -> Read:
        """What the row says, with every reason against it that needs no look at other rows."""
        said = rules.read(values_of(row.cells, self.columns), self.batching.today)
        category = self._category(said)
        if category is not None:
            said.facts["category"] = category.code
        if said.facts.get("class") and not said.facts.get("school") and len(self.schools) != 1:
            told = _("Class: %(text)s.") % {"text": said.facts["class"]}
            said.facts["note"] = " ".join(filter(None, (said.facts.get("note", ""), told)))
            said.facts["class"] = ""
        return Read(row, said, category)

    def _category(self, said: PatronRow) -> Category | None:
        word = said.facts.get("category", "")
        code = self.words.get(fold(word)) or (self.usual if not word else "")
        if not code and word:
            code = word.lower() if word.lower() in self.terms else self.by_name.get(fold(word), "")
        if not code and not word:
            code = self._by_age(said.facts.get("birth_date", ""))
        if code in self.terms:
            return self.terms[code].category
        message = (
            _("The category “%(word)s” is not one of ours: say on the page of the file which of ours it is.")
            if word
            else _("The row says no category: choose on the page of the file the one that then holds.")
        )
        said.reasons.append(Reason("category", message % {"word": word} if word else message))
        return None

    def _by_age(self, born: str) -> str:
        """The one category that fits the age, or the only one that there is; "" where that is not clear."""
        if len(self.terms) == 1:
            return next(iter(self.terms))
        if not born:
            return ""
        today, day = self.batching.today, date.fromisoformat(born)
        band, age = patron_rules.age_band(day, today), patron_rules.age_on(day, today)

        def fits(terms: Terms) -> bool:
            return terms.band == band and patron_rules.ages_fit(age, terms.age_from, terms.age_to)

        fitting = [code for code, terms in self.terms.items() if fits(terms)]
        return fitting[0] if len(fitting) == 1 else ""

    def take(self, rows: Sequence[Row]) -> list[Result]:
        results: dict[int, Result] = {}
        good: list[Read] = []
        for row in rows:
            read = self.read(row)
            before = self.batching.first_of(read.said.key, row)
            if before is not None:
                read.reasons.append(twice(before))
            if read.reasons:
                results[row.line] = Result(row, Outcome.REJECTED, read.reasons)
            else:
                good.append(read)
        known = self.batching.taken([read.said.key for read in good])
        people = self._people(known.values())
        fresh = []
        for read in good:
            taken = known.get(read.said.key)
            if taken is None:
                fresh.append(read)
            else:
                results[read.row.line] = self._again(read, taken, people.get(taken.thing_id))
        results |= self._new(fresh)
        return [results[row.line] for row in rows]

    def _people(self, taken: Iterable[Taken]) -> dict[int, Patron]:
        """Patrons by the key that was noted, followed to whom they were merged into."""
        rows = Patron.objects.select_related("category", "school_class__school", "library")
        found = rows.in_bulk({each.thing_id for each in taken})
        for key, patron in list(found.items()):
            while patron.merged_into_id is not None:
                patron = rows.get(pk=patron.merged_into_id)
            found[key] = patron
        return found

    def _again(self, read: Read, taken: Taken, patron: Patron | None) -> Result:
        """A row that came in before: what the file changed since is changed here too."""
        if patron is None or patron.state != Patron.State.ACTIVE:
            message = _("This reader's data were deleted here; they are not taken in again.")
            return Result(read.row, Outcome.REJECTED, [Reason("deleted", message)])
        now, here = read.facts, facts_of(patron)
        signers = besides.signers_of(patron, now, self.batching) if besides.tells(now) else {}
        here |= besides.answered(patron, signers) if signers else {}
        found = merged(last=taken.facts, now=now, here=here, owned=(*rules.OWNED, *signers))
        if found.disputed:
            return Result(read.row, Outcome.REJECTED, disputed(found, NAMES, _said(now), _said(here)))
        changed = bool(found.changes)
        try:
            with transaction.atomic():
                self._change(patron, read, found.changes)
                besides.add_answers(patron, found.changes, signers, self.batching)
                changed |= besides.add_guardian(patron, now, taken.facts, self.batching)
        except PatronRefused as refusal:
            return Result(read.row, Outcome.REJECTED, [Reason(refusal.code, str(refusal))])
        told = {**{name: taken.facts[name] for name in BESIDES if name in taken.facts}, **rules.kept(now)}
        if taken.facts != told:
            taken.facts, taken.intake = told, self.batching.intake
            taken.save(update_fields=("facts", "intake"))
        return Result(read.row, Outcome.UPDATED if changed else Outcome.UNCHANGED)

    def _change(self, patron: Patron, read: Read, changes: Facts) -> None:
        expires = changes.pop("expires_on", None)
        if expires:
            arrivals.set_term(
                patron=patron,
                expires_on=date.fromisoformat(expires),
                actor=self.batching.actor,
                at=self.batching.at,
            )
        if changes.keys() & set(rules.OWNED):
            self.fill(patron, read, changes)
        if expires:
            changes["expires_on"] = expires

    def fill(self, patron: Patron, read: Read, changes: Facts) -> None:
        """Put facts of the row on a reader who is here; raises PatronRefused."""
        facts = {**facts_of(patron), **changes}
        placed = self._placed(read.facts) if "class" in changes else patron.school_class
        category = read.category if "category" in changes and read.category else patron.category
        patrons.change(
            patron=patron,
            details=_details(facts, category, placed),
            actor=self.batching.actor,
            at=self.batching.at,
            reason=_("the library's file %(file)s") % {"file": self.batching.intake.file_name},
        )

    def register_one(self, read: Read) -> tuple[Patron | None, str]:
        """Register the row's reader, whoever has the same name; the patron, or None and why not."""
        result, patron = self._register([read])[read.row.line]
        return patron, " ".join(reason.text for reason in result.reasons)

    def _new(self, fresh: Sequence[Read]) -> dict[int, Result]:
        """Rows that never came in: doubles go to a person, the others are registered."""
        results: dict[int, Result] = {}
        doubles = self._doubles(fresh)
        first: dict[tuple[str, str], Read] = {}
        waiting: list[tuple[Read, Read]] = []
        arriving: list[Read] = []
        for read in fresh:
            if read.row.line in doubles:
                patron, reason = doubles[read.row.line]
                results[read.row.line] = Result(read.row, Outcome.DOUBTFUL, [reason], patron)
            elif read.who[1] and read.who in first:
                waiting.append((read, first[read.who]))
            else:
                first[read.who] = read
                arriving.append(read)
        outcomes = self._register(arriving)
        results |= {line: result for line, (result, _patron) in outcomes.items()}
        for read, earlier in waiting:
            other = outcomes[earlier.row.line][1]
            if other is None:
                results[read.row.line] = Result(read.row, Outcome.REJECTED, [twice(earlier.row.line)])
            else:
                results[read.row.line] = Result(read.row, Outcome.DOUBTFUL, [_alike(other)], other.pk)
        return results

    def _doubles(self, fresh: Sequence[Read]) -> dict[int, tuple[int, Reason]]:
        """Line → the patron here who has the row's card, or its name and birth date."""
        library = self.batching.library
        codes = {read.facts["card"] for read in fresh if read.facts.get("card")}
        active = Card.objects.filter(library=library, code__in=codes, state=Card.State.ACTIVE)
        by_card = {card.code: card.patron for card in active.select_related("patron")}
        numbered = Patron.objects.filter(library=library, number__in=codes).exclude(state=Patron.State.DELETED)
        by_card |= {each.number: each.merged_into or each for each in numbered.select_related("merged_into")}
        names = {read.who[0] for read in fresh if read.who[1]}
        named = Patron.objects.filter(library=library, folded__in=names, state=Patron.State.ACTIVE)
        by_name = {(each.folded, each.birth_date.isoformat()): each for each in named.exclude(birth_date=None)}  # type: ignore[union-attr]
        found: dict[int, tuple[int, Reason]] = {}
        for read in fresh:
            if (holder := by_card.get(read.facts.get("card", ""))) is not None:
                message = _("The card %(card)s belongs to %(name)s (%(number)s) here.")
                facts = {"card": read.facts["card"], "name": holder.full_name, "number": holder.number}
                found[read.row.line] = holder.pk, Reason("card_known", message % facts)
            elif (alike := by_name.get(read.who)) is not None:
                found[read.row.line] = alike.pk, _alike(alike)
        return found

    def _register(self, reads: Sequence[Read]) -> dict[int, tuple[Result, Patron | None]]:
        if not reads:
            return {}
        batching = self.batching
        outcomes = arrivals.register_many(
            library=batching.library,
            arrivals=[self.arrival(read) for read in reads],
            actor=batching.actor,
            at=batching.at,
        )
        found: dict[int, tuple[Result, Patron | None]] = {}
        notes: list[Taken] = []
        for read, outcome in zip(reads, outcomes, strict=True):
            if outcome.patron is None:
                refusal = outcome.refusal
                reason = Reason(refusal.code if refusal else "", str(refusal))
                found[read.row.line] = Result(read.row, Outcome.REJECTED, [reason]), None
                continue
            notes.append(batching.stands_for(read.said.key, outcome.patron.pk, rules.kept(read.facts)))
            found[read.row.line] = Result(read.row, Outcome.NEW), outcome.patron
            self._count(outcome.patron, outcome.arrival.answers)
        accept(notes)
        return found

    def _count(self, patron: Patron, answers: Sequence[Answer]) -> None:
        """Whose consent is still to be asked for; a grown reader who said no was asked."""
        child = patron_rules.is_child(patron, self.batching.today)
        asked = any(each.giver == Consent.Giver.SELF for each in answers)
        if not (patron.guardian_consented if child else asked):
            name = "children" if child else "adults"
            self.batching.notes[name] = self.batching.notes.get(name, 0) + 1

    def arrival(self, read: Read) -> arrivals.Arrival:
        """The row as `patrons` registers it. A card without a last day is good for its category's term."""
        facts, category = read.facts, read.category
        assert category is not None  # noqa: S101 a row without one has a reason
        registered = _day(facts.get("registered_on", ""))
        expires = _day(facts.get("expires_on", ""))
        if facts.get("card") and expires is None:
            months = self.terms[category.code].card_months
            expires = patron_rules.until_after(registered or self.batching.today, months)
        guardian = None
        if facts.get("guardian"):
            kind = Relation.Kind.OTHER
            guardian = patrons.Guardian(kind=kind, name=facts["guardian"], phone=facts.get("guardian_phone", ""))
        band = self.terms[category.code].band
        agreed = rules.agreements(facts, band, self.batching.today)
        answers = [Answer(Consent.Purpose.CARD, giver, granted=granted) for giver, granted in agreed.items()]
        return arrivals.Arrival(
            details=_details(facts, category, self._placed(facts)),
            number=facts.get("card", ""),
            with_card=bool(facts.get("card")),
            registered_on=registered,
            expires_on=expires,
            guardian=guardian,
            answers=answers,
            place=read.row.line,
        )

    def _placed(self, facts: Facts) -> SchoolClass | None:
        """The class of this school year; a school that is not there yet is added."""
        if not facts.get("class"):
            return None
        grade, today = rules.grade_of(facts["class"]) or 1, self.batching.today
        name = facts.get("school", "")
        school = self.schools.get(fold(name)) if name else next(iter(self.schools.values()), None)
        if school is None:
            last = 5 if grade <= 5 else 9 if grade <= 9 else 12
            batching = self.batching
            school = add_school(
                library=batching.library, name=name, last_grade=last, actor=batching.actor, at=batching.at
            )
            self.schools[fold(name)] = school
        key = (school.pk, facts["class"])
        if key not in self.classes:
            self.classes[key] = class_of(school, facts["class"], grade, today.year - (today.month < 8))
        return self.classes[key]


def facts_of(patron: Patron) -> Facts:
    """What stands here, in the form of a row's facts."""
    return {
        "full_name": patron.full_name,
        "birth_date": patron.birth_date.isoformat() if patron.birth_date else "",
        "sex": patron.sex,
        "address": patron.address,
        "phone": patron.phone,
        "email": patron.email,
        "note": patron.note,
        "category": patron.category.code,
        "school": patron.school_class.school.name if patron.school_class else "",
        "class": patron.school_class.name if patron.school_class else "",
        "expires_on": patron.expires_on.isoformat() if patron.expires_on else "",
    }


def _details(facts: Facts, category: Category, placed: SchoolClass | None) -> patrons.Details:
    return patrons.Details(
        full_name=facts.get("full_name", ""),
        category=category,
        birth_date=_day(facts.get("birth_date", "")),
        sex=facts.get("sex", ""),
        address=facts.get("address", ""),
        phone=facts.get("phone", ""),
        email=facts.get("email", ""),
        note=facts.get("note", ""),
        school_class=placed,
    )


def _said(facts: Facts) -> Facts:
    """Facts as a person reads them: an answer is a word."""
    words = {"yes": pgettext("consent", "agrees"), "no": pgettext("consent", "does not agree")}
    return {name: words.get(text, text) if name in rules.CONSENTS else text for name, text in facts.items()}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _alike(patron: Patron) -> Reason:
    message = _("%(name)s, born on the same day, is a reader here already (%(number)s).")
    return Reason("name_known", message % {"name": patron.full_name, "number": patron.number})
