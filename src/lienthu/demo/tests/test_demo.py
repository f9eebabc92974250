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
from lienthu.demo import holds, notices
from lienthu.demo.network import Member
from lienthu.notices.models import Notice
from lienthu.patrons.tests.builders import patron

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
