"""Holds on pages: at the desk, on the lists, on a reader's own pages, and the ways between libraries."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lienthu.accounts.models import Role, User
from lienthu.catalogue.models import Copy, SourceRecord
from lienthu.catalogue.services import indexing
from lienthu.circulation.models import DeskAction, Hold, WayCost
from lienthu.circulation.services import holds, loans
from lienthu.circulation.services import patrons as services
from lienthu.circulation.tests.builders import DAY, hold, policy, stock
from lienthu.circulation.tests.builders import desk as at_desk
from lienthu.circulation.tests.test_desk import Desk, outcome
from lienthu.circulation.tests.test_loans import sound
from lienthu.circulation.tests.test_pages import text_of, visit
from lienthu.patrons.models import Patron
from lienthu.patrons.services import access, merging
from lienthu.patrons.tests.builders import patron

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = timezone.localdate


@pytest.fixture
def at(ours: Person, reader: Patron) -> Desk:
    Patron.objects.update(expires_on=TODAY() + 90 * DAY)
    return Desk(ours)


@pytest.fixture
def lent(ours: Person, at: Desk, shelf: list[Copy]) -> Copy:
    """The one copy of a title, in another reader's hands."""
    Copy.objects.exclude(pk=shelf[0].pk).update(status="withdrawn")
    SourceRecord.objects.update(copies_total=1, copies_available=1)
    other = patron(ours.library, "Lê Văn Tám", card="R2")
    Patron.objects.update(expires_on=TODAY() + 90 * DAY)
    loans.check_out(copy=shelf[0], patron=other, **at_desk(ours, at=timezone.now()))
    return Copy.objects.select_related("record").get(pk=shelf[0].pk)


@pytest.fixture
def mine(reader: Patron, at: Desk) -> Client:
    """The reader, signed in on their own pages."""
    access.choose_password(patron=reader, password="sông Hậu chảy", at=timezone.now())
    client = Client()
    client.post(reverse("own:sign_in"), {"card": "R1", "secret": "sông Hậu chảy"})
    return client


# --- at the desk


def test_a_book_that_is_out_is_held_by_one_key_fetched_and_lent(at: Desk, lent: Copy) -> None:
    at.scan("R1")
    text = at.scan("B1")
    assert 'value="hold"' in text
    state, said = outcome(text := at.post(do="hold", copy=lent.pk))
    assert (state, said) == ("good", "Đã đặt mượn cho Nguyễn Thị Hoa: “Truyện Kiều”.")
    assert "Đứng đầu hàng chờ." in text
    at.patron = ""
    state, said = outcome(text := at.scan("B1"))
    assert state == "warn"
    assert said == "Đã nhận trả của Lê Văn Tám: “Truyện Kiều” (B1)."
    assert "Nguyễn Thị Hoa đã đặt mượn: để lên giá giữ sách" in text
    assert "1 cuốn chờ nhận" in at.scan("R1")
    assert outcome(at.scan("B1"))[1].startswith("Đã cho Nguyễn Thị Hoa mượn")
    assert Hold.objects.get().state == "fulfilled"


def test_a_hold_is_taken_back_and_cancelled_at_the_desk(at: Desk, lent: Copy) -> None:
    at.scan("R1")
    at.post(do="hold", copy=lent.pk)
    text = at.post(do="undo", action=DeskAction.objects.filter(undone_at=None).first().pk)
    assert outcome(text)[1].startswith("Đã hoàn tác (đặt mượn): “Truyện Kiều”")
    at.post(do="hold", copy=lent.pk)
    placed = Hold.objects.get(closed_at=None)
    assert "Truyện Kiều" in text_of(at.client, "today")
    assert outcome(at.post(do="cancel_hold", hold=placed.pk))[1] == "Đã hủy đặt mượn: “Truyện Kiều”."
    assert not Hold.objects.open().exists()


def test_words_lead_to_a_hold_also_on_what_only_another_library_has(at: Desk, sister: Person, tmp_path: Path) -> None:
    copy = stock(tmp_path, sister, "S1", title="Lục Vân Tiên", author="Nguyễn Đình Chiểu")[0]
    policy(sister, lends_to_others=True)
    indexing.drain()
    assert f'name="title" value="{copy.record.title_id}"' not in at.scan("luc van tien")
    at.scan("R1")
    assert f'name="title" value="{copy.record.title_id}"' in at.scan("luc van tien")
    text = at.post(title=copy.record.title_id)
    assert outcome(text)[0] == "good"
    assert "Thư viện huyện Ba Tri" in text


def test_of_the_titles_found_the_first_is_held_by_a_key_and_one_that_is_here_can_be_lent_now(
    at: Desk, sister: Person, shelf: list[Copy], tmp_path: Path
) -> None:
    theirs = stock(tmp_path, sister, "S1", title="Lục Vân Tiên", author="Nguyễn Đình Chiểu")[0]
    policy(sister, lends_to_others=True)
    indexing.drain()
    key = 'name="title" value="{}" data-scan-key="F6"'
    here = "Có bản đang ở đây, cho mượn được ngay."
    assert 'data-scan-key="F6"' not in at.scan("truyen kieu")
    at.scan("R1")
    text = at.scan("truyen kieu")
    assert key.format(shelf[0].record.title_id) in text
    assert "<kbd>F6</kbd>" in text
    assert here in text
    Copy.objects.filter(custodian=shelf[0].custodian).update(status="on_loan")
    assert here not in at.scan("truyen kieu")
    text = at.scan("luc van tien")
    assert key.format(theirs.record.title_id) in text
    assert here not in text


def test_what_is_kept_is_shown_and_what_is_asked_for_is_the_desks_to_decide(
    at: Desk, ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    hold(reader, shelf[0], ours, at=timezone.now())
    other = patron(ours.library, "Lê Văn Tám", card="R2")
    Patron.objects.filter(pk=other.pk).update(expires_on=TODAY() + 90 * DAY)
    at.scan("R2")
    text = at.scan("B1")
    assert 'value="lend_anyway"' in text
    assert "Có bạn đọc đang chờ bản này" in text
    text = at.post(do="return", copy=shelf[0].pk)
    assert "Nguyễn Thị Hoa đã đặt mượn" in text
    at.patron = ""
    assert "kept" not in outcome(at.scan("B1"))[1]
    assert Hold.objects.get().state == "ready"


# --- lists


def test_the_list_to_fetch_stands_in_the_order_of_the_shelves_and_names_no_reader(
    at: Desk, ours: Person, reader: Patron, shelf: list[Copy]
) -> None:
    placed = hold(reader, shelf[0], ours, at=timezone.now())
    text = text_of(at.client, "hold_pull")
    assert "Truyện Kiều" in text
    assert "Hoa" not in text
    assert f">yêu cầu {placed.pk}</span></span></td>" in text
    assert "Chưa ghi kho, phòng" in text
    at.client.post(reverse("circulation:hold_change", args=[placed.pk, "missing"]))
    assert Hold.objects.get().copy == shelf[1]
    at.post(do="return", copy=shelf[1].pk)
    text = text_of(at.client, "hold_shelf")
    assert "Nguyễn Thị Hoa" in text
    holds.cancel(hold=placed, actor=None, at=timezone.now())
    assert "Cần lấy khỏi giá giữ sách" in text_of(at.client, "hold_shelf")
    assert outcome(at.post(do="return", copy=shelf[1].pk))[1].startswith("Đã lấy khỏi giá giữ sách")


def test_a_titles_queue_says_where_each_stands_and_ones_own_can_be_moved(
    at: Desk, director: Person, ours: Person, reader: Patron, lent: Copy
) -> None:
    third = patron(ours.library, "Trần Ba", card="R3")
    Patron.objects.filter(pk=third.pk).update(expires_on=TODAY() + 90 * DAY)
    first = hold(reader, lent, ours, at=timezone.now())
    second = hold(third, lent, ours, at=timezone.now())
    page = ("hold_queue", lent.record.title_id)
    text = text_of(visit(director), *page)
    assert "Có 1 bạn đọc chờ trước." in text
    address = reverse("circulation:hold_change", args=[second.pk, "up"])
    at.client.post(address, {"reason": "thi"})
    assert list(Hold.objects.values_list("pk", flat=True)) == [first.pk, second.pk]
    visit(director).post(address, {"reason": "thi"})
    assert list(Hold.objects.values_list("pk", flat=True)) == [second.pk, first.pk]
    text = text_of(at.client, "hold", first.pk)
    assert "đổi chỗ trong hàng chờ" in text
    tomorrow = f"{TODAY() + DAY:%d/%m/%Y}"
    page = text_of(at.client, "hold", first.pk)
    assert 'placeholder="ngày/tháng/năm"' in page
    assert 'type="date"' not in page
    at.client.post(reverse("circulation:hold_change", args=[first.pk, "suspend"]), {"until": tomorrow})
    assert Hold.objects.get(pk=first.pk).suspended_until == TODAY() + DAY
    at.client.post(reverse("circulation:hold_change", args=[first.pk, "resume"]))
    at.client.post(reverse("circulation:hold_change", args=[first.pk, "cancel"]), {"reason": "hỏng"})
    assert Hold.objects.get(pk=first.pk).reason == "hỏng"
    assert "Trần Ba" in text_of(at.client, "hold_waiting")


def test_another_library_sees_neither_reader_nor_hold(ours: Person, sister: Person, reader: Patron, lent: Copy) -> None:
    placed = hold(reader, lent, ours, at=timezone.now())
    theirs = visit(sister)
    assert list(Hold.objects.visible_to(ours.user)) == [placed]
    assert not Hold.objects.visible_to(sister.user).exists()
    for page in ("hold_pull", "hold_shelf", "hold_waiting"):
        assert "Hoa" not in text_of(theirs, page)
    queue = text_of(theirs, "hold_queue", lent.record.title_id)
    assert "Hoa" not in queue
    assert "Một bạn đọc của Thư viện huyện Châu Thành" in queue
    assert theirs.get(reverse("circulation:hold", args=[placed.pk])).status_code == 404
    for verb in ("cancel", "suspend", "up", "missing"):
        answer = theirs.post(reverse("circulation:hold_change", args=[placed.pk, verb]), {"reason": "x"})
        assert answer.status_code == 404
    answer = theirs.post(reverse("circulation:desk"), {"do": "cancel_hold", "hold": placed.pk})
    assert answer.status_code == 404


# --- readers


def test_a_reader_places_a_hold_from_the_catalogue_and_minds_it_themselves(
    mine: Client, ours: Person, lent: Copy
) -> None:
    title = lent.record.title_id
    address = reverse("own_holds:place", args=[title])
    assert address == f"/toi/dat-muon/{title}/"
    assert address in mine.get(reverse("portal:title", args=[title])).content.decode()
    page = mine.get(address).content.decode()
    assert "Thư viện huyện Châu Thành" in page
    wanted = {"pickup": f"{ours.library.pk}-0", "expires_on": f"{TODAY() + 30 * DAY:%d/%m/%Y}"}
    answer = mine.post(address, wanted, follow=True)
    text = answer.content.decode()
    assert "Bạn đã đặt mượn “Truyện Kiều”" in text
    assert "Đứng đầu hàng chờ. Bản đang cho mượn sớm nhất sẽ đến hạn" in text
    again = mine.post(address, {"pickup": f"{ours.library.pk}-0"})
    assert again.status_code == 422
    assert "Bạn đọc đã đặt mượn tài liệu này rồi." in again.content.decode()
    assert Hold.objects.get().expires_on == TODAY() + 30 * DAY
    for text in (page, answer.content.decode()):
        assert 'placeholder="ngày/tháng/năm"' in text
        assert 'type="date"' not in text
    number = Hold.objects.get().pk
    address = reverse("own_holds:change", args=[number, "suspend"])
    assert "Hãy chọn ngày" in mine.post(address, {"until": "mai"}, follow=True).content.decode()
    mine.post(address, {"until": f"{TODAY() + 5 * DAY:%d/%m/%Y}"})
    assert Hold.objects.get().suspended_until == TODAY() + 5 * DAY
    assert "Tạm hoãn đến" in mine.get(reverse("own:me")).content.decode()
    mine.post(reverse("own_holds:change", args=[number, "resume"]))
    mine.post(reverse("own_holds:change", args=[number, "cancel"]))
    assert Hold.objects.get().state == "cancelled"
    assert "Bạn chưa đặt mượn gì." in mine.get(reverse("own:me")).content.decode()


def test_who_is_not_signed_in_is_sent_to_sign_in_and_another_readers_hold_is_not_found(
    mine: Client, ours: Person, reader: Patron, lent: Copy
) -> None:
    address = reverse("own_holds:place", args=[lent.record.title_id])
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("own:sign_in"))
    third = patron(ours.library, "Trần Ba", card="R3")
    theirs = Hold.objects.create(title=lent.record.title, patron=third, library=ours.library, placed_at=NOW, rank=1)
    assert mine.post(reverse("own_holds:change", args=[theirs.pk, "cancel"])).status_code == 404
    assert mine.get(reverse("own_holds:place", args=[999_999])).status_code == 404


def test_two_cards_of_one_reader_keep_the_hold_that_stands_better_and_parting_them_gives_both_back(
    ours: Person, reader: Patron, lent: Copy
) -> None:
    double = patron(ours.library, "Nguyễn Thị Hoa", card="R9")
    Patron.objects.filter(pk=double.pk).update(expires_on=TODAY() + 90 * DAY)
    first = hold(reader, lent, ours, at=timezone.now())
    second = hold(double, lent, ours, at=timezone.now())
    merged = merging.merge(kept=double, merged=reader, actor=None, at=timezone.now())
    assert Hold.objects.get(pk=first.pk).patron == double
    assert Hold.objects.get(pk=second.pk).state == "cancelled"
    merging.undo(merge=merged, actor=None, at=timezone.now())
    assert Hold.objects.get(pk=first.pk).patron == reader
    assert Hold.objects.get(pk=second.pk).state == "waiting"
    sound()
    services.erase(patron=reader, actor=None, at=timezone.now())
    assert not Hold.objects.filter(patron=reader).exists()
    services.anonymise(before=timezone.now() + DAY, at=timezone.now())
    sound()


# --- ways


def test_ways_are_set_one_by_one_and_by_file_by_whoever_answers_for_the_start(
    director: Person, ours: Person, sister: Person
) -> None:
    head = visit(director)
    assert "Thư viện huyện Ba Tri" in text_of(head, "ways")
    address = reverse("circulation:ways_from", args=[ours.library.pk])
    assert head.post(address, {f"to-{sister.library.pk}": "17"}).status_code == 302
    assert WayCost.objects.get().cost == 17
    assert ">17<" in text_of(head, "ways").replace("\n", "")
    assert head.post(address, {f"to-{sister.library.pk}": "xa"}).status_code == 422
    assert head.get(reverse("circulation:ways_from", args=[sister.library.pk])).status_code == 403
    assert head.get(reverse("circulation:ways_file")).content.decode().splitlines()[1] == "OURS,,SISTER,,17"

    def brings(client: Client, text: str) -> int:
        file = SimpleUploadedFile("ways.csv", text.encode(), "text/csv")
        return client.post(reverse("circulation:ways"), {"file": file}).status_code

    assert brings(head, "from,to,cost\nOURS,SISTER,18\nSISTER,OURS,5\n") == 422
    assert WayCost.objects.get().cost == 17
    assert brings(head, "gì đó") == 422
    assert brings(head, "Từ,Đến,Chi phí\nOURS,SISTER,17\n") == 302
    secretary = User.objects.create_user(username="sec", password="password of the secretary")
    Role.objects.create(user=secretary, kind="secretary")
    office = Client()
    office.force_login(secretary)
    assert brings(office, "\ufefffrom,to,cost\nOURS,SISTER,\nSISTER,OURS,5\n") == 302
    assert list(WayCost.objects.values_list("from_organisation__code", "cost")) == [("SISTER", 5)]
