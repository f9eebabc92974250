"""Setting up categories, schools and classes."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lienthu.common import audit
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.patrons import rules
from lienthu.patrons.errors import CategoryRefused
from lienthu.patrons.models import Category, Patron, School, SchoolClass
from lienthu.patrons.queries.categories import categories_of
from lienthu.patrons.services.patrons import clean

FACTS = ("name", "band", "card_months", "age_from", "age_to", "retired")


@transaction.atomic
def set_category(
    *, library: Organisation, code: str, actor: AbstractBaseUser | None, at: datetime, **facts: object
) -> Category:
    """Make, or change, the organisation's own row of a category. Facts are those of `FACTS`; raises CategoryRefused."""
    category = Category.objects.filter(library=library, code=code).first()
    before = {name: getattr(category, name) for name in FACTS} if category else None
    category = category or Category(library=library, code=code)
    for name in FACTS:
        setattr(category, name, facts.get(name, getattr(category, name)))
    try:
        category.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise CategoryRefused("bad_category", " ".join(messages), field=field) from error
    category.save()
    after = {name: getattr(category, name) for name in FACTS}
    if after != before:
        audit.record(actor=actor, at=at, action="category.set", thing=category, before=before, after=after)
    return category


@transaction.atomic
def set_usual(*, library: Organisation, actor: AbstractBaseUser | None, at: datetime) -> None:
    """The two categories that a library begins with. Raises CategoryRefused where it has some already."""
    if categories_of(library, timezone.localdate(at), retired=True):
        raise CategoryRefused("there_already", _("There are categories already; change those."))
    adults, children = pgettext("category of readers", "Adults"), pgettext("category of readers", "Children")
    usual = (
        ("adult", adults, AgeBand.ADULT, rules.ADULT_FROM, None),
        ("child", children, AgeBand.CHILD, None, rules.ADULT_FROM - 1),
    )
    for code, name, band, age_from, age_to in usual:
        facts = {"name": name, "band": band, "card_months": 12, "age_from": age_from, "age_to": age_to}
        set_category(library=library, code=code, actor=actor, at=at, **facts)


@transaction.atomic
def add_school(
    *, library: Organisation, name: str, last_grade: int, actor: AbstractBaseUser | None, at: datetime
) -> School:
    """Add a school whose pupils the library serves; raises CategoryRefused when it is there already."""
    name = clean(name)
    if School.objects.filter(library=library, name__iexact=name).exists():
        raise CategoryRefused(
            "school_exists", _("The school “%(name)s” is there already.") % {"name": name}, field="name"
        )
    school = School.objects.create(library=library, name=name, last_grade=last_grade)
    audit.record(actor=actor, at=at, action="school.added", thing=school, before=None, after={"name": name})
    return school


@transaction.atomic
def move_up(*, school: School, year: int, actor: AbstractBaseUser | None, at: datetime) -> tuple[int, int]:
    """Put every pupil of a school year into the next year's class; (moved, left school). Raises CategoryRefused.

    The last grade leaves: its pupils stay patrons without a class. A pupil who is already in a class of the next year
    stays there. It happens once for a year.
    """
    pupils = Patron.objects.select_for_update(of=("self",)).filter(
        school_class__school=school, school_class__year=year, state=Patron.State.ACTIVE
    )
    moved = left = 0
    classes = {each.pk: each for each in school.classes.filter(year=year)}
    found = list(pupils)
    if not found:
        message = _("No pupil is in a class of the school year %(year)s: nobody can move up.")
        raise CategoryRefused("nobody_to_move", message % {"year": f"{year}–{year + 1}"})
    for patron in found:
        old = classes[patron.school_class_id] if patron.school_class_id else None
        if old is None or old.grade >= school.last_grade:
            patron.school_class = None
            left += 1
            continue
        patron.school_class = class_of(school, rules.next_name(old.name, old.grade), old.grade + 1, year + 1)
        moved += 1
    Patron.objects.bulk_update(found, ["school_class"], batch_size=500)
    audit.record(
        actor=actor,
        at=at,
        action="school.moved_up",
        thing=school,
        before={"year": year},
        after={"year": year + 1, "moved": moved, "left": left},
    )
    return moved, left


def class_of(school: School, name: str, grade: int, year: int) -> SchoolClass:
    """The class of that name in that year, made where it is not there yet."""
    return SchoolClass.objects.get_or_create(school=school, year=year, name=clean(name), defaults={"grade": grade})[0]
