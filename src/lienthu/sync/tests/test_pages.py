"""The staff's pages of devices: who sees what, enrolling by QR, cutting off, and the queue that one key answers."""

from datetime import timedelta

import pytest
from conftest import Person, client_of
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.circulation.models import Loan
from lienthu.common.today import Asked
from lienthu.federation.models import Site
from lienthu.lib.shelving.barcodes import qr
from lienthu.patrons.models import Patron
from lienthu.sync import today
from lienthu.sync.models import Device, DeviceEvent, Enrolment, Question
from lienthu.sync.services import forgetting

from .builders import Phone, hours_ago, phone

pytestmark = pytest.mark.django_db


def everything(ours: Person) -> list[str]:
    """The pages about a device that the tests of the whole house ask as another library."""
    device = phone(ours)
    device.act("check_out", at=hours_ago(2), barcode="B9", card="R9")
    device.hand_in()
    return [f"/staff/sync/devices/{device.id}/"]


def test_a_device_is_enrolled_by_the_address_on_the_page_which_then_says_so(ours: Person, site: Site) -> None:
    client = client_of(ours)
    page = client.post("/staff/sync/devices/", {"name": "Điện thoại xe 2"}, follow=True)
    row = Enrolment.objects.get()
    assert page.redirect_chain == [(f"/staff/sync/enrolments/{row.pk}/", 302)]
    address = page.context["address"]
    assert address.startswith("http://testserver/may/#enrol=")
    assert qr(address).svg in page.content.decode()
    assert Phone("").enrol(address.partition("=")[2]).status_code == 201
    after = client.get(f"/staff/sync/enrolments/{row.pk}/", headers={"HX-Request": "true"}).content.decode()
    assert "Thiết bị đã được đăng ký" in after
    assert address not in after
    assert client.post("/staff/sync/devices/", {"name": " "}).status_code == 422


@pytest.mark.once
def test_another_browser_of_the_same_person_does_not_see_the_token(ours: Person) -> None:
    client_of(ours).post("/staff/sync/devices/", {"name": "Máy 1"})
    page = client_of(ours).get(f"/staff/sync/enrolments/{Enrolment.objects.get().pk}/").content.decode()
    assert "enrol=" not in page


def test_a_lost_device_is_cut_off_with_a_reason(ours: Person, sister: Person) -> None:
    device = phone(ours)
    address = f"/staff/sync/devices/{device.id}/cut-off/"
    assert client_of(sister).post(address, {"reason": "Tôi muốn"}).status_code == 403
    assert client_of(ours).post(address, {"reason": " "}).status_code == 422
    assert Device.objects.in_use().exists()
    assert client_of(ours).post(address, {"reason": "Mất ở chợ Lũng Phìn"}).status_code == 302
    page = client_of(ours).get(f"/staff/sync/devices/{device.id}/").content.decode()
    assert "Mất ở chợ Lũng Phìn" in page
    assert not Device.objects.in_use().exists()


def test_a_question_is_answered_by_its_button_and_tells_what_stands_in_the_way_next(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    device.act("check_out", at=hours_ago(2), barcode="B9", card="R9")
    device.act("visit", at=hours_ago(1), age_band="child", quantity=2)
    device.hand_in()
    client = client_of(ours)
    page = client.get("/staff/sync/questions/").content.decode()
    assert "Không có bản nào mang số “B9”" in page
    assert 'data-key="1"' in page
    address = f"/staff/sync/questions/{device.question(1).pk}/"
    refused = client.post(address, {"remedy": "copy", "given-copy": ""}, follow=True).content.decode()
    assert "Hãy điền: Mã vạch hoặc số ĐKCB" in refused
    next_ = client.post(address, {"remedy": "copy", "given-copy": "B2"}, follow=True).content.decode()
    assert "Chưa ghi được: Không có bạn đọc nào mang thẻ hoặc số “R9”" in next_
    address = f"/staff/sync/questions/{device.question(1).pk}/"
    done = client.post(address, {"remedy": "patron", "given-patron": "R1"}, follow=True).content.decode()
    assert "Đã trả lời 1 câu hỏi" in done
    assert "Không có câu hỏi nào" in done
    assert Loan.objects.get().patron == reader


def test_what_was_sent_twice_with_other_content_is_shown_and_seen(ours: Person) -> None:
    device = phone(ours)
    event = device.act("check_in", barcode="B1")
    device.send()
    device.send([{**event, "data": {"barcode": "B7777"}}])
    client = client_of(ours)
    assert "B7777" in client.get("/staff/sync/questions/").content.decode()
    question = Question.objects.get(code="other_content")
    client.post(f"/staff/sync/questions/{question.pk}/", {"remedy": "seen"})
    question.refresh_from_db()
    assert (question.remedy, question.answered_by) == ("seen", ours.user)


def test_only_who_settles_for_the_library_sees_and_answers_its_questions(ours: Person, sister: Person) -> None:
    device = phone(ours)
    device.act("check_out", at=hours_ago(2), barcode="B9", card="R9")
    device.hand_in()
    other = client_of(sister)
    assert "“B9”" in client_of(ours).get("/staff/sync/questions/").content.decode()
    assert "“B9”" not in other.get("/staff/sync/questions/").content.decode()
    answer = other.post(f"/staff/sync/questions/{device.question(1).pk}/", {"remedy": "drop", "given-drop": "x"})
    assert answer.status_code == 403
    assert other.get(f"/staff/sync/devices/{device.id}/").status_code == 403
    assert device.outcome(1).kind == "question"


@pytest.mark.once
def test_the_days_work_tells_of_questions_and_of_what_has_not_come_in(ours: Person) -> None:
    device = phone(ours)
    device.act("check_out", at=hours_ago(2), barcode="B9", card="R9")
    device.hand_in()
    device.act("visit", age_band="child", quantity=2)
    device.send([])
    items = list(today.items(Asked(ours.user, ours.library, None, timezone.localdate())))
    assert [item.count for item in items] == [1, 1]


def test_what_a_device_sent_is_forgotten_with_the_loans_and_with_the_person(
    ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    device = phone(ours)
    device.act("check_out", at=hours_ago(30), barcode="B1", patron=reader.pk, card="R1")
    device.act("check_in", at=hours_ago(29), barcode="B1")
    device.hand_in()
    before = DeviceEvent.objects.get(seq=1).digest
    assert forgetting.anonymise(before=timezone.now() - timedelta(days=2), at=timezone.now()) == 0
    assert forgetting.anonymise(before=timezone.now(), at=timezone.now()) == 1
    event = DeviceEvent.objects.get(seq=1)
    assert event.raw["data"] == {"barcode": "B1", "forgotten": True}
    assert event.digest == before
    assert device.send()["conflicts"] == []  # a replay is known for what it is
    device.act("check_out", at=hours_ago(5), barcode="B2", card="r1")
    device.act("check_in", at=hours_ago(4), barcode="B2")
    device.hand_in()
    forgetting.erase(patron=reader, actor=None, at=timezone.now())
    assert DeviceEvent.objects.get(seq=3).raw["data"] == {"barcode": "B2", "forgotten": True}
