"""Visits, and cards that were given out in the field."""

from datetime import date
from typing import Any, Final

from django.db.models import Model
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.patrons.errors import CardRefused, PatronRefused
from lienthu.patrons.models import Card, Category, Consent, Patron, Relation
from lienthu.patrons.queries import categories_of
from lienthu.patrons.rules import age_band, age_on, ages_fit
from lienthu.patrons.services import cards, patrons
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Details, Guardian
from lienthu.sync.kinds import meant
from lienthu.sync.models import NewPerson
from lienthu.sync.registry import Act, Applied, Asked, Result
from lienthu.sync.rules import uuid_of, whole
from lienthu.visits.errors import CountRefused
from lienthu.visits.models import VisitCount
from lienthu.visits.models.counts import LARGEST
from lienthu.visits.services import counts

ASKED: Final = {"wrong_age": "wrong_age"}  # refusals with remedies of their own


def visit(act: Act) -> Result:
    """Count visitors; one who came by card once in the hours of the library's rule. A card that nobody has counts."""
    place: dict[str, Any] = {"library": act.library, "site": act.site, "actor": act.actor, "at": act.at}
    if meant.names_somebody(act):
        try:
            card = meant.person(act).cards.filter(state=Card.State.ACTIVE).first()
        except meant.Unclear:
            card = None
        if card is not None:
            came = counts.count_by_card(code=card.code, libraries=act.libraries, **place)
            return Applied(came.count, {"counted": came.count is not None})
        return Applied(counts.count(age_band=AgeBand.NOT_SAID, **place), {"counted": True})
    band, quantity = act.data.get("age_band", ""), whole(act.data.get("quantity", 1), 1, LARGEST)
    if band not in AgeBand.values or quantity is None:
        return Asked("bad_data", _("The event does not say how many visitors came, or of what age."))
    return Applied(counts.count(age_band=AgeBand(band), quantity=quantity, **place), {"counted": True})


def undo_visit(act: Act, thing: Model | None) -> Result:
    """Take the count back; visitors who were not counted again have none to take back."""
    if not isinstance(thing, VisitCount):
        return Applied()
    try:
        counts.undo(count=thing, actor=act.actor, at=act.at)
    except CountRefused as refusal:
        return Asked("cannot_undo", str(refusal))
    return Applied(thing)


def new_card(act: Act) -> Result:
    """Register somebody and give them the card that they were handed; or say which reader they already are."""
    temporary = uuid_of(act.data.get("person"))
    if temporary is None:
        return Asked("bad_data", _("The event does not say for whom the card is."))
    if "patron" in act.answers:
        patron = meant.person(act)
        card = patron.cards.filter(state=Card.State.ACTIVE).first()
    else:
        try:
            patron = _registered(act)
            code = act.answers.get("card") or meant.text(act, "card", 40)
            card = cards.issue(patron=patron, code=code, site=act.site, actor=act.actor, at=act.at)
        except (PatronRefused, CardRefused) as refusal:
            return Asked(ASKED.get(refusal.code, "not_registered"), f"{meant.text(act, 'full_name')}: {refusal}")
    NewPerson.objects.update_or_create(device=act.device, uuid=temporary, defaults={"patron": patron})
    facts = {"person": str(temporary), "patron": patron.pk, "number": patron.number, "card": card.code if card else ""}
    return Applied(patron, facts)


def _registered(act: Act) -> Patron:
    """Raises PatronRefused."""
    day = timezone.localdate(act.at)
    wanted = meant.text(act, "category", 30)
    known = {each.category.code: each.category for each in categories_of(act.library, day)}
    if wanted not in known:
        message = _("There is no category of readers “%(code)s” at this library.") % {"code": wanted}
        raise PatronRefused("no_such_category", message)
    born = _day(act.data.get("birth_date"))
    details = Details(
        full_name=meant.text(act, "full_name", 120),
        category=_of_age(act.library, born, day) or known[wanted] if "of_age" in act.answers else known[wanted],
        birth_date=born,
        sex=act.data["sex"] if act.data.get("sex") in Patron.Sex.values else "",
        address=meant.text(act, "address"),
        phone=meant.text(act, "phone", 30),
    )
    return patrons.register(
        library=act.library, details=details, guardian=_guardian(act), answers=_answers(act), actor=act.actor, at=act.at
    )


def _of_age(library: Organisation, born: date | None, day: date) -> Category | None:
    """The first category for people of this age, by band before limits; None where there is none."""
    if born is None:
        return None
    age, band = age_on(born, day), age_band(born, day)
    fitting = [each for each in categories_of(library, day) if ages_fit(age, each.age_from, each.age_to)]
    fitting.sort(key=lambda each: each.band != band)
    return fitting[0].category if fitting else None


def _day(value: Any) -> date | None:
    try:
        return parse_date(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _guardian(act: Act) -> Guardian | None:
    given = act.data.get("guardian")
    if not isinstance(given, dict) or not isinstance(given.get("name"), str) or not given["name"].strip():
        return None
    kind, phone = given.get("kind"), given.get("phone")
    return Guardian(
        kind=kind if kind in Relation.Kind.values else Relation.Kind.OTHER,
        name=given["name"][:120],
        phone=phone[:30] if isinstance(phone, str) else "",
    )


def _answers(act: Act) -> list[Answer]:
    """What was agreed to: the card, each by who said so; and notices, where that was asked."""
    given = act.data.get("consents")
    said = given if isinstance(given, dict) else {}
    card, notices = Consent.Purpose.CARD, Consent.Purpose.NOTICES
    givers = [giver for giver in Consent.Giver if isinstance(said.get(giver.value), bool)]
    found = [Answer(card, giver, granted=said[giver.value], form=Consent.Form.DESK) for giver in givers]
    if isinstance(act.data.get("notices"), bool):
        by = [giver for giver in givers if said[giver.value]] or [Consent.Giver.SELF]
        found.append(Answer(notices, by[-1], granted=act.data["notices"], form=Consent.Form.DESK))
    return found


def undo_card(act: Act, thing: Model | None) -> Result:
    """A reader is not unmade: who was registered by mistake is put right on their own page."""
    message = _("A card that was given out is not taken back by itself: look at the reader's page, and block or merge.")
    return Asked("cannot_undo", message)
