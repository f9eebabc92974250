"""Papers are called for by letter, found by their words; the door's page is kept on the device."""

import re
from datetime import date, datetime, timedelta

import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from lienthu.conferences.errors import PaperRefused
from lienthu.conferences.kinds import CALLED, REMINDED
from lienthu.conferences.models import Conference
from lienthu.conferences.queries.papers import found as found_papers
from lienthu.conferences.services import calling, papers
from lienthu.conferences.tests import builders
from lienthu.conferences.tests.builders import AT, FIRST, Delta
from lienthu.notices.models import Letter, Notice
from lienthu.notices.services import gathering
from lienthu.registry.tests.test_rules import pdf_with

pytestmark = pytest.mark.django_db
FEW = ("Bạc Liêu", "Cà Mau", "Sóc Trăng")


@pytest.fixture
def found(secretary: Person) -> Delta:
    return builders.delta(secretary, FEW, papers_by=date(2019, 11, 1))


def test_members_are_called_on_for_papers_and_those_without_one_are_asked_again(found: Delta) -> None:
    row = found.conference
    assert calling.call_for_papers(conference=row, **found.by) == 3
    assert calling.call_for_papers(conference=row, **found.by) == 0
    builders.paper(found, "Sóc Trăng")
    later = {"actor": found.secretary, "at": AT + timedelta(days=20)}
    assert calling.remind(conference=row, **later) == 2
    assert calling.remind(conference=row, **later) == 0  # once a day
    told = Notice.objects.filter(kind=REMINDED)
    assert {notice.facts["unit"] for notice in told} == {"Thư viện tỉnh Bạc Liêu", "Thư viện tỉnh Cà Mau"}
    Conference.objects.update(papers_by=None)
    with pytest.raises(PaperRefused):
        calling.remind(conference=row, **found.by)


def test_a_letter_does_not_go_out_once_a_paper_came_or_the_day_is_over(found: Delta) -> None:
    today = datetime.now(tz=builders.HERE).date()
    days = {"first_on": today + timedelta(days=20), "last_on": today + timedelta(days=20)}
    Conference.objects.update(papers_by=today + timedelta(days=5), **days)
    calling.remind(conference=found.reload(), **found.by)
    builders.paper(found, "Sóc Trăng")
    keys = set(Notice.objects.values_list("key", flat=True))
    missing = calling.still_missing(keys)
    assert len(missing) == 2
    assert calling.still_called(keys) == keys
    Conference.objects.update(papers_by=today - timedelta(days=1))
    assert calling.still_called(keys) == set()
    assert calling.call_for_papers(conference=found.reload(), **found.by) == 3
    gathering.gather(at=AT + timedelta(hours=1))
    letters = Letter.objects.filter(kind=CALLED)
    assert {letter.state for letter in letters} == {Letter.State.TO_PRINT}  # nobody has an address


def test_a_paper_is_found_by_the_words_of_its_pdf_by_those_who_may_read_it(found: Delta, secretary: Person) -> None:
    made = builders.paper(found, "Sóc Trăng", pdf_with("Xe luu dong ve phumsoc"))
    assert [row.paper for row in found_papers(secretary.user, "phumsoc Tham luận", FIRST)] == [made]
    assert found_papers(secretary.user, "phumsoc khác", FIRST) == []
    facts = papers.Facts(title="Tên mới", author="Nguyễn Văn Tùng")
    papers.hand_in_again(
        paper=made, facts=facts, upload=SimpleUploadedFile("b.pdf", pdf_with("Chu de khac")),
        sender=papers.Sender(secretary.user), at=AT,
    )  # fmt: skip
    assert found_papers(secretary.user, "phumsoc", FIRST) == []
    client = Client()
    client.force_login(secretary.user)
    assert "Tên mới" in client.get(reverse("conferences:home"), {"q": "chu de"}).content.decode()


def test_the_door_is_kept_with_all_that_its_page_names(found: Delta, secretary: Person) -> None:
    client = Client()
    client.force_login(secretary.user)
    door = reverse("conferences:door", args=[found.conference.pk])
    code = client.get(reverse("conferences:door_worker", args=[found.conference.pk])).content.decode()
    assert f'const SHELL = "{door}";' in code
    assert "const FRESH = true;" in code
    named = set(re.findall(r'(?:src|href)="(/static/[^"?]+)"', client.get(door).content.decode()))
    missing = {address for address in named if f'"{address}"' not in code}
    assert {address for address in missing if "apple" not in address and ".png" not in address} == set()
