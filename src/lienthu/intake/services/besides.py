"""Consents and guardians that a list tells of readers who are here already: added, never taken away."""

from collections.abc import Mapping

from lienthu.intake.rules import patrons as rules
from lienthu.intake.rules.reasons import Facts
from lienthu.intake.services.results import Batching
from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import fold
from lienthu.patrons import rules as patron_rules
from lienthu.patrons.models import Consent, Patron, Relation
from lienthu.patrons.services import consents, desk
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Guardian

CARD = Consent.Purpose.CARD


def tells(facts: Facts) -> bool:
    """Whether the row has a word about consent or a guardian at all."""
    return any(facts.get(name) for name in (*rules.CONSENTS, *rules.GUARDIANS))


def answered(patron: Patron, signers: Mapping[str, str]) -> Facts:
    """The answers that hold here, under the columns in which the row says them."""
    held = patron_rules.latest(patron.consents.all())
    found: Facts = {}
    for column, giver in signers.items():
        if (now := held.get((CARD, giver))) is not None:
            found[column] = "yes" if now.granted else "no"
    return found


def signers_of(patron: Patron, facts: Facts, batching: Batching) -> dict[str, str]:
    """Column → giver, by the age that the row says or, where it says none, that is known here."""
    born = facts.get("birth_date") or (patron.birth_date.isoformat() if patron.birth_date else "")
    return rules.signers({**facts, "birth_date": born}, AgeBand(patron.category.band), batching.today)


def add_answers(patron: Patron, changes: Facts, signers: Mapping[str, str], batching: Batching) -> None:
    """Write down the answers among what the file changed."""
    answers = [
        Answer(CARD, signers[name], granted=changes[name] == "yes") for name in rules.CONSENTS if name in changes
    ]
    if answers:
        consents.record(patron=patron, answers=answers, actor=batching.actor, at=batching.at)


def add_guardian(patron: Patron, facts: Facts, last: Mapping[str, str], batching: Batching) -> bool:
    """Write down a guardian whom the file names newly and who is not known here; whether one was added."""
    name = facts.get("guardian", "")
    if not name or name == last.get("guardian", ""):
        return False
    if any(fold(str(each)) == fold(name) for each in patron.relations.select_related("relative")):
        return False
    guardian = Guardian(kind=Relation.Kind.OTHER, name=name, phone=facts.get("guardian_phone", ""))
    desk.relate(patron=patron, guardian=guardian, is_guardian=True, actor=batching.actor, at=batching.at)
    return True
