"""Registering patrons and changing what is known of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.lib.vietnamese import nfc
from lienthu.patrons import rules
from lienthu.patrons.errors import PatronRefused
from lienthu.patrons.models import Category, Consent, Patron, Relation, SchoolClass
from lienthu.patrons.queries.categories import Terms, categories_of
from lienthu.patrons.services import names, numbers
from lienthu.patrons.services.consents import Answer, says_yes, write


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of a person, as it was written."""

    full_name: str
    category: Category
    birth_date: date | None = None
    sex: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    school_class: SchoolClass | None = None


@dataclass(frozen=True, kw_only=True)
class Guardian:
    """Who answers for a child: a patron, or a name and a phone number."""

    kind: str = Relation.Kind.OTHER
    name: str = ""
    phone: str = ""
    patron: Patron | None = None


TEXTS = ("sex", "address", "phone", "email", "note")
TOLD = ("full_name", "birth_date", *TEXTS)  # facts in audit entries, beside category and class


@transaction.atomic
def register(
    *,
    library: Organisation,
    details: Details,
    guardian: Guardian | None = None,
    answers: Collection[Answer] = (),
    number: str = "",
    actor: AbstractBaseUser | None,
    at: datetime,
) -> Patron:
    """Register one person; the card is issued apart. A child comes with a guardian and that guardian's consent.

    Raises PatronRefused with the field that is wrong.
    """
    day = timezone.localdate(at)
    terms = _terms(library, details, day)
    child = rules.age_band(details.birth_date, day, terms.band) is AgeBand.CHILD
    if child:
        _demand_guardian(guardian, answers)
    elif not says_yes(answers, Consent.Giver.SELF):
        message = _("The person must agree that the library keeps their data. Without that nobody can be registered.")
        raise PatronRefused("no_consent", message, field="consent_card_self")
    patron = Patron(library=library, number=_number(library, number), registered_on=day)
    put(patron, details)
    patron.save(force_insert=True)
    names.index(patron)
    if guardian is not None:
        guardian_of(patron, guardian).save(force_insert=True)
    write(patron, answers, actor=actor, at=at)
    after = {"number": patron.number, **told(patron)}
    audit.record(actor=actor, at=at, action="patron.registered", thing=patron, before=None, after=after)
    return patron


@transaction.atomic
def change(
    *, patron: Patron, details: Details, actor: AbstractBaseUser | None, at: datetime, reason: str = ""
) -> Patron:
    """Make the patron's details those given; nothing is written when none differs. Raises PatronRefused."""
    patron = locked(patron)
    _terms(patron.library, details, timezone.localdate(at), patron.category.code)
    before = told(patron)
    put(patron, details)
    after = told(patron)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        patron.save()
        if "full_name" in changed:
            names.index(patron)
        audit.record(
            actor=actor,
            at=at,
            action="patron.changed",
            thing=patron,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
            reason=reason,
        )
    return patron


def locked(patron: Patron) -> Patron:
    """The row as it is now, held until the transaction ends. Raises PatronRefused unless it is an active patron's."""
    found = Patron.objects.select_for_update(of=("self",)).select_related("category", "library").get(pk=patron.pk)
    if found.state != Patron.State.ACTIVE:
        raise PatronRefused("not_a_patron", _("This person is no longer a patron of the library."))
    return found


def told(patron: Patron) -> dict[str, Any]:
    """The facts of a patron as an audit entry tells them."""
    facts: dict[str, Any] = {name: getattr(patron, name) for name in TOLD}
    return {**facts, "category": patron.category.name, "school_class": str(patron.school_class or "")}


def checked(details: Details, terms: Mapping[str, Terms], day: date, held: str = "") -> Terms:
    """The terms of the details' category, or PatronRefused with the first thing that is wrong."""
    if not clean(details.full_name):
        raise PatronRefused("no_name", _("Write the person's full name."), field="full_name")
    if not any(map(str.isalpha, details.full_name)):
        raise PatronRefused("no_name", _("A name has letters. Write the person's full name."), field="full_name")
    if details.birth_date is not None:
        if details.birth_date > day:
            raise PatronRefused("born_later", _("The date of birth lies in the future."), field="birth_date")
        if rules.age_on(details.birth_date, day) > rules.OLDEST:
            message = _("Nobody is that old. Check the year of birth.")
            raise PatronRefused("too_old", message, field="birth_date")
    if details.email:
        try:
            validate_email(details.email.strip())
        except ValidationError as error:
            message = _("This is no email address. Correct it, or leave it empty.")
            raise PatronRefused("bad_email", message, field="email") from error
    found = terms.get(details.category.code)
    if found is None or (found.category.retired and details.category.code != held):
        message = _("The category “%(name)s” is not given at this library.") % {"name": details.category.name}
        raise PatronRefused("no_such_category", message, field="category")
    age = rules.age_on(details.birth_date, day) if details.birth_date else None
    if details.category.code != held and not rules.ages_fit(age, found.age_from, found.age_to):
        message = _("At the age of %(age)d the category “%(name)s” does not fit. Choose another one.")
        raise PatronRefused("wrong_age", message % {"age": age, "name": found.category.name}, field="category")
    return found


def _terms(library: Organisation, details: Details, day: date, held: str = "") -> Terms:
    if details.school_class is not None and details.school_class.school.library_id != library.pk:
        message = _("That class belongs to another library.")
        raise PatronRefused("class_elsewhere", message, field="school_class")
    known = {each.category.code: each for each in categories_of(library, day, retired=True)}
    return checked(details, known, day, held)


def _demand_guardian(guardian: Guardian | None, answers: Collection[Answer]) -> None:
    if guardian is None or not (guardian.patron or clean(guardian.name)):
        message = _("A child under 16 needs a guardian. Write the guardian's name.")
        raise PatronRefused("no_guardian", message, field="guardian_name")
    if not says_yes(answers, Consent.Giver.GUARDIAN):
        message = _("A child under 16 needs the guardian's consent for the card. Silence is no consent.")
        raise PatronRefused("no_consent", message, field="consent_card_guardian")


def _number(library: Organisation, number: str) -> str:
    number = rules.card_code(number)
    if not number:
        return numbers.take(library)[0]
    if Patron.objects.filter(library=library, number=number).exists():
        message = _("The number %(number)s is taken. Leave it empty to get the next free one.") % {"number": number}
        raise PatronRefused("number_taken", message, field="number")
    return number


def put(patron: Patron, details: Details) -> None:
    """Put checked details on a row that is saved afterwards."""
    name = clean(details.full_name)
    if name != patron.full_name:
        names.set_name(patron, name)
    patron.birth_date = details.birth_date
    for text in TEXTS:
        setattr(patron, text, clean(getattr(details, text)))
    patron.phone_digits = rules.phone_digits(patron.phone)
    patron.category = details.category
    patron.school_class = details.school_class


def guardian_of(patron: Patron, guardian: Guardian) -> Relation:
    """The unsaved row that says who answers for the patron."""
    return Relation(
        patron=patron,
        kind=guardian.kind,
        is_guardian=True,
        relative=guardian.patron,
        name=clean(guardian.name),
        phone=clean(guardian.phone),
    )


def clean(text: str) -> str:
    """The text composed, with single spaces between its words."""
    return " ".join(nfc(text).split())
