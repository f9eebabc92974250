"""A row about a reader."""

import re
from datetime import date
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from lienthu.intake.rules.cells import day_in, phone_in, sex_in, yes_in
from lienthu.intake.rules.reasons import Facts, Reason, Values
from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import fold
from lienthu.patrons import rules as patrons
from lienthu.patrons.models import Consent

# What a file owns of a reader's row once it has said it.
OWNED = (
    "full_name", "birth_date", "sex", "address", "phone", "email", "note", "category", "school", "class", "expires_on",
)  # fmt: skip
CONSENTS = ("consent", "own_consent")  # added where the file newly says one, never taken back
GUARDIANS = ("guardian", "guardian_phone")  # added likewise: a child may have two
LONGEST = {"full_name": 120, "address": 200, "phone": 30, "email": 254, "note": 300, "guardian": 120, "card": 30}
_GRADE = re.compile(r"(?:lop\s*)?(\d{1,2})")


class PatronRow(NamedTuple):
    """What a row says of a reader. `facts` has the columns that the file has, in the form that is stored."""

    facts: Facts
    reasons: list[Reason]

    @property
    def key(self) -> str:
        """The card, or else name and birth date; with neither, name, phone and address."""
        facts = self.facts
        if facts.get("card"):
            return f"card:{facts['card']}"
        name, born = fold(facts.get("full_name", "")), facts.get("birth_date", "")
        if born:
            return f"name:{name}|{born}"[:250]
        rest = "|".join((patrons.phone_digits(facts.get("phone", "")), fold(facts.get("address", ""))))
        return f"name:{name}||{rest}"[:250]


def read(values: Values, today: date) -> PatronRow:
    """The facts of the row and every reason against it at once."""
    facts: Facts = {name: text for name, text in values.items() if name in LONGEST or name in ("category", "school")}
    reasons: list[Reason] = []
    if "full_name" not in values and ("family_name" in values or "given_name" in values):
        facts["full_name"] = " ".join(filter(None, (values.get("family_name", ""), values.get("given_name", ""))))
    if not any(map(str.isalpha, facts.get("full_name", ""))):
        reasons.append(Reason("no_name", _("There is no name.")))
    if "card" in facts:
        facts["card"] = patrons.card_code(facts["card"])
    for name in ("phone", "guardian_phone"):
        if name in values:
            facts[name] = phone_in(values[name])
    if "sex" in values:
        _sex(values["sex"], facts, reasons)
    _birth(values, facts, reasons, today)
    _days(values, facts, reasons, today)
    _school(values, facts)
    if facts.get("email"):
        _email(facts, reasons)
    for name in ("consent", "own_consent"):
        if values.get(name) and (agreed := yes_in(values[name])) is not None:
            facts[name] = "yes" if agreed else "no"
    _lengths(facts, reasons)
    return PatronRow(facts, reasons)


def signers(facts: Facts, band: AgeBand, today: date) -> dict[str, str]:
    """Whose answer to the card each column of consent is that the row has: column → giver.

    A list with one column of consent means whoever must sign: for a grown reader that is the reader.
    """
    born = date.fromisoformat(facts["birth_date"]) if facts.get("birth_date") else None
    must = patrons.givers(Consent.Purpose.CARD, born, today, band)
    found = {}
    if "consent" in facts:
        found["consent"] = str(next(iter(must)))
    if "own_consent" in facts:
        found["own_consent"] = str(Consent.Giver.SELF)
    return found


def agreements(facts: Facts, band: AgeBand, today: date) -> dict[str, bool]:
    """Who answered to the card, as the columns of consent say it: giver → yes or no."""
    return {giver: facts[column] == "yes" for column, giver in signers(facts, band, today).items()}


def kept(facts: Facts) -> Facts:
    """What is noted of a row, so that the next file's changes are told from what was said before."""
    return {name: text for name, text in facts.items() if name in (*OWNED, *CONSENTS, *GUARDIANS)}


def _sex(text: str, facts: Facts, reasons: list[Reason]) -> None:
    sex = sex_in(text) if text else ""
    if sex is None:
        reasons.append(Reason("sex", _("“%(text)s” is no sex; write Nam or Nữ.") % {"text": text}))
    facts["sex"] = sex or ""


def _lengths(facts: Facts, reasons: list[Reason]) -> None:
    for name, longest in LONGEST.items():
        if len(facts.get(name, "")) > longest:
            message = _("“%(text)s …” is too long; at most %(most)d characters can be kept.")
            reasons.append(Reason("too_long", message % {"text": facts[name][:30], "most": longest}))


def _birth(values: Values, facts: Facts, reasons: list[Reason], today: date) -> None:
    if "birth_date" not in values:
        return
    text, born = values["birth_date"], day_in(values["birth_date"], today)
    facts["birth_date"] = born.day.isoformat() if born else ""
    if text and born is None:
        message = _("“%(text)s” is no date of birth; write it as 31/12/1980, or only the year.")
        reasons.append(Reason("birth_date", message % {"text": text}))
    elif born is not None and born.day > today:
        reasons.append(Reason("born_later", _("The date of birth lies in the future.")))
    elif born is not None and patrons.age_on(born.day, today) > patrons.OLDEST:
        reasons.append(Reason("too_old", _("Nobody is that old. Check the year of birth.")))
    elif born is not None and not born.exact:
        only = _("Date of birth as written: %(text)s.") % {"text": text}
        facts["note"] = " ".join(filter(None, (facts.get("note", ""), only)))


def _days(values: Values, facts: Facts, reasons: list[Reason], today: date) -> None:
    for name in ("registered_on", "expires_on"):
        if name not in values:
            continue
        text, found = values[name], day_in(values[name], today)
        facts[name] = found.day.isoformat() if found else ""
        if text and (found is None or (name == "expires_on" and not found.exact)):
            reasons.append(Reason(name, _("“%(text)s” is no date; write it as 31/12/2026.") % {"text": text}))
        elif name == "registered_on" and found and found.day > today:
            reasons.append(Reason(name, _("The card was issued on a day that lies in the future.")))


def _school(values: Values, facts: Facts) -> None:
    """A class without its grade cannot be placed: it goes to the note."""
    if "class" not in values:
        return
    facts["class"] = values["class"].removeprefix("Lớp ").removeprefix("lớp ").strip()
    if facts["class"] and grade_of(facts["class"]) is None:
        told = _("Class: %(text)s.") % {"text": facts["class"]}
        facts["note"] = " ".join(filter(None, (facts.get("note", ""), told)))
        facts["class"] = ""


def grade_of(text: str) -> int | None:
    """The grade that a class begins with, 1 to 12: 6 of "6A1"; None where there is none."""
    found = _GRADE.match(fold(text))
    return int(found[1]) if found and 1 <= int(found[1]) <= 12 else None


def _email(facts: Facts, reasons: list[Reason]) -> None:
    try:
        validate_email(facts["email"])
    except ValidationError:
        message = _("“%(text)s” is no email address; correct it, or leave it empty.")
        reasons.append(Reason("email", message % {"text": facts["email"]}))
