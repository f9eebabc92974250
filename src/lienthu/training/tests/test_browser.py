"""The pages of a course as axe and a telephone see them, and a scan at the door."""

from typing import Any

import pytest
from conftest import NOW, Person
from django.urls import reverse
from playwright.sync_api import expect

from lienthu.catalogue.search.backend import get_backend
from lienthu.common.tests.browser import assert_accessible_as, chromium, sign_in
from lienthu.training.models import Session
from lienthu.training.services import certifying, learning, links
from lienthu.training.tests import builders

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_a_course_is_accessible_and_somebody_is_scanned_at_the_door(ours: Person, live_server: Any) -> None:
    get_backend().create()
    over, _people = builders.held(ours)
    certifying.give(course=over, **builders.by(ours, builders.AFTER))
    made = builders.opened(ours, name="Khóa sau")
    learning.add_question(course=made, text="Câu 1", choices=["A", "B"], answer=1, marks=1, **builders.by(ours))
    [an] = builders.registered(builders.units(made)[0], "Nguyễn Văn An", ours)
    session = builders.sessions(made)[0]
    Session.objects.filter(pk=session.pk).update(on=NOW.date())
    own = links.of_participant(an)
    walk = [
        *(reverse(f"training:{name}", args=[made.pk]) for name in ("course", "people", "quiz")),
        reverse("training:results", args=[over.pk]),
        reverse("training:sheet", args=[session.pk]),
        reverse("training_link:participant", args=[own]),
        reverse("training_link:evaluation", args=[own]),
    ]
    door, code = reverse("training:door", args=[session.pk]), an.code
    with chromium() as browser:
        page = sign_in(browser.new_context(locale="vi-VN"), live_server.url, username="ours")
        for address in walk:
            page.goto(live_server.url + address)
            assert_accessible_as(page)
        page.goto(live_server.url + door)
        page.get_by_label("Mã học viên").fill(code)
        page.keyboard.press("Enter")
        expect(page.get_by_text("Nguyễn Văn An, Thư viện tỉnh: đã điểm danh.")).to_be_visible()
    assert session.attendances.get().participant == an
