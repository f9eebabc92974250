"""The pages of stocktaking and weeding: who may open them, what they say, what they hand out."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import NOW, Person, client_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from lienthu.catalogue.models import Copy
from lienthu.stock.models import Finding, Stocktaking, WeedingList
from lienthu.stock.rules.weeding import Criteria
from lienthu.stock.services import weeding
from lienthu.stock.tests.builders import book, ended, opened, scan, shelves, two_shelves


@pytest.fixture
def taking(home: Person, tmp_path: Path) -> Stocktaking:
    two_shelves(tmp_path, home)
    return opened(home)


@pytest.fixture
def weeded(home: Person, taking: Stocktaking) -> WeedingList:
    criteria = Criteria(copies_needed=1)
    return weeding.make(library=home.library, name="Thanh lọc 2026", criteria=criteria, actor=home.user, at=NOW)


def text_of(document: bytes) -> str:
    read = Document(io.BytesIO(document))
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in read.paragraphs), *cells])


def test_no_page_is_for_another_library_or_for_who_drives(
    taking: Stocktaking, weeded: WeedingList, sister_library: Person, person: Callable[..., Person]
) -> None:
    finding = Finding.objects.create(stocktaking=taking, kind="unknown", code="X", at=NOW)
    item = weeded.items.first()
    assert item is not None
    pages = [
        *(reverse(f"stock:{name}", args=[taking.pk]) for name in
          ("stocktaking", "scan", "codes", "findings", "all_lost", "close", "reopen", "minutes", "lists")),
        reverse("stock:settle", args=[taking.pk, finding.pk]),
        *(reverse(f"stock:{name}", args=[weeded.pk]) for name in
          ("weeding", "weeding_change", "weeding_decide", "weeding_proposal", "weeding_table")),
        reverse("stock:weeding_item", args=[weeded.pk, item.pk]),
    ]  # fmt: skip
    crew = person("CREW", "Xe thư viện lưu động", kind="mobile_crew")
    sister, driver = client_of(sister_library), client_of(crew)
    for page in pages:
        posts = page.endswith(("lost/", "reopen/", "change/")) or "/items/" in page or "/findings/" in page[:-1]
        for who in (sister, driver):
            answer = who.post(page) if posts else who.get(page)
            assert answer.status_code == 403, page
    for page in (reverse("stock:stocktakings"), reverse("stock:weeding_lists"), reverse("stock:open")):
        assert driver.get(page).status_code == 403


def test_who_counts_may_scan_and_not_close(taking: Stocktaking, home: Person, person: Callable[..., Person]) -> None:
    from lienthu.accounts.models import Role

    clerk = person("CLERK", "Thư viện khác", kind="circulation")
    Role.objects.create(user=clerk.user, kind="circulation", organisation=home.library)
    client = client_of(clerk)
    assert client.get(reverse("stock:scan", args=[taking.pk])).status_code == 200
    assert client.get(reverse("stock:close", args=[taking.pk])).status_code == 403
    assert client.get(reverse("stock:weeding_lists")).status_code in (302, 403)


@pytest.mark.once
def test_the_box_answers_with_a_sentence_with_and_without_javascript(taking: Stocktaking, home: Person) -> None:
    client, page = client_of(home), reverse("stock:scan", args=[taking.pk])
    whole = client.post(page, {"code": "A1", "in_order": "1"}).content.decode()
    assert "Đã tính." in whole
    assert "<html" in whole
    part = client.post(page, {"code": "A1"}, headers={"HX-Request": "true"}).content.decode()
    assert "Đã quét trước đó" in part
    assert "<html" not in part
    assert "Hãy quét một cuốn sách" in client.post(page, {"code": ""}).content.decode()
    strange = client.post(page, {"code": "<b>" + "9" * 300}).content.decode()
    assert "Không có bản nào mang mã này" in strange


def test_a_scanner_s_file_is_read_whatever_it_is(taking: Stocktaking, home: Person) -> None:
    client, page = client_of(home), reverse("stock:codes", args=[taking.pk])
    content = "\ufeffA1;2026-01-05 08:00\r\nA2\tx\r\n\r\n".encode()
    answer = client.post(page, {"codes": "A3", "file": SimpleUploadedFile("scan.txt", content)}).content.decode()
    assert "Đã nhận 3 mã" in answer
    assert taking.expected.exclude(seen_at=None).count() == 3
    for content in (b"", b"\x00\xff\xfe" * 50):
        assert client.post(page, {"file": SimpleUploadedFile("scan.txt", content)}).status_code == 200


def test_a_press_settles_a_finding_and_a_wrong_press_says_why_not(taking: Stocktaking, home: Person) -> None:
    finding = scan(taking, home, "khongco").findings[0]
    client, page = client_of(home), reverse("stock:settle", args=[taking.pk, finding.pk])
    assert "Không thể xử lý" in client.post(page, {"action": "moved"}, follow=True).content.decode()
    assert "để riêng" in client.post(page, {"action": "set_aside"}, follow=True).content.decode()
    finding.refresh_from_db()
    assert finding.settled == "set_aside"


def test_minutes_and_lists_hold_what_was_counted(taking: Stocktaking, home: Person) -> None:
    client = client_of(home)
    for code in ("A1", "A2", "A3", "lạ"):
        scan(taking, home, code)
    early = client.get(reverse("stock:minutes", args=[taking.pk]), follow=True).content.decode()
    assert "khóa sổ" in early
    said = {"commission": [("Trần Thị Bình", "Giám đốc", "Trưởng ban"), ("Lê Văn Cường", "Thủ thư", "Thành viên")]}
    ended(taking, home, place="An Giang", remarks="Cần bổ sung <giá> mới", **said)
    text = text_of(client.get(reverse("stock:minutes", args=[taking.pk])).content)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "BIÊN BẢN",
        "Số: 01/BB-KK",
        "Trần Thị Bình, Giám đốc, Trưởng ban",
        "An Giang, ngày 05 tháng 01 năm 2026",
        "Đại Việt sử ký toàn thư",
        "Cần bổ sung <giá> mới",
    ):
        assert words in text
    book_of_lists = load_workbook(io.BytesIO(client.get(reverse("stock:lists", args=[taking.pk])).content))
    assert book_of_lists.sheetnames == ["Tổng hợp", "Bản phải có", "Phát hiện", "Lượt quét"]
    expected = {row[0]: row[7] for row in book_of_lists["Bản phải có"].iter_rows(min_row=2, values_only=True)}
    assert expected == {"A1": "Có mặt", "A2": "Có mặt", "A3": "Có mặt", "A4": "Thiếu", "A5": "Thiếu"}
    assert book_of_lists["Lượt quét"].max_row == 5


def test_text_that_looks_like_a_formula_stays_text(home: Person, tmp_path: Path) -> None:
    shelves(tmp_path, home, book("1", "=1+1", ("F1", "895 F")))
    content = client_of(home).get(reverse("stock:lists", args=[opened(home).pk])).content
    cell = load_workbook(io.BytesIO(content))["Bản phải có"].cell(row=2, column=5)
    assert (cell.value, cell.data_type) == ("=1+1", "s")


def test_a_list_is_made_edited_proposed_decided_and_undone_on_its_pages(taking: Stocktaking, home: Person) -> None:
    client = client_of(home)
    wrong = client.post(reverse("stock:weeding_new"), {"name": "Đợt 1", "class_ages": "văn học"})
    assert "Không đọc được dòng" in wrong.content.decode()
    client.post(reverse("stock:weeding_new"), {"name": "Đợt 1", "copies_needed": "1", "class_ages": "959 1"})
    made = WeedingList.objects.get(name="Đợt 1")
    assert made.items.count() == 3
    change = reverse("stock:weeding_change", args=[made.pk])
    kept = made.items.get(copy__barcode="A4")
    client.post(reverse("stock:weeding_item", args=[made.pk, kept.pk]), {"do": "keep", "reason": "Sách quý"})
    client.post(change, {"do": "add", "code": "A3"})
    client.post(change, {"do": "propose"})
    proposal = text_of(client.get(reverse("stock:weeding_proposal", args=[made.pk])).content)
    assert "Số đỏ" in proposal
    assert "Đại Việt sử ký" not in proposal
    asked = client.get(reverse("stock:weeding_decide", args=[made.pk])).content.decode()
    assert 'type="date"' not in asked
    assert f'value="{timezone.localdate():%d/%m/%Y}"' in asked
    decision = {"number": "05/QĐ-TV", "decided_on": "05/01/2026", "minutes": "02/BB", "removed_on": "06/01/2026"}
    done = client.post(reverse("stock:weeding_decide", args=[made.pk]), decision, follow=True).content.decode()
    assert "Đã thanh lọc: 3 bản." in done
    assert Copy.objects.filter(status="withdrawn").count() == 3
    table = load_workbook(io.BytesIO(client.get(reverse("stock:weeding_table", args=[made.pk])).content))
    assert [sheet.max_row for sheet in table] == [4, 2]
    undone = client.post(change, {"do": "undo", "reason": "Quyết định bị hủy"}, follow=True).content.decode()
    assert "Đã đưa trở lại: 3." in undone
    assert not Copy.objects.filter(status="withdrawn").exists()


def test_pages_of_lists_need_no_more_queries_for_more_rows(
    home: Person, tmp_path: Path, django_assert_max_num_queries: Callable[..., object]
) -> None:
    shelves(tmp_path, home, *(book(str(n), f"Sách {n}", (f"B{n}", f"{n:03d} S")) for n in range(40)))
    taking = opened(home)
    for n in range(30):
        scan(taking, home, f"lạ {n}")
    client = client_of(home)
    with django_assert_max_num_queries(25):  # type: ignore[attr-defined]
        client.get(reverse("stock:findings", args=[taking.pk]))
