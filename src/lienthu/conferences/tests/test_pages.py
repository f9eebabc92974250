"""The pages of a conference as a secretary, a member's staff and a stranger with an address meet them."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from conftest import Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.common.today import Asked, items_for
from lienthu.conferences.models import Conference, Delegate, Tap
from lienthu.conferences.services import links, papers, planning
from lienthu.conferences.tests import builders
from lienthu.conferences.tests.builders import FIRST, Delta

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FEW = ("Bạc Liêu", "Cà Mau", "Long An")


@pytest.fixture
def found(secretary: Person) -> Delta:
    return builders.delta(secretary, FEW)


@pytest.fixture
def client(secretary: Person) -> Client:
    made = Client()
    made.force_login(secretary.user)
    return made


def told(answer: object) -> str:
    assert answer.status_code == 200  # type: ignore[attr-defined]
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_the_secretary_plans_and_prepares_a_conference(found: Delta, client: Client) -> None:
    new = reverse("conferences:new")
    assert "Cà Mau" in told(client.get(new)).split("Bạc Liêu")[0]  # who never hosted stands first
    given = {
        "kind": found.conference.kind_id, "title": "Hội nghị giao ban", "first_on": "26/03/2021",
        "last_on": "27/03/2021", "venue": "Cồn Cỏ", "host": found.members["Bạc Liêu"].pk,
    }  # fmt: skip
    assert "Đến lượt" in told(client.post(new, given))
    client.post(new, {**given, "host": found.members["Cà Mau"].pk})
    row = Conference.objects.get(title="Hội nghị giao ban")
    line = {"on": "2021-03-26", "begins": "8h", "ends": "9h30", "kind": "opening", "title": "Khai mạc"}
    client.post(reverse("conferences:programme", args=[row.pk]), line)
    assert "08:00 – 09:30" in told(client.get(reverse("conferences:programme", args=[row.pk])))
    client.post(reverse("conferences:costs", args=[row.pk]), {"what": "Tàu ra đảo", "planned": "12.000.000"})
    assert "12.000.000" in told(client.get(reverse("conferences:costs", args=[row.pk])))
    client.post(reverse("conferences:act", args=[row.pk]), {"do": "cancel", "reason": "Bão"})
    assert "Bão" in told(client.get(reverse("conferences:page", args=[row.pk])))
    assert client.get(reverse("portal:conference", args=[row.pk])).status_code == 404


def test_a_members_staff_registers_its_own_people_and_papers_only(found: Delta, person: Callable[..., Person]) -> None:
    builders.prepared(found)
    planning.invite(conference=found.conference, **found.by)
    here = person("M-STAFF", "x", kind="reporter")
    here.user.roles.update(organisation=found.members["Long An"])
    asked = Asked(here.user, found.members["Long An"], None, FIRST - timedelta(days=30))
    assert "đăng ký đại biểu" in [str(item.label) for item in items_for(asked)]
    client = Client()
    client.force_login(here.user)
    row = found.conference
    client.post(reverse("conferences:register", args=[row.pk]), {"name": "Lê Văn An", "title": "Giám đốc"})
    made = Delegate.objects.get(name="Lê Văn An")
    assert (made.organisation, made.role) == (found.members["Long An"], "delegate")
    assert "Phạm Quốc Hùng" not in told(client.get(reverse("conferences:people", args=[row.pk])))
    other = row.delegates.filter(organisation=found.members["Cà Mau"])[0]
    assert client.get(reverse("conferences:delegate", args=[other.pk])).status_code == 403
    for name in ("seats", "door", "minutes", "change", "table"):
        assert client.get(reverse(f"conferences:{name}", args=[row.pk])).status_code == 403
    upload = SimpleUploadedFile("tl.pdf", builders.PDF)
    given = {"title": "Xe thư viện", "author": "Lê Văn An", "file": upload}
    client.post(reverse("conferences:papers", args=[row.pk]), given)
    paper = row.papers.get()
    assert client.post(reverse("conferences:paper", args=[paper.pk]), {"do": "accept"}).status_code == 403


def test_a_door_tells_what_it_kept_and_hears_of_each_person_once(found: Delta, client: Client) -> None:
    builders.prepared(found)
    row = found.conference
    code = row.delegates.filter(organisation=found.members["Cà Mau"])[1].code
    tap = {"key": "0123456789abcdef", "code": code, "at": timezone.now().isoformat()}
    there = reverse("conferences:taps", args=[row.pk])

    def send(*taps: object) -> dict[str, object]:
        answer = client.post(there, json.dumps({"door": "A", "taps": taps}), content_type="application/json")
        return {"status": answer.status_code, **answer.json()}

    assert send(tap)["arrived"] == 1
    assert send(tap)["outcomes"]["0123456789abcdef"]["outcome"] == "counted"  # type: ignore[index]
    again = {**tap, "key": "another-device-1"}
    assert send(again)["outcomes"]["another-device-1"]["outcome"] == "again"  # type: ignore[index]
    assert Tap.objects.count() == 2
    assert [send(one)["status"] for one in ({}, {**tap, "at": "x"}, {**tap, "key": "k"})] == [400] * 3
    client.post(reverse("conferences:door", args=[row.pk]), {"code": row.delegates.first().code})  # without JavaScript
    assert ">2<" in told(client.get(reverse("conferences:counts", args=[row.pk])))


def test_who_has_the_address_registers_a_members_people_until_the_list_is_handed_in(found: Delta) -> None:
    row = found.conference
    Conference.objects.filter(pk=row.pk).update(last_on=timezone.localdate() + timedelta(days=9))
    link = links.make(
        conference=found.reload(), member=found.members["Cà Mau"], name="Chị Lan", actor=None, at=timezone.now()
    )
    there, client = reverse("delegate_link:page", args=[links.token(link)]), Client()
    assert "Thư viện tỉnh Cà Mau" in told(client.get(there))
    assert "Ghi tên" not in told(client.post(there, {"do": "person", "name": ""}))
    client.post(there, {"do": "person", "name": "Lý Hoàng Vũ"})
    client.post(there, {"do": "paper", "title": "Xe lưu động", "author": "Lý Hoàng Vũ"})
    client.post(there, {"do": "hand_in"})
    client.post(there, {"do": "person", "name": "Người thứ hai"})
    assert [each.name for each in row.delegates.all()] == ["Lý Hoàng Vũ"]
    assert row.papers.get().steps.get().name == "Chị Lan"
    assert client.get(there + "x").status_code == 404


def test_the_public_page_tells_what_is_public_and_no_delegates_name(found: Delta) -> None:
    builders.prepared(found)
    made = builders.paper(found, "Cà Mau")
    papers.accept(paper=made, remarks="", **found.by)
    planning.invite(conference=found.conference, **found.by)
    page, text = (
        reverse("portal:conference", args=[found.conference.pk]), reverse("portal:conference_paper", args=[made.pk])
    )  # fmt: skip
    assert Client().get(page).status_code == 404
    planning.show(conference=found.conference, public=True, **found.by)
    assert Client().get(text).status_code == 404
    papers.publish(paper=made, public=True, **found.by)
    shown = told(Client().get(page))
    assert "Ông Phạm Quốc Hùng, Phó Vụ trưởng" in shown
    assert "Cán bộ Cà Mau 1" not in shown
    assert Client().get(text).status_code == 200
    assert builders.TITLE in told(Client().get(reverse("portal:conferences")))
