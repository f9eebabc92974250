from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.patrons import own
from lienthu.patrons.models import Consent, OwnAccess, Patron
from lienthu.patrons.services import access, requests
from lienthu.patrons.services.desk import leave_message
from lienthu.patrons.tests import builders
from lienthu.patrons.tests.test_pages import signed_in

PASSWORD = "sông Tiền chảy"


@pytest.fixture
def patron(our_library) -> Patron:
    return builders.patron(our_library.library, "Trần Thị Lệ", card="TV1", phone="0903000111")


def come_in(card: str, secret: str) -> tuple[Client, object]:
    client = Client()
    return client, client.post(reverse("own:sign_in"), {"card": card, "secret": secret})


@pytest.fixture
def reader(patron) -> Client:
    """The patron, signed in with a password of their own."""
    access.choose_password(patron=patron, password=PASSWORD, at=timezone.now())
    return come_in("tv1", PASSWORD)[0]


def test_the_addresses_are_vietnamese_and_english() -> None:
    from django.utils.translation import override

    assert reverse("own:me") == "/toi/"
    with override("en"):
        assert reverse("own:me") == "/en/me/"


def test_a_one_time_code_opens_once_and_leads_to_a_password_of_ones_own(patron) -> None:
    code = access.give_code(patron=patron, actor=None, at=timezone.now())
    client, answer = come_in("tv1", code)
    assert answer.status_code == 302
    assert client.get(reverse("own:me"))["Location"].startswith(reverse("own:password"))
    client.post(reverse("own:password"), {"password": PASSWORD, "again": PASSWORD})
    assert client.get(reverse("own:me")).status_code == 200
    assert come_in("tv1", code)[1].status_code == 200
    assert come_in("tv1", PASSWORD)[1].status_code == 302
    assert code not in str(OwnAccess.objects.values())


def test_a_code_that_is_too_old_opens_nothing(patron) -> None:
    code = access.give_code(patron=patron, actor=None, at=timezone.now() - timedelta(days=8))
    assert come_in("tv1", code)[1].status_code == 200


def test_five_wrong_attempts_make_even_the_right_one_wait(reader) -> None:
    for _time in range(5):
        assert come_in("TV1", "wrong")[1].status_code != 302
    client, answer = come_in("TV1", PASSWORD)
    assert answer.status_code != 302
    assert client.get(reverse("own:me")).status_code == 302
    assert "TV2" not in answer.content.decode()


def test_an_unknown_card_and_a_wrong_secret_are_told_alike(reader) -> None:
    told = [come_in(card, "wrong")[1].context["form"].non_field_errors() for card in ("TV1", "NO-SUCH")]
    assert told[0] == told[1]


@pytest.mark.parametrize("guess", ["12345", "111111", "123456", "08031990", "0903000111", "tv1", "bdours000001"])
def test_what_stands_on_the_card_is_no_password(patron, guess) -> None:
    with builders.refused("weak_password"):
        access.choose_password(patron=patron, password=guess, at=timezone.now())


def test_a_new_password_ends_every_other_visit(reader, patron) -> None:
    other = come_in("tv1", PASSWORD)[0]
    reader.post(reverse("own:password"), {"password": "Mỹ Tho 1679", "again": "Mỹ Tho 1679"})
    assert reader.get(reverse("own:me")).status_code == 200
    assert other.get(reverse("own:me")).status_code == 302


def test_every_own_page_sends_a_stranger_and_staff_to_sign_in(patron, desk) -> None:
    pages = [reverse("own:me"), reverse("own:password"), reverse("own:export", args=["json"])]
    for client in (Client(), signed_in(desk.user)):
        for page in pages:
            assert client.get(page)["Location"].startswith(reverse("own:sign_in"))
        assert client.post(reverse("own:change", args=["delete"])).status_code == 302
    assert not patron.requests.exists()


def test_a_reader_opens_no_staff_page(reader, patron) -> None:
    assert reader.get(reverse("patrons:patron", args=[patron.pk])).status_code == 302


def test_signing_in_goes_only_to_pages_of_ours(reader) -> None:
    client = Client()
    facts = {"card": "tv1", "secret": PASSWORD, "next": "https://elsewhere.example/"}
    assert client.post(reverse("own:sign_in"), facts)["Location"] == reverse("own:me")


def test_the_page_that_was_asked_for_comes_after_the_first_password(patron) -> None:
    asked = reverse("own:export", args=["html"])
    code = access.give_code(patron=patron, actor=None, at=timezone.now())
    client = Client()
    answer = client.post(reverse("own:sign_in"), {"card": "tv1", "secret": code, "next": asked})
    assert answer["Location"] == asked
    page = client.get(asked, follow=True)
    assert f'name="next" value="{asked}"' in page.content.decode()
    facts = {"password": PASSWORD, "again": PASSWORD, "next": asked}
    assert client.post(reverse("own:password"), facts)["Location"] == asked


def test_choosing_a_password_goes_only_to_pages_of_ours(reader) -> None:
    page = reader.get(reverse("own:password"), {"next": "//elsewhere.example/"}).content.decode()
    assert 'name="next" value=""' in page
    facts = {"password": PASSWORD, "again": PASSWORD, "next": "https://elsewhere.example/"}
    assert reader.post(reverse("own:password"), facts)["Location"] == reverse("own:me")


def test_readers_see_their_data_answer_for_themselves_and_ask(reader, patron) -> None:
    leave_message(patron=patron, audience="patron", text="Sách đặt đã về", actor=None, at=timezone.now())
    leave_message(patron=patron, audience="staff", text="hay trả trễ", actor=None, at=timezone.now())
    page = reader.get(reverse("own:me")).content.decode()
    assert "0903000111" in page
    assert "Sách đặt đã về" in page
    assert "hay trả trễ" not in page
    reader.post(reverse("own:change", args=["consent"]), {"purpose": "history", "giver": "self", "granted": "yes"})
    reader.post(reverse("own:change", args=["consent"]), {"purpose": "card", "giver": "self", "granted": "no"})
    reader.post(reverse("own:change", args=["message"]), {"message": patron.messages.get(audience="patron").pk})
    reader.post(reverse("own:change", args=["delete"]))
    patron.refresh_from_db()
    assert patron.history_opt_in
    answers = patron.consents.filter(form=Consent.Form.ONLINE)
    assert [each.purpose for each in answers] == ["history"]
    assert patron.messages.get(audience="patron").done_at is not None
    assert patron.requests.get().state == "open"
    reader.post(reverse("own:change", args=["keep"]))
    assert patron.requests.get().state == "taken_back"


def test_readers_who_were_never_asked_are_told_so_and_can_agree_to_their_card(reader, patron) -> None:
    patron.consents.all().delete()
    agree = {"purpose": "card", "giver": "self", "granted": "yes"}
    button = 'value="yes">Tôi đồng ý<span class="visually-hidden"> lưu dữ liệu để cấp thẻ'
    page = reader.get(reverse("own:me")).content.decode()
    assert page.count(">chưa hỏi</span>") == 4
    assert button in page
    reader.post(reverse("own:change", args=["consent"]), agree)
    assert patron.consents.get().granted
    page = reader.get(reverse("own:me")).content.decode()
    assert page.count(">chưa hỏi</span>") == 3
    assert button not in page
    reader.post(reverse("own:change", args=["consent"]), {**agree, "granted": "no"})
    assert patron.consents.get().granted


def test_a_copy_of_ones_data_comes_to_read_and_for_a_program(reader, patron) -> None:
    assert reader.get(reverse("own:export", args=["json"])).json()["number"] == patron.number
    page = reader.get(reverse("own:export", args=["html"]))
    assert "Trần Thị Lệ" in page.content.decode()
    assert "attachment" in page["Content-Disposition"]
    assert patron.requests.filter(kind="export", state="done").count() == 2


def test_a_childs_guardian_answers_at_the_desk(our_library) -> None:
    child = builders.child(our_library.library, card="C1")
    access.choose_password(patron=child, password=PASSWORD, at=timezone.now())
    client = come_in("c1", PASSWORD)[0]
    for giver in ("guardian", "self"):
        client.post(reverse("own:change", args=["consent"]), {"purpose": "history", "giver": giver, "granted": "yes"})
    child.refresh_from_db()
    assert not child.history_opt_in


def test_deleting_a_patron_ends_their_visit(reader, patron) -> None:
    asked = requests.ask_deletion(patron=patron, actor=None, at=timezone.now())
    requests.delete(request=asked, actor=None, at=timezone.now())
    assert reader.get(reverse("own:me")).status_code == 302
    assert come_in("tv1", PASSWORD)[1].status_code == 200


def test_signing_out_leaves_the_staff_session_alone(reader, patron, desk) -> None:
    request = type("Request", (), {"session": {own.SESSION: [patron.pk, 1], "staff": 1}})()
    own.sign_out(request)
    assert request.session == {"staff": 1}
    reader.post(reverse("own:sign_out"))
    assert reader.get(reverse("own:me")).status_code == 302
