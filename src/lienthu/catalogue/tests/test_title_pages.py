"""The staff's pages on titles: questions that the rule would not decide, merging, splitting, taking back."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lienthu.catalogue.models import Doubt, Regrouping, SourceRecord, Title
from lienthu.catalogue.services import imports, titles
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.catalogue.views.comparing import marked

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def visit(person: Person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


def load(folder: Path, person: Person, name: str, *records: bytes) -> None:
    imports.import_file(path=write(folder, name, *records), library=person.library, actor=None, at=NOW)


def title_of(number: str) -> int:
    return SourceRecord.objects.get(control_number=number).title_id


@pytest.fixture
def shelves(our_library: Person, sister_library: Person, tmp_path: Path) -> Person:
    """Truyện Kiều in both libraries, Lục Vân Tiên in ours, Chinh phụ ngâm in the sister's."""
    load(
        tmp_path, our_library, "a.mrc", marc("1", **KIEU), marc("2", title="Lục Vân Tiên", author="Nguyễn, Đình Chiểu")
    )
    load(tmp_path, sister_library, "b.mrc", marc("x", **KIEU), marc("y", title="Chinh phụ ngâm"))
    return our_library


@pytest.fixture
def doubt(our_library: Person, sister_library: Person, tmp_path: Path) -> Doubt:
    """Two records of one name in two libraries, with nothing more to compare."""
    load(tmp_path, our_library, "a.mrc", marc("1", title="Nghề nuôi tôm nước lợ", year="uuuu"))
    load(tmp_path, sister_library, "b.mrc", marc("9", title="Nghề nuôi tôm nước lợ", year="uuuu", pages="96 tr."))
    return Doubt.objects.get()


# --- questions


def test_a_question_shows_both_records_and_takes_its_answer_by_key(our_library: Person, doubt: Doubt) -> None:
    text = visit(our_library).get(reverse("catalogue:doubts")).content.decode()
    for shown in (
        "Còn 1 cặp biểu ghi chờ trả lời.", "Thư viện tỉnh An Giang", "Thư viện tỉnh Bến Tre", "Nghề nuôi tôm nước lợ",
        "biểu ghi 9", "96 tr.", 'data-key="s"', 'data-key="d"', 'data-key="n"', 'class="badge badge-good">khớp',
    ):  # fmt: skip
        assert shown in text, shown


@pytest.mark.parametrize(("word", "count", "said"), [("same", 1, "Đã gộp"), ("different", 2, "Đã giữ thành hai")])
def test_an_answer_is_taken_and_taken_back(our_library: Person, doubt: Doubt, word: str, count: int, said: str) -> None:
    client = visit(our_library)
    answer = client.post(reverse("catalogue:answer", args=[doubt.pk]), {"answer": word}, follow=True)
    text = answer.content.decode()
    assert said in text
    assert "Không có việc nào đang chờ bạn" in text
    assert len(set(SourceRecord.objects.values_list("title", flat=True))) == count
    assert 'data-key="u"' in text
    back = client.post(reverse("catalogue:reopen", args=[doubt.pk]), follow=True).content.decode()
    assert "mọi thứ trở lại như trước" in back
    assert "Nghề nuôi tôm nước lợ" in back
    assert title_of("1") != title_of("9")


def test_a_question_that_somebody_else_has_answered_is_not_answered_twice(
    our_library: Person, sister_library: Person, doubt: Doubt
) -> None:
    address = reverse("catalogue:answer", args=[doubt.pk])
    visit(our_library).post(address, {"answer": "different"})
    text = visit(sister_library).post(address, {"answer": "same"}, follow=True).content.decode()
    assert "Đã có người trả lời câu hỏi này." in text
    assert title_of("1") != title_of("9")
    assert visit(sister_library).post(reverse("catalogue:reopen", args=[doubt.pk])).status_code == 404


def test_a_library_without_a_part_in_a_question_is_not_asked(our_library: Person, doubt: Doubt) -> None:
    other = Doubt.objects.get()
    SourceRecord.objects.filter(library=our_library.library).update(library=other.other.library_id)
    SourceRecord.objects.update(library=other.record.library_id)
    text = visit(our_library).get(reverse("catalogue:doubts")).content.decode()
    assert "Không có việc nào đang chờ bạn" in text
    assert visit(our_library).post(reverse("catalogue:answer", args=[doubt.pk])).status_code == 404


def test_the_words_that_differ_are_marked_and_case_and_punctuation_make_no_difference() -> None:
    left, right = marked("Đất rừng phương Nam : truyện", "ĐẤT RỪNG phương Bắc.")
    assert left == [("Đất rừng phương", False), ("Nam : truyện", True)]
    assert right == [("ĐẤT RỪNG phương", False), ("Bắc.", True)]
    assert marked("hoa", "hoà") == ([("hoa", True)], [("hoà", True)])
    assert marked("", "2020") == ([("", False)], [("2020", False)])


# --- merging, splitting


@pytest.mark.parametrize(
    "asked", ["{0}", "/t/{0}", "https://thu-vien.example/t/{0}", "http://x/staff/catalogue/titles/{0}/"]
)
def test_a_title_is_found_by_its_number_or_the_address_of_its_page(shelves: Person, asked: str) -> None:
    number = title_of("2")
    answer = visit(shelves).get(reverse("catalogue:titles"), {"q": asked.format(number)})
    assert answer["Location"] == reverse("catalogue:title", args=[number])


def test_a_title_is_found_by_words_without_marks(shelves: Person) -> None:
    text = visit(shelves).get(reverse("catalogue:titles"), {"q": "luc van tien"}).content.decode()
    assert reverse("catalogue:title", args=[title_of("2")]) in text
    nothing = visit(shelves).get(reverse("catalogue:titles"), {"q": "khongcogi"}).content.decode()
    assert "Không tìm thấy nhan đề nào" in nothing


def test_a_titles_page_shows_its_records_and_why_they_are_together(shelves: Person) -> None:
    text = visit(shelves).get(reverse("catalogue:title", args=[title_of("1")])).content.decode()
    for shown in ("Thư viện tỉnh An Giang", "Thư viện tỉnh Bến Tre", "biểu ghi đầu tiên của nhan đề", "ISBN"):
        assert shown in text, shown
    assert text.count('type="checkbox"') == 2


def test_two_titles_are_found_compared_merged_and_taken_apart_again(shelves: Person) -> None:
    client = visit(shelves)
    kept, moved = title_of("1"), title_of("2")
    address = reverse("catalogue:title", args=[kept])
    assert f"?other={moved}#merge" in client.get(address, {"find": "lục vân"}).content.decode()
    beside = client.get(address, {"other": moved}).content.decode()
    assert "gộp vào nhan đề bên trái" in beside
    assert "<mark>Lục Vân Tiên</mark>" in beside
    merge = reverse("catalogue:merge", args=[kept])
    refused = client.post(merge, {"other": moved, "reason": ""}, follow=True).content.decode()
    assert "nêu lý do" in refused
    text = client.post(merge, {"other": moved, "reason": "in chung một bìa"}, follow=True).content.decode()
    assert "Đã gộp." in text
    assert "in chung một bìa" in text
    assert title_of("2") == kept
    assert client.get(reverse("catalogue:title", args=[moved]))["Location"] == address
    assert client.get(reverse("portal:title", args=[moved]))["Location"].endswith(reverse("portal:title", args=[kept]))
    undone = client.post(reverse("catalogue:undo", args=[Regrouping.objects.get().pk]), follow=True).content.decode()
    assert "Đã hoàn tác" in undone
    assert "OURS đã hoàn tác" in undone
    assert title_of("2") == moved
    assert client.get(reverse("portal:title", args=[moved])).status_code == 200


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("987654", "Không có nhan đề mang số này"),
        ("khongcogi", "Không tìm thấy nhan đề nào khác"),
        ("9" * 30, "Không tìm"),
    ],
)
def test_what_cannot_be_found_to_merge_with_is_said(shelves: Person, text: str, said: str) -> None:
    assert said in visit(shelves).get(reverse("catalogue:title", args=[title_of("1")]), {"find": text}).content.decode()


def test_a_title_cannot_be_merged_with_itself_or_with_nothing(shelves: Person) -> None:
    client, number = visit(shelves), title_of("1")
    address = reverse("catalogue:title", args=[number])
    assert "đã là một nhan đề" in client.get(address, {"find": str(number)}).content.decode()
    merge = reverse("catalogue:merge", args=[number])
    for other, said in (
        (number, "đã là một nhan đề"),
        (987654, "Không có nhan đề mang số 987654"),
        ("9" * 40, "nêu lý do"),
    ):
        assert said in client.post(merge, {"other": other, "reason": "thử"}, follow=True).content.decode()
    assert not Regrouping.objects.exists()


def test_a_record_is_taken_out_of_its_title_and_put_back(shelves: Person) -> None:
    client, number = visit(shelves), title_of("1")
    record = SourceRecord.objects.get(control_number="x")
    split = reverse("catalogue:split", args=[number])
    assert "Hãy chọn những biểu ghi" in client.post(split, {"reason": "khác bản"}, follow=True).content.decode()
    everything = [each.pk for each in SourceRecord.objects.filter(title=number)]
    refused = client.post(split, {"records": everything, "reason": "tất cả"}, follow=True).content.decode()
    assert "Phải còn ít nhất một biểu ghi" in refused
    text = client.post(split, {"records": [record.pk], "reason": "khác bản in"}, follow=True).content.decode()
    assert "Đã tách thành nhan đề" in text
    assert title_of("x") != number
    client.post(reverse("catalogue:undo", args=[Regrouping.objects.get().pk]))
    assert title_of("x") == number


def test_titles_without_a_record_of_ours_are_not_ours_to_regroup(shelves: Person, sister_library: Person) -> None:
    sister, number = visit(sister_library), title_of("2")
    text = sister.get(reverse("catalogue:title", args=[number])).content.decode()
    assert "Gộp với nhan đề khác" not in text
    split = reverse("catalogue:split", args=[number])
    assert (
        sister.post(split, {"records": [SourceRecord.objects.get(control_number="2").pk], "reason": "r"}).status_code
        == 403
    )
    moved = Title.objects.create().pk
    assert sister.post(reverse("catalogue:merge", args=[number]), {"other": moved, "reason": "r"}).status_code == 403
    done = titles.merge(kept=title_of("1"), moved=number, reason="ours", actor=shelves.user, at=NOW)
    SourceRecord.objects.filter(control_number="x").update(library=shelves.library)
    assert sister.post(reverse("catalogue:undo", args=[done.pk])).status_code == 403
    assert not Regrouping.objects.exclude(undone_at=None).exists()


def test_a_titles_page_asks_no_more_often_for_more_records(
    our_library: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lienthu.catalogue.queries.directory.KEPT_S", 10**9)  # nothing kept runs out in between
    client = visit(our_library)
    load(tmp_path, our_library, "a.mrc", marc("0", **KIEU), marc("1", **KIEU))
    address = reverse("catalogue:title", args=[title_of("0")])

    def count() -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    before = count()
    load(tmp_path, our_library, "b.mrc", *(marc(str(number), **KIEU) for number in range(2, 9)))
    assert SourceRecord.objects.filter(title=title_of("0")).count() == 9
    assert count() == before
