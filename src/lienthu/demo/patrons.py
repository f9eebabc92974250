"""Invented readers of the demonstration: adults, children with guardians, and two classes of a school."""

import random
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from lienthu.demo.names import name
from lienthu.demo.network import Member
from lienthu.federation.models import Organisation
from lienthu.ledger.models import AgeBand
from lienthu.patrons.models import Category, Consent, Patron, Relation, School, SchoolClass
from lienthu.patrons.services import categories
from lienthu.patrons.services.arrivals import Arrival, register_many
from lienthu.patrons.services.consents import Answer
from lienthu.patrons.services.patrons import Details, Guardian

SEED = 20263
EACH, LARGER = 15, 60  # readers of a library; of the two whose staff sign in
CLASSES = (("6A1", 6), ("7A2", 7))
PUPILS = 24
STREETS = (
    "Nguyễn Trung Trực", "Trần Hưng Đạo", "Lê Lợi", "30 Tháng 4", "Hùng Vương", "Nguyễn Huệ", "Lý Thường Kiệt",
    "Phan Đình Phùng", "Nguyễn Thị Minh Khai", "Hai Bà Trưng",
)  # fmt: skip


@transaction.atomic
def build(*, libraries: list[Member], at: datetime, today: datetime) -> None:
    """Categories for the whole network, and the readers of each member, as they were at `at`; the last days of their
    cards lie around `today`. Safe to repeat."""
    if Patron.objects.exists():
        return
    for member in libraries:
        _categories(member.library, at)
        many = LARGER if member.library.code in {"AG", "CT"} else EACH
        dice = random.Random(f"{SEED}:{member.library.code}")  # noqa: S311 the same dice on every machine
        people = [_person(dice, member.library, at, today) for _number in range(many)]
        if member.library.code == "AG":
            people += _pupils(dice, member.library, at, today)
        register_many(library=member.library, arrivals=people, actor=None, at=at)


def _categories(library: Organisation, at: datetime) -> None:
    for code, called, band, months, low, high in (
        ("nguoi-lon", "Người lớn", AgeBand.ADULT, 12, 16, None),
        ("thieu-nhi", "Thiếu nhi", AgeBand.CHILD, 12, None, 15),
        ("nguoi-cao-tuoi", "Người cao tuổi", AgeBand.ADULT, 36, 60, None),
    ):
        categories.set_category(
            library=library,
            code=code,
            name=called,
            band=band,
            card_months=months,
            age_from=low,
            age_to=high,
            actor=None,
            at=at,
        )


def _person(dice: random.Random, library: Organisation, at: datetime, today: datetime) -> Arrival:
    days = timezone.localdate(at), timezone.localdate(today)
    child = dice.random() < 0.35
    age = dice.randint(6, 15) if child else dice.choices((dice.randint(16, 59), dice.randint(60, 82)), (5, 1))[0]
    code = "thieu-nhi" if child else "nguoi-cao-tuoi" if age >= 60 else "nguoi-lon"
    return _arrival(dice, *days, age=age, category=Category.objects.get(library=library, code=code))


def _pupils(dice: random.Random, library: Organisation, at: datetime, today: datetime) -> list[Arrival]:
    then, now = timezone.localdate(at), timezone.localdate(today)
    year = then.year if then.month >= 8 else then.year - 1
    school = School.objects.create(library=library, name="THCS Bình Khánh", last_grade=9)
    category = Category.objects.get(library=library, code="thieu-nhi")
    found = []
    for called, grade in CLASSES:
        placed = categories.class_of(school, called, grade, year)
        for _pupil in range(PUPILS):
            found.append(_arrival(dice, then, now, age=grade + 5, category=category, placed=placed))
    return found


def _arrival(
    dice: random.Random,
    then: date,
    now: date,
    *,
    age: int,
    category: Category,
    placed: SchoolClass | None = None,
) -> Arrival:
    born = date(then.year - age, 1, 1) - timedelta(days=dice.randint(0, 250))
    person = name(dice)
    joined = then - timedelta(days=dice.randint(5, 900))
    details = Details(
        full_name=person.full,
        birth_date=born,
        category=category,
        sex=person.sex,
        address=f"{dice.randint(1, 420)} {dice.choice(STREETS)}",
        phone=f"0{dice.choice((9, 3, 7))}00 {dice.randint(0, 999):03d} {dice.randint(0, 999):03d}",
        school_class=placed,
    )
    guardian, giver = None, Consent.Giver.SELF
    if category.band == AgeBand.CHILD:
        mother = dice.random() < 0.6
        family = "" if mother else person.full.split()[0]
        parent = name(dice, family=family, sex="female" if mother else "male").full
        kind = Relation.Kind.MOTHER if mother else Relation.Kind.FATHER
        guardian, giver = Guardian(kind=kind, name=parent, phone=details.phone), Consent.Giver.GUARDIAN
    answers = [Answer(Consent.Purpose.CARD, giver, granted=True)]
    if giver == Consent.Giver.SELF and dice.random() < 0.3:
        answers.append(Answer(Consent.Purpose.HISTORY, giver, granted=True))
    return Arrival(
        details=details,
        registered_on=joined,
        expires_on=now + timedelta(days=dice.choice((-40, 20, 120, 200, 300))),
        guardian=guardian,
        answers=answers,
        with_card=True,
    )
