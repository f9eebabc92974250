"""The desk page: one box, what it does with what is scanned, what it says, and who may see it."""

import datetime
import re

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.catalogue.models import Copy
from lienthu.catalogue.services import indexing
from lienthu.circulation.models import DeskAction, Fee, Loan
from lienthu.circulation.services import loans
from lienthu.circulation.tests.builders import desk as at_desk
from lienthu.circulation.tests.builders import policy
from lienthu.evidence.queries import things_of
from lienthu.ledger.models import Event
from lienthu.patrons.models import Card, Message, Patron
from lienthu.patrons.tests.builders import patron

pytestmark = [pytest.mark.django_db, pytest.mark.once]


class Desk:
    """Somebody at the desk with a scanner."""

    def __init__(self, person: Person) -> None:
        self.client = Client()
        self.client.force_login(person.user)
        self.patron = ""
        self.mode = "auto"

    def post(self, **said: object) -> str:
        data = {"patron": self.patron, "mode": self.mode, **said}
        answer = self.client.post(reverse("circulation:desk"), data, headers={"HX-Request": "true"})
        assert answer.status_code == 200
        text = answer.content.decode()
        found = re.search(r'id="box".*?name="patron" value="(\d*)"', text, re.DOTALL)
        assert found
        self.patron = found[1]
        return text

    def scan(self, text: str) -> str:
        return self.post(q=text)


def outcome(text: str) -> tuple[str, str]:
    """The colour and the big sentence."""
    found = re.search(r'data-outcome="(\w+)".*?<h2 id="outcome">.*?<span>(.*?)</span></h2>', text, re.DOTALL)
    assert found, text
    return found[1], found[2].replace("&quot;", '"')


@pytest.fixture
def at(ours: Person, reader: Patron) -> Desk:
    Patron.objects.update(expires_on=timezone.localdate() + datetime.timedelta(days=90))
    return Desk(ours)


def test_a_card_then_a_book_is_a_loan(at: Desk, shelf: list[Copy]) -> None:
    text = at.scan("r1")
    assert outcome(text) == ("good", "Đang phục vụ Nguyễn Thị Hoa.")
    state, said = outcome(text := at.scan("B1"))
    due = timezone.localdate() + datetime.timedelta(days=14)
    assert state == "good"
    assert said.startswith("Đã cho Nguyễn Thị Hoa mượn “Truyện Kiều” (B1). Hạn trả: ")
    assert f"{due:%d/%m/%Y}" in said
    assert "Đang mượn 1 bản" in text
    assert Loan.objects.open().count() == 1


def test_a_lent_book_without_a_card_is_taken_back(at: Desk, shelf: list[Copy]) -> None:
    at.scan("R1")
    at.scan("B1")
    text = at.post(do="finish")
    assert at.patron == ""
    assert "data-outcome" not in text
    assert outcome(at.scan("B1")) == ("good", "Đã nhận trả của Nguyễn Thị Hoa: “Truyện Kiều” (B1).")
    assert not Loan.objects.open().exists()


def test_a_book_on_the_shelf_without_a_card_is_only_shown_and_can_be_counted_as_read_here(
    at: Desk, shelf: list[Copy]
) -> None:
    text = at.scan("B1")
    assert outcome(text) == ("info", "“Truyện Kiều” (B1): sẵn sàng phục vụ.")
    assert "quét thẻ bạn đọc trước" in text
    assert not DeskAction.objects.exists()
    state, said = outcome(at.post(do="house", copy=shelf[0].pk))
    assert (state, said) == ("good", "Đã ghi đọc tại chỗ: “Truyện Kiều” (B1).")
    at.mode = "house"
    at.scan("B2")
    assert Event.objects.filter(kind="in_house_use").count() == 2
    event = Event.objects.filter(kind="in_house_use").latest("id")
    assert event.actor is not None
    there = things_of([event], event.actor, None)[event.pk].url
    assert "Đã làm gì ở quầy" in at.client.get(there).content.decode()  # the copy, with what was done with it


def test_only_take_back_takes_back_whoever_stands_there(at: Desk, shelf: list[Copy]) -> None:
    at.scan("R1")
    at.scan("B1")
    at.mode = "return"
    assert outcome(at.scan("B1"))[1].startswith("Đã nhận trả của Nguyễn Thị Hoa")
    state, said = outcome(text := at.scan("B2"))
    assert (state, said) == ("bad", "Chưa nhận trả: “Truyện Kiều” (B2).")
    assert "không có ai mượn" in text


def test_looking_up_changes_nothing(at: Desk, shelf: list[Copy]) -> None:
    at.scan("R1")
    at.scan("B1")
    address = reverse("circulation:desk")
    page = at.client.get(address, {"q": "B1"}).content.decode()
    assert outcome(page)[0] == "info"
    assert outcome(at.client.get(address, {"q": "R1"}).content.decode())[1] == "Đang phục vụ Nguyễn Thị Hoa."
    assert Loan.objects.open().count() == 1


def test_words_find_patrons_and_titles_with_or_without_marks(at: Desk, shelf: list[Copy]) -> None:
    indexing.drain()
    text = at.scan("nguyen thi hoa")
    assert outcome(text)[0] == "info"
    assert f"?patron={Patron.objects.get().pk}" in text
    text = at.scan("truyen kieu")
    assert text.count('name="copy"') == 6
    at.scan("R1")
    state, said = outcome(at.post(copy=shelf[3].pk))
    assert state == "good"
    assert "(B4)" in said


def test_what_nobody_knows_is_said_plainly(at: Desk) -> None:
    indexing.drain()
    assert outcome(at.scan("zzz khongcogi")) == (
        "bad",
        "Không tìm thấy “zzz khongcogi”. Hãy quét lại, hoặc gõ vài từ của tên bạn đọc hay nhan đề.",
    )
    assert "data-outcome" not in at.scan("   ")
    assert outcome(at.scan("x\x00y" + "9" * 5000))[0] == "bad"


def test_every_reason_is_named_and_a_director_lends_all_the_same(
    at: Desk, director: Person, reader: Patron, shelf: list[Copy]
) -> None:
    policy(director, in_house_only=True, max_loans=0)
    at.scan("R1")
    text = at.scan("B1")
    assert outcome(text) == ("bad", "Chưa cho mượn: “Truyện Kiều” (B1).")
    assert "chỉ đọc tại chỗ" in text
    assert "tối đa 0 bản" in text
    assert 'value="lend_anyway"' not in text
    assert "ngoài quy định" in text
    refused = at.post(do="lend_anyway", copy=shelf[0].pk, reason="xin")
    assert outcome(refused)[0] == "bad"
    head = Desk(director)
    head.scan("R1")
    shown = head.scan("B1")
    assert 'value="lend_anyway"' in shown
    assert "ngoài quy định" not in shown  # this is the person in charge
    others = re.findall(r"<button[^>]*>", shown[shown.index('id="outcome"') : shown.index('class="desk-override"')])
    assert all("formnovalidate" in each for each in others)  # a reason is asked of the override alone
    assert outcome(head.post(do="lend_anyway", copy=shelf[0].pk, reason="dự thi kể chuyện"))[0] == "good"


def test_a_book_that_somebody_else_has_is_taken_back_and_lent_in_one_step(
    at: Desk, ours: Person, shelf: list[Copy]
) -> None:
    other = patron(ours.library, "Lê Văn Tám", card="R2")
    Patron.objects.update(expires_on=timezone.localdate() + datetime.timedelta(days=90))
    loans.check_out(copy=shelf[0], patron=other, **at_desk(ours, at=timezone.now()))
    at.scan("R1")
    text = at.scan("B1")
    assert "Lê Văn Tám" in text
    text = at.post(do="return_and_lend", copy=shelf[0].pk)
    assert outcome(text)[1].startswith("Đã cho Nguyễn Thị Hoa mượn")
    assert "Đã nhận trả của Lê Văn Tám" in text
    assert Loan.objects.open().get().patron.full_name == "Nguyễn Thị Hoa"


def test_the_last_thing_done_is_taken_back_by_one_key(at: Desk, shelf: list[Copy]) -> None:
    at.scan("R1")
    text = at.scan("B1")
    assert 'data-scan-key="F8"' in text
    state, said = outcome(at.post(do="undo", action=DeskAction.objects.get().pk))
    assert (state, said) == ("info", "Đã hoàn tác (cho mượn): “Truyện Kiều” (B1). Mọi thứ trở lại như trước.")
    assert Copy.objects.get(barcode="B1").status == "available"
    assert outcome(at.post(do="undo", action=DeskAction.objects.get().pk))[0] == "bad"


def test_renewals_marks_and_fees_from_the_patrons_side(
    at: Desk, ours: Person, director: Person, shelf: list[Copy]
) -> None:
    policy(ours, fee_lost=50_000, renewals=2)
    at.scan("R1")
    for code in ("B1", "B2", "B3"):
        at.scan(code)
    one, two, three = Loan.objects.order_by("pk")
    Loan.objects.update(due_at=timezone.now() + datetime.timedelta(days=1))
    assert outcome(at.post(do="renew", loan=one.pk))[1].startswith("Đã gia hạn “Truyện Kiều” (B1)")
    assert outcome(at.post(do="renew_all"))[1] == "Đã gia hạn 2 bản."
    assert outcome(at.post(do="claimed", loan=two.pk))[0] == "warn"
    assert outcome(at.post(do="lost", copy=three.copy_id))[1] == "Đã ghi là mất: “Truyện Kiều” (B3)."
    assert "Phí: 50.000 đ" in at.scan("R1")
    fee = Fee.objects.get()
    assert outcome(at.post(do="waived", fee=fee.pk))[0] == "bad"
    assert outcome(at.post(do="paid", fee=fee.pk))[0] == "good"
    assert outcome(at.post(do="settle", loan=three.pk, reason=""))[0] == "bad"
    assert outcome(at.post(do="settle", loan=three.pk, reason="đã đền"))[0] == "good"
    assert outcome(at.post(do="return", copy=two.copy_id))[0] == "good"


def test_what_colleagues_left_for_the_desk_is_seen(at: Desk, reader: Patron) -> None:
    Message.objects.create(patron=reader, audience="staff", text="Nhắc nộp ảnh thẻ", at=NOW)
    assert "Nhắc nộp ảnh thẻ" in at.scan("R1")


def test_without_scripts_the_whole_page_comes_back(at: Desk, shelf: list[Copy]) -> None:
    answer = at.client.post(reverse("circulation:desk"), {"q": "R1"})
    page = answer.content.decode()
    assert "<html" in page
    assert outcome(page)[1] == "Đang phục vụ Nguyễn Thị Hoa."


def test_a_slip_says_what_is_due_when(at: Desk, reader: Patron, shelf: list[Copy]) -> None:
    at.scan("R1")
    at.scan("B1")
    page = at.client.get(reverse("circulation:slip", args=[reader.pk])).content.decode()
    assert "Truyện Kiều" in page
    assert "Thư viện huyện Châu Thành" in page


# --- who may


PAGES = ("desk", "overdue", "due", "today", "transfers", "policies", "policy")


@pytest.mark.parametrize("name", PAGES[:5])
def test_every_page_opens_at_an_empty_library(at: Desk, name: str) -> None:
    assert at.client.get(reverse(f"circulation:{name}")).status_code == 200


def test_another_librarys_desk_sees_neither_patron_nor_loan_nor_action(
    at: Desk, ours: Person, sister: Person, reader: Patron, shelf: list[Copy]
) -> None:
    indexing.drain()
    at.scan("R1")
    at.scan("B1")
    loan, action = Loan.objects.get(), DeskAction.objects.get()
    theirs = Desk(sister)
    assert outcome(theirs.scan("R1"))[0] == "bad"
    assert "Hoa" not in theirs.scan("nguyen thi hoa")
    assert "Hoa" not in theirs.scan("B1")
    for page in ("overdue", "due", "today"):
        assert "Hoa" not in theirs.client.get(reverse(f"circulation:{page}")).content.decode()
    address = reverse("circulation:desk")
    assert "Hoa" not in theirs.client.get(address, {"patron": reader.pk}).content.decode()
    for page, number in (("loan", loan.pk), ("slip", reader.pk)):
        assert theirs.client.get(reverse(f"circulation:{page}", args=[number])).status_code == 404
    for said in (
        {"do": "renew", "loan": loan.pk},
        {"do": "undo", "action": action.pk},
        {"do": "claimed", "loan": loan.pk},
    ):
        assert theirs.client.post(address, said).status_code == 404
    assert Loan.objects.get().state == "lent"


def test_a_card_that_was_lost_or_replaced_says_so_before_anybody_is_served(at: Desk) -> None:
    for state, word in ((Card.State.LOST, "đã báo mất"), (Card.State.REPLACED, "đã được thay")):
        Card.objects.update(state=state)
        colour, said = outcome(at.scan("R1"))
        assert colour == "bad"
        assert word in said
        assert at.patron == ""
