"""The pages of notices: what stuck, what is printed, what each kind says; closed to whoever may not."""

from datetime import timedelta
from typing import Any

import pytest
from conftest import Person, client_of
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.common.models import AuditEntry
from lienthu.notices import kinds
from lienthu.notices.forms import LONGEST
from lienthu.notices.models import KindTerms, Letter, Printing, Terms, Wording
from lienthu.notices.services import gathering
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import child

from .builders import AT, LATER, hold

pytestmark = pytest.mark.django_db
State = Letter.State


@pytest.fixture
def letter(desk: Person, reader: Patron) -> Letter:
    """A letter that waits to be printed."""
    hold(desk, reader)
    gathering.gather(at=LATER)
    return Letter.objects.get()


def stuck(letter: Letter) -> Letter:
    letter.state, letter.channel, letter.problem = State.GIVEN_UP, "email", "550 no such user"
    letter.save()
    return letter


def parts(**changed: str) -> dict[str, str]:
    return {**kinds.default_parts("overdue", "vi"), "verb": "keep", **changed}


@pytest.mark.once
def test_the_staff_home_counts_letters_to_print_and_what_could_not_be_sent(
    desk: Person, reader: Patron, letter: Letter
) -> None:
    page = client_of(desk).get(reverse("accounts:home")).content.decode()
    assert "thư cần in" in page
    assert "không gửi được" not in page
    stuck(letter)
    page = client_of(desk).get(reverse("accounts:home")).content.decode()
    assert "thông báo không gửi được" in page


@pytest.mark.once
def test_the_page_says_that_the_hub_has_no_mail_server(desk: Person, settings: Any) -> None:
    settings.EMAIL_HOST = ""
    page = client_of(desk).get(reverse("notices:letters")).content.decode()
    assert "chưa có máy chủ thư" in page
    assert "Quản trị hệ thống có thể bật thư điện tử" in page
    assert "LIENTHU_" not in page
    settings.EMAIL_HOST = "mail.example.vn"
    page = client_of(desk).get(reverse("notices:letters")).content.decode()
    assert "chưa có máy chủ thư" not in page


def test_letters_are_printed_once_and_again_only_with_an_entry(desk: Person, letter: Letter, reader: Patron) -> None:
    client = client_of(desk)
    assert "1 thư gửi 1 người nhận" in client.get(reverse("notices:paper")).content.decode()
    pdf = client.post(reverse("notices:paper"), {"layout": "slips"})
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    letter.refresh_from_db()
    assert (letter.state, letter.to) == (State.PRINTED, "12 Lê Lợi, Vĩnh Long")
    assert letter.body.startswith("Kính gửi Ông/Bà Nguyễn Thị Hoa,")
    assert client.post(reverse("notices:paper")).status_code == 302, "nothing is left to print"
    made = Printing.objects.get()
    assert client.post(reverse("notices:paper_again", args=[made.pk]))["Content-Type"] == "application/pdf"
    actions = AuditEntry.objects.filter(thing="notices.printing").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["notices.printed", "notices.reprinted"]


def test_letters_open_beside_the_page_and_the_address_of_a_printing_leads_back_to_it(
    desk: Person, letter: Letter
) -> None:
    client = client_of(desk)
    page = reverse("notices:paper")
    assert 'method="post" target="_blank" rel="noopener"' in client.get(page).content.decode()
    client.post(page, {"layout": "slips"})
    again = reverse("notices:paper_again", args=[Printing.objects.get().pk])
    assert f'action="{again}" target="_blank" rel="noopener"' in client.get(page).content.decode()
    answer = client.get(again)
    assert (answer.status_code, answer.headers["Location"]) == (302, page)
    assert not AuditEntry.objects.filter(action="notices.reprinted").exists()


def test_what_could_not_be_sent_is_sent_again_printed_or_laid_aside(desk: Person, letter: Letter) -> None:
    client = client_of(desk)
    for verb, state in (("again", State.WAITING), ("paper", State.TO_PRINT), ("aside", State.CANCELLED)):
        Letter.objects.update(state=State.GIVEN_UP, next_at=None, ended_at=None, problem="550 no such user")
        assert "550 no such user" in client.get(reverse("notices:letter", args=[letter.pk])).content.decode()
        client.post(reverse("notices:settle", args=[letter.pk, verb]))
        letter.refresh_from_db()
        assert letter.state == state
    refused = client.post(reverse("notices:settle", args=[letter.pk, "again"]), follow=True)
    assert "Thư này hiện ở trạng thái: đã bỏ" in refused.content.decode()
    assert AuditEntry.objects.filter(thing="notices.letter").count() == 3


def test_all_that_stuck_is_printed_with_one_press(desk: Person, letter: Letter) -> None:
    stuck(letter)
    client_of(desk).post(reverse("notices:settle_all", args=["paper"]))
    letter.refresh_from_db()
    assert (letter.state, letter.channel) == (State.TO_PRINT, "print")


@pytest.mark.once
def test_a_field_that_there_is_not_is_refused_with_those_that_there_are(director: Person) -> None:
    client, address = client_of(director), reverse("notices:kind", args=["overdue"])
    for wrong, told in (
        ("{{ patron.sex }} {{ items }}", "không có trường {{ patron.sex }}"),
        ("{{ title {{ items }}", "đủ hai cặp dấu ngoặc nhọn"),
        ("{% load static %}{{ items }}", "đủ hai cặp dấu ngoặc nhọn"),
        ("Không có gì", "phải có {{ items }}"),
    ):
        answer = client.post(address, parts(body=wrong))
        assert answer.status_code == 422
        page = answer.content.decode().replace("&#x27;", "'")
        assert told in page
    assert "{{ patron.name }}" in page
    assert not Wording.objects.exists()


def test_words_are_kept_previewed_and_restored_and_every_version_is_in_the_audit(director: Person) -> None:
    client, address = client_of(director), reverse("notices:kind", args=["overdue"])
    mine = "{{ patron.greeting }}, thư viện Châu Thành mong nhận lại:\n{{ items }}"
    look = client.post(reverse("notices:look", args=["overdue"]), parts(body=mine)).content.decode()
    assert "Kính gửi Ông/Bà Nguyễn Thị Hoa, thư viện Châu Thành mong nhận lại:" in look
    late = timezone.localdate() - timedelta(days=14)
    assert f"– Dế Mèn phiêu lưu ký (số VL.010388), hạn trả {late:%d/%m/%Y}, quá hạn 14 ngày" in look
    assert not Wording.objects.exists()
    assert client.post(address, parts(body=mine)).status_code == 302
    assert Wording.objects.get().body == mine
    assert client.post(address, parts(body=mine + "\nMới")).status_code == 302
    page = client.get(address).content.decode()
    assert "của đơn vị mình" in page
    assert client.post(address, {"verb": "restore"}).status_code == 302
    assert not Wording.objects.exists()
    kept = AuditEntry.objects.filter(action__startswith="notices.re").order_by("pk")
    assert [entry.action for entry in kept] == ["notices.reworded", "notices.reworded", "notices.restored"]
    assert kept[2].before["body"].endswith("Mới")
    assert kept[1].before["body"] == mine


def test_the_list_of_kinds_says_when_each_is_sent(director: Person) -> None:
    page = client_of(director).get(reverse("notices:kinds")).content.decode()
    for told in ("Mẫu thông báo", "Mẫu của", "Gửi thư giấy", "trước hạn 2 ngày", "sau hạn 3, 14, 30 ngày"):
        assert told in page, told


def test_the_form_takes_what_the_table_takes() -> None:
    assert {part: Wording._meta.get_field(part).max_length for part in kinds.PARTS} == LONGEST


def test_days_are_laid_down_and_wrong_ones_refused(director: Person) -> None:
    client, address = client_of(director), reverse("notices:kind", args=["overdue"])
    answer = client.post(address, {"verb": "days", "on": "yes", "paper": "no", "days": "ba ngày"})
    assert answer.status_code == 422
    assert "nhiều nhất sáu số" in answer.content.decode()
    assert client.post(address, {"verb": "days", "on": "", "paper": "no", "days": "14 7,7"}).status_code == 302
    row = KindTerms.objects.get()
    assert (row.on, row.paper, row.days) == (None, False, "7, 14")


def test_the_ways_of_a_library_are_laid_down(director: Person) -> None:
    client = client_of(director)
    said = {"email": "yes", "sms": "no", "paper": "", "language": "vi", "signature": "Thư viện Châu Thành\n0270 123"}
    assert client.post(reverse("notices:terms"), said).status_code == 302
    row = Terms.objects.get()
    assert (row.email, row.sms, row.paper) == (True, False, None)
    assert "0270 123" in client.get(reverse("notices:terms")).content.decode()


def test_who_may_do_what(desk: Person, director: Person, sister_desk: Person, letter: Letter) -> None:
    stuck(letter)
    system = User.objects.create_user(username="system", password="password of the system")
    Role.objects.create(user=system, kind=Role.Kind.SYSTEM, organisation=desk.library)
    ours, sister, machine = client_of(desk), client_of(sister_desk), client_of(Person(system, desk.library))
    assert ours.get(reverse("notices:kinds")).status_code == 403, "words are the director's"
    assert ours.get(reverse("notices:kind", args=["overdue"])).status_code == 403
    assert machine.get(reverse("notices:kinds")).status_code == 200
    for address in ("letters", "paper"):
        assert machine.get(reverse(f"notices:{address}")).status_code == 403, "letters tell of readers"
    page = reverse("notices:letter", args=[letter.pk])
    assert (ours.get(page).status_code, sister.get(page).status_code) == (200, 404)
    assert sister.post(reverse("notices:settle", args=[letter.pk, "aside"])).status_code == 404
    assert "Nguyễn Thị Hoa" not in sister.get(reverse("notices:letters")).content.decode()
    sister.post(reverse("notices:settle_all", args=["paper"]))
    letter.refresh_from_db()
    assert letter.state == State.GIVEN_UP
    assert not Letter.objects.visible_to(sister_desk.user).exists()
    assert Letter.objects.visible_to(desk.user).exists()
    assert not Letter.objects.visible_to(system).exists()


def test_a_page_of_letters_asks_as_often_for_many_as_for_one(
    desk: Person, letter: Letter, django_assert_max_num_queries: Any
) -> None:
    for number in range(30):
        hold(desk, child(desk.library, f"Em {number}"), f"c{number}", at=AT)
    gathering.gather(at=LATER)
    client = client_of(desk)
    with django_assert_max_num_queries(30):
        page = client.get(reverse("notices:letters") + "?view=paper").content.decode()
    assert page.count("Em ") >= 30
