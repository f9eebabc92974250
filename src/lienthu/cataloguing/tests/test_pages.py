"""The pages on copies, numbers, labels and registers: for staff of the library, and for nobody else."""

import io
from pathlib import Path

import openpyxl
import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.models import AccessionSeries, LabelSheet, QueuedLabel, ShelvingRules
from lienthu.cataloguing.tests.builders import added, record, series

pytestmark = pytest.mark.django_db
OPEN = ("copies", "series", "shelving", "labels", "sheet_add", "register")


@pytest.fixture
def ours(our_library: Person, client: Client) -> Client:
    client.force_login(our_library.user)
    return client


def page(name: str, *numbers: int) -> str:
    return reverse(f"cataloguing:{name}", args=numbers)


def test_every_page_opens_at_a_library_without_books(ours: Client) -> None:
    for name in OPEN:
        assert ours.get(page(name)).status_code == 200, name


def test_a_sister_library_sees_the_copy_and_cannot_change_it(
    our_library: Person, sister_library: Person, client: Client, tmp_path: Path
) -> None:
    kho = series(our_library.library)
    copy = added(record(our_library.library, tmp_path), kho, price=85_000, from_whom="Công ty Sách").copies[0]
    client.force_login(sister_library.user)
    seen = client.get(page("copy", copy.pk))
    assert seen.status_code == 200
    text = seen.content.decode()
    assert "Thư viện tỉnh An Giang" in text
    assert "85.000" not in text
    assert "Công ty Sách" not in text
    for name, number in (("copy_change", copy.pk), ("record_copies", copy.record_id)):
        assert client.get(page(name, number)).status_code == 403
        assert client.post(page(name, number), {"count": "1"}).status_code == 403
    assert client.post(page("label_again", copy.pk)).status_code == 404
    assert client.get(page("series_page", kho.pk)).status_code == 404
    assert client.post(page("series_close", kho.pk)).status_code == 404
    client.post(page("labels"), {"gone": "1", "copy": [copy.pk]})
    assert QueuedLabel.objects.count() == 1
    assert "VL.000001" not in client.get(page("register")).content.decode()


def test_a_newcomer_begins_a_series_adds_copies_and_prints_their_labels(
    ours: Client, our_library: Person, tmp_path: Path
) -> None:
    book = record(our_library.library, tmp_path, author="Đoàn, Giỏi")
    said = {"name": "Kho mượn", "leading": "VL.", "width": "6", "first": ""}
    assert ours.post(page("series"), said).status_code == 302
    number = AccessionSeries.objects.get().pk
    found = ours.get(page("copies"), {"q": "đất rừng"}).content.decode()
    assert page("record_copies", book.pk) in found
    form = {
        "count": "2",
        "series": number,
        "source": "purchase",
        "price": "85.000 đ",
        "on": "05/01/2026",
        "call_number": "895.922 Đ124R",
    }
    answer = ours.post(page("record_copies", book.pk), form, follow=True).content.decode()
    assert "Đã thêm 2 bản: VL.000001 đến VL.000002" in answer
    assert ours.get(page("copies"), {"q": "VL.000002"}).status_code == 302
    assert "85.000 đ" in ours.get(page("copy", Copy.objects.get(barcode="VL.000001").pk)).content.decode()
    copies = [str(copy.pk) for copy in Copy.objects.all()]
    how = {"sheet": "3x7-63x38", "kind": "pair", "code": "code128", "skipped": "3", "copy": copies}
    printed = ours.post(page("labels"), how)
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert QueuedLabel.objects.count() == 2  # until they are said to be printed
    ours.post(page("labels"), {"gone": "1", "copy": copies[:1]})
    assert QueuedLabel.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"price": "tám lăm"}, "Hãy ghi số tiền chẵn bằng đồng"),
        ({"on": "05/01/2126"}, "Ngày vào sổ ở sau hôm nay"),
        ({"numbers": "A1\nA1"}, "Số A1 bị ghi hai lần"),
        ({"barcodes": "1 2 3"}, "Có 3 mã vạch cho 1 bản"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    ours: Client, our_library: Person, tmp_path: Path, said: dict[str, str], told: str
) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    form = {"count": "1", "series": kho.pk, "source": "gift", "on": "05/01/2026"} | said
    answer = ours.post(page("record_copies", book.pk), form)
    assert told in answer.content.decode()
    assert not Copy.objects.exists()


@pytest.mark.once
def test_labels_that_cannot_be_printed_are_told(ours: Client, our_library: Person, tmp_path: Path) -> None:
    copy = added(record(our_library.library, tmp_path), series(our_library.library, "Đ.")).copies[0]
    how = {"sheet": "3x7-63x38", "kind": "barcode", "code": "code128", "copy": [copy.pk]}
    assert "có chữ mà mã vạch không ghi được" in ours.post(page("labels"), how).content.decode()
    assert ours.post(page("labels"), how | {"code": "qr"})["Content-Type"] == "application/pdf"
    assert "nhãn đã dùng phải từ 0 đến 20" in ours.post(page("labels"), how | {"skipped": "21"}).content.decode()
    assert "chọn ít nhất một bản" in ours.post(page("labels"), how | {"copy": []}).content.decode()


def test_a_library_s_own_sheet_can_be_chosen_and_its_frames_printed(ours: Client) -> None:
    sheet = {
        "name": "Giấy Tomy 108",
        "columns": "2",
        "rows": "5",
        "width": "100",
        "height": "50",
        "left": "2",
        "top": "10",
        "gap_x": "2",
        "gap_y": "2",
    }
    assert "khổ A4 là 210 × 297" in ours.post(page("sheet_add"), sheet | {"width": "110"}).content.decode()
    assert ours.post(page("sheet_add"), sheet).status_code == 302
    own = f"own-{LabelSheet.objects.get().pk}"
    frames = ours.get(page("calibration"), {"sheet": own, "shift_x": "1.5", "shift_y": "-1"})
    assert frames["Content-Type"] == "application/pdf"
    assert ours.get(page("calibration"), {"sheet": "none"}).status_code == 302


def test_the_rules_for_call_numbers_are_tried_and_kept(ours: Client, our_library: Person) -> None:
    tried = ours.get(page("shelving"), {"title": "Lịch sử Việt Nam", "class": "959.7"}).content.decode()
    assert "959.7 L302S" in tried
    said = {"pattern": "{class} {mark} {year}", "mark_of": "author", "mark_kind": "rhyme", "letters": "3"}
    assert ours.post(page("shelving"), said).status_code == 302
    rules = ShelvingRules.objects.get(library=our_library.library)
    assert (rules.pattern, rules.mark_of, rules.rhymes) == ("{class} {mark} {year}", "author", None)
    wrong = ours.post(page("shelving"), said | {"pattern": "{ddc}"}).content.decode()
    assert "Mẫu có “ddc”" in wrong
    wrong = ours.post(page("shelving"), said | {"own_table": "on", "rhymes": "uyên 527\nuyên 3"}).content.decode()
    assert "có hai lần trong bảng" in wrong
    ours.post(page("shelving"), said | {"own_table": "on", "rhymes": "uyên 999"})
    assert ShelvingRules.objects.get().rhymes == {"uyên": 999}


@pytest.mark.once
def test_the_register_comes_as_a_table_whose_titles_are_no_formulas(
    ours: Client, our_library: Person, tmp_path: Path
) -> None:
    book = record(our_library.library, tmp_path, title="=1+1", author="Đoàn, Giỏi", barcodes=("K1",))
    added(book, series(our_library.library), 2, price=85_000)
    answer = ours.get(page("register"), {"as": "xlsx"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = list(sheet.values)
    assert rows[0][:4] == ("Ngày vào sổ", "Số ĐKCB", "Tác giả", "Nhan đề")
    assert [(row[1], row[3], row[7]) for row in rows[1:]] == [
        ("VL.000001", "=1+1", 85_000),
        ("VL.000002", "=1+1", 85_000),
    ]
    assert sheet["D2"].data_type == "s"
    general = ours.get(page("register"), {"as": "general_xlsx"})
    assert [row[5:8] for row in openpyxl.load_workbook(io.BytesIO(general.content)).active.values][1] == (1, 2, 170_000)


@pytest.mark.parametrize("kind", ["pdf", "general_pdf"])
def test_the_registers_print(ours: Client, our_library: Person, tmp_path: Path, kind: str) -> None:
    added(record(our_library.library, tmp_path), series(our_library.library), 3, price=1_000)
    asked = {"as": kind, "first": "VL.000002", "since": "01/01/2026"}
    assert ours.get(page("register"), asked).content.startswith(b"%PDF")
    told = ours.get(page("register"), {"as": kind, "since": "01/01/2100"}).content.decode()
    assert "Sổ không có dòng nào như vậy" in told


def test_a_range_that_ends_before_it_begins_is_told(ours: Client, our_library: Person, tmp_path: Path) -> None:
    added(record(our_library.library, tmp_path), series(our_library.library), 3)
    told = ours.get(page("register"), {"first": "VL.000003", "last": "VL.000001"}).content.decode()
    assert "Điểm cuối đứng trước điểm đầu" in told
    within = ours.get(page("register"), {"first": "VL.000002", "last": "VL.2"}).content.decode()
    assert ">VL.000002<" in within
    assert ">VL.000003<" not in within


def test_a_copy_is_changed_and_its_page_says_who_and_what(ours: Client, our_library: Person, tmp_path: Path) -> None:
    copy = added(record(our_library.library, tmp_path), series(our_library.library)).copies[0]
    said = {
        "call_number": "895.922 Đ1",
        "barcode": copy.barcode,
        "source": "gift",
        "price": "90000",
        "from_whom": "Bà Ánh",
    }
    assert ours.post(page("copy_change", copy.pk), said).status_code == 302
    text = ours.get(page("copy", copy.pk)).content.decode()
    assert "895.922 Đ1" in text
    assert "Bà Ánh" in text
    assert "sửa bản" in text
