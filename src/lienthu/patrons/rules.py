"""Decisions about patrons: ages, consents, whether somebody may borrow. Rows that were read in, sentences out."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext as _

from lienthu.ledger.models import AgeBand
from lienthu.patrons.models import Block, Consent, Patron

# Source: Luật 91/2025/QH15.
ADULT_FROM = 16
CHILD_ASKED_FROM = 7  # from then on publishing needs the child's consent beside the guardian's
OVERRIDE = "circulation.override"
OLDEST = 120

Purpose, Giver = Consent.Purpose, Consent.Giver


@dataclass(frozen=True)
class Refusal:
    """A reason not to serve. `overridable_by` is the action that may do so all the same, "" when nobody may."""

    code: str
    message: str
    overridable_by: str


def age_on(birth_date: date, on: date) -> int:
    """Full years on the day; who is born on 29 February grows older on 1 March of a common year."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def age_band(birth_date: date | None, on: date, unknown: AgeBand = AgeBand.NOT_SAID) -> AgeBand:
    """Child (under 16 on the day) or adult; `unknown`, the category's band, where the birth date is not known."""
    if birth_date is None:
        return unknown
    return AgeBand.CHILD if age_on(birth_date, on) < ADULT_FROM else AgeBand.ADULT


def band_of(patron: Patron, on: date) -> AgeBand:
    """The patron's age band as of the day; without a birth date the category's own."""
    return age_band(patron.birth_date, on, AgeBand(patron.category.band))


def is_child(patron: Patron, on: date) -> bool:
    """Whether the law's rules for children hold for the patron on the day."""
    return band_of(patron, on) is AgeBand.CHILD


def standing(patron: Patron, on: date) -> list[Refusal]:
    """Every reason why the patron may not borrow on the day; none for whoever may.

    Costs a query only for a patron with blocks. An unknown guardian's consent counts as none.
    """
    if patron.state != Patron.State.ACTIVE:
        return [Refusal("not_a_patron", _("This person is no longer a patron of the library."), "")]
    found = []
    if patron.expires_on is None:
        found.append(Refusal("no_card", _("No card has been issued yet. Issue one first."), OVERRIDE))
    elif patron.expires_on < on:
        ended = f"{patron.expires_on:%d/%m/%Y}"
        found.append(Refusal("expired", _("The card ended on %(day)s. Renew it first.") % {"day": ended}, OVERRIDE))
    if not patron.guardian_consented and is_child(patron, on):
        message = _("A child needs a guardian's consent for the card. Have it signed and write it down.")
        found.append(Refusal("no_consent", message, ""))
    found += [Refusal("blocked", _blocked(block), OVERRIDE) for block in patron.blocks_on(on)]
    return found


def _blocked(block: Block) -> str:
    reason = ": ".join(filter(None, (str(block.get_kind_display()), block.text)))
    if block.until is None:
        return _("Blocked (%(reason)s).") % {"reason": reason}
    return _("Blocked until %(day)s (%(reason)s).") % {"reason": reason, "day": f"{block.until:%d/%m/%Y}"}


def givers(purpose: str, birth_date: date | None, on: date, unknown: AgeBand = AgeBand.NOT_SAID) -> frozenset[str]:
    """Whose consent the purpose needs on the day: the patron's, the guardian's, or for publishing a child's data both.

    A child whose birth date is not known is taken to be old enough to be asked.
    """
    if age_band(birth_date, on, unknown) is not AgeBand.CHILD:
        return frozenset({Giver.SELF})
    asked = birth_date is None or age_on(birth_date, on) >= CHILD_ASKED_FROM
    return (
        frozenset({Giver.SELF, Giver.GUARDIAN}) if asked and purpose == Purpose.PUBLISH else frozenset({Giver.GUARDIAN})
    )


def latest(consents: Iterable[Consent]) -> dict[tuple[str, str], Consent]:
    """The answer that holds, by purpose and giver."""
    found: dict[tuple[str, str], Consent] = {}
    for consent in sorted(consents, key=lambda each: (each.at, each.pk or 0)):
        found[consent.purpose, consent.giver] = consent
    return found


def consented(purpose: str, patron: Patron, consents: Iterable[Consent], on: date) -> bool:
    """Whether everybody whose consent the purpose needs on the day has said yes. Silence is no."""
    held = latest(consents)
    needed = givers(purpose, patron.birth_date, on, AgeBand(patron.category.band))
    return all((answer := held.get((purpose, giver))) is not None and answer.granted for giver in needed)


def until_after(first: date, months: int) -> date:
    """The last good day of a card that begins on `first`: the day before the same day `months` later."""
    return first + relativedelta(months=months) - relativedelta(days=1)


def renewed_until(expires_on: date | None, on: date, months: int) -> date:
    """The last good day after a renewal: counted on from the old end if that has not passed, else from today."""
    if expires_on is not None and expires_on >= on:
        return until_after(expires_on + relativedelta(days=1), months)
    return until_after(on, months)


def phone_digits(phone: str) -> str:
    """The digits of a phone number as they are compared: +84 903… and 0903… are one."""
    digits = re.sub(r"\D", "", phone)
    if phone.strip().startswith("+84") or (digits.startswith("84") and len(digits) in (11, 12)):
        digits = "0" + digits[2:]
    return digits[:20]


def card_code(text: str) -> str:
    """A card's code as it is kept and compared: capitals, no spaces."""
    return "".join(text.split()).upper()


def ages_fit(age: int | None, age_from: int | None, age_to: int | None) -> bool:
    """Whether an age lies within a category's limits; an unknown age always does."""
    return age is None or ((age_from is None or age >= age_from) and (age_to is None or age <= age_to))


def next_name(name: str, grade: int) -> str:
    """The name of a class a year on: "6A1" becomes "7A1"; a name that does not begin with its grade stays."""
    return f"{grade + 1}{name[len(str(grade)) :]}" if re.match(rf"{grade}(?!\d)", name) else name


def free_code(number: str, taken: Collection[str]) -> str:
    """The code of a patron's next card: their number, then the number with -2, -3 …"""
    code, count = card_code(number), 1
    while code in taken:
        count += 1
        code = f"{card_code(number)}-{count}"
    return code
