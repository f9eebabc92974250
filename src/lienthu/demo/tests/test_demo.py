"""The demonstration agrees with itself."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.utils import timezone

from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.models import Hold
from lienthu.circulation.tests.builders import stock
from lienthu.demo import devices, holds, mobile, notices, patrons, training
from lienthu.demo.network import Member
from lienthu.mobile.models import Trip
from lienthu.mobile.queries import crews
from lienthu.notices.models import Notice
from lienthu.patrons.models import Patron
from lienthu.patrons.rules import standing
from lienthu.patrons.tests.builders import patron
from lienthu.sync.models import Outcome
from lienthu.training import checks as training_checks
from lienthu.training.models import Course

pytestmark = pytest.mark.django_db


def test_letters_of_the_demonstration_are_about_books_that_wait_on_the_hold_shelf(
    hub_folder: Path, tmp_path: Path, person: Callable[..., Person]
) -> None:
    get_backend().create()
    desk = person("AG", "Thư viện tỉnh An Giang", kind="circulation")
    stock(tmp_path, desk, "B1", "B2")
    patron(desk.library, "Nguyễn Thị Hoa", card="R1")
    members = [Member(desk.library, ())]
    for _again in range(2):
        notices.build(libraries=members, at=NOW)
        holds.build(libraries=members, at=NOW + timedelta(days=1))
    ready = Hold.objects.filter(state=Hold.State.READY)
    assert ready
    assert all(hold.shelf_until and hold.shelf_until > timezone.localdate(NOW) for hold in ready)
    assert {each.about for each in Notice.objects.all()} == {hold.pk for hold in ready}


def test_the_mobile_library_of_the_demonstration_has_trips_with_enough_people(person: Callable[..., Person]) -> None:
    library = person("AG", "Thư viện tỉnh An Giang").library
    members = [Member(library, ())]
    for _time in range(2):
        mobile.build(libraries=members, at=NOW, today=NOW)
    planned = Trip.objects.all()
    assert planned.count() >= 7
    assert {bool(crews.lacks(trip)) for trip in planned} == {True, False}  # one vehicle's crew is too small: to be seen


def test_the_training_of_the_demonstration_is_made_once_and_agrees_with_the_ledger(
    person: Callable[..., Person],
) -> None:
    members = [Member(person("AG", "Thư viện tỉnh An Giang").library, ())]
    for _time in range(2):
        training.build(libraries=members, at=NOW)
    assert sorted(Course.objects.values_list("state", flat=True)) == ["closed", "open"]
    assert list(training_checks.problems()) == []


def test_a_demonstration_that_is_looked_at_years_later_has_readers_who_may_borrow(
    person: Callable[..., Person],
) -> None:
    library, later = person("BL", "Thư viện tỉnh Bạc Liêu").library, NOW + timedelta(days=900)
    patrons.build(libraries=[Member(library, ())], at=NOW, today=later)
    readers = list(Patron.objects.select_related("category"))
    free = sum(not standing(each, timezone.localdate(later)) for each in readers)
    assert 0 < len(readers) - free < free


def test_the_telephone_of_the_demonstration_brought_what_is_booked_and_what_is_asked(
    hub_folder: Path, tmp_path: Path, person: Callable[..., Person]
) -> None:
    get_backend().create()
    crew = person("AG", "Thư viện tỉnh An Giang", kind="mobile_crew")
    crew.user.username = devices.CREW
    crew.user.save()
    stock(tmp_path, crew, "B1", "B2")
    patron(crew.library, "Nguyễn Thị Hoa", card="R1")
    for _again in range(2):
        devices.build(libraries=[Member(crew.library, ())], today=NOW + timedelta(days=1))
    told = Outcome.objects.order_by("cursor").values_list("kind", "code")
    assert list(told) == [
        ("applied", ""),
        ("applied", ""),
        ("applied", ""),
        ("question", "not_on_loan"),
        ("question", "unknown_copy"),
    ]
