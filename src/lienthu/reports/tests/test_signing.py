"""What is signed stays: words, figures and the bytes of both documents, whatever happens afterwards."""

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from conftest import Person
from docx import Document
from docx.oxml.ns import qn

from lienthu.common.content import Table
from lienthu.federation.models import Organisation, OrganisationName, OrganisationParent, Succession
from lienthu.indicators.models import Indicator
from lienthu.reports import checks
from lienthu.reports.errors import ReportRefused
from lienthu.reports.models import Point, Report
from lienthu.reports.queries.composing import compose
from lienthu.reports.queries.reports import differences, restated
from lienthu.reports.services import reports, signing, writing
from lienthu.returns.tests.builders import Asks, answer, below, call

from .builders import AT, YEAR, begun, signed, visits

pytestmark = pytest.mark.django_db
REFORM = date(2025, 7, 1)


def words(report: Report) -> str:
    document = Document(io.BytesIO(bytes(report.paper.docx)))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_the_report_of_2024_is_the_same_to_the_last_byte_after_the_reform_of_2025(
    person: Callable[..., Person],
) -> None:
    ours, district, other = (person(code, f"Thư viện tỉnh {code}") for code in ("HANAM", "KIMBANG", "NINHBINH"))
    below(district.library, ours.library)
    visits(ours, 100)
    visits(district, 20)
    report = signed(ours, scope="network", template="report-annual-network")
    assert "phục vụ 120 lượt bạn đọc tại chỗ" in words(report)
    docx, pdf, content = bytes(report.paper.docx), bytes(report.paper.pdf), report.paper.content
    # The province merges, the district goes, names and indicators change, and late entries come in.
    OrganisationParent.objects.filter(organisation=district.library).update(valid_to=REFORM)
    Organisation.objects.filter(pk__in=[district.library.pk, ours.library.pk]).update(closed_on=REFORM)
    for gone in (ours, district):
        Succession.objects.create(
            predecessor=gone.library, successor=other.library, kind="merge", share=Decimal(1), on=REFORM
        )
    OrganisationName.objects.update(full="Tên khác")
    Indicator.objects.update(name_vi="Chỉ tiêu khác")
    visits(ours, 1000)
    report = Report.objects.get(pk=report.pk)
    assert (bytes(report.paper.docx), bytes(report.paper.pdf), report.paper.content) == (docx, pdf, content)
    beside = {row["code"]: row for row in restated(report.paper, date(2026, 1, 1))}["visits.physical"]
    assert (beside["value"], beside["restated"]) == ("120", 0)  # its library is no more: its heir has it all
    for change in (writing.set_head, signing.hand_over, signing.take_back):
        facts = {"facts": {"about": "khác"}} if change is writing.set_head else {}
        with pytest.raises(ReportRefused):
            change(report=report, actor=ours.user, at=AT, **facts)
    with pytest.raises(ReportRefused):
        reports.throw_away(report=report, actor=ours.user, at=AT)


def test_a_signed_report_is_corrected_by_a_new_one_that_says_so_and_both_stay(our_library: Person) -> None:
    visits(our_library, 100)
    old = signed(our_library)
    docx = bytes(old.paper.docx)
    visits(our_library, 20)
    facts: Any = {"actor": our_library.user, "at": AT}
    with pytest.raises(ReportRefused):
        reports.begin_correction(report=old, reason=" ", **facts)
    new = reports.begin_correction(report=old, reason="Bổ sung số liệu quý IV", **facts)
    with pytest.raises(ReportRefused):
        reports.begin_correction(report=old, reason="lần nữa", **facts)
    with pytest.raises(ReportRefused):
        reports.begin_correction(report=new, reason="bản nháp", **facts)
    signing.hand_over(report=new, despite_gaps=True, **facts)
    head = {"place": "An Giang", "signer": "Lê Thị Sáu", "capacity": "Giám đốc", "despite_gaps": True}
    for wrong in ({"symbol": "5/BC-TV", "on": date(2025, 1, 10)}, {"symbol": "7/BC-TV", "on": date(2025, 1, 9)}):
        with pytest.raises(ReportRefused):
            signing.sign(report=new, **{**head, **wrong}, **facts)
    assert Report.objects.get(pk=old.pk).stands_corrected is None
    with pytest.raises(ReportRefused) as skipped:
        signing.sign(report=new, symbol="7/BC-TV", on=date(2025, 1, 10), **head, **facts)
    assert (skipped.value.code, skipped.value.context["field"]) == ("number_skipped", "symbol")
    signing.sign(report=new, symbol="7/BC-TV", on=date(2025, 1, 10), carried=True, **head, **facts)
    old, new = Report.objects.get(pk=old.pk), Report.objects.get(pk=new.pk)
    assert (old.stands_corrected, bytes(old.paper.docx)) == (new, docx)
    said = words(new)
    assert "Báo cáo này thay thế báo cáo số 05/BC-TV ngày 10/01/2025" in said
    assert "Lý do: Bổ sung số liệu quý IV." in said
    assert "120 lượt" in said
    changed = {row.indicator.code: (row.before, row.now) for row in differences(new, None)}
    assert changed["visits.physical"] == (100, 120)
    assert list(checks.problems()) == []
    old.paper.docx = docx + b" "
    old.paper.save()
    assert list(checks.problems()) == [f"The Word file of report {old.pk} is not the one that was signed."]


@pytest.mark.once
def test_a_number_is_given_once_a_year_and_what_is_lacking_is_named(our_library: Person) -> None:
    signed(our_library)
    again = begun(our_library)
    signing.hand_over(report=again, actor=our_library.user, at=AT, despite_gaps=True)
    facts = {"on": date(2025, 1, 10), "place": "An Giang", "signer": "Lê Thị Sáu", "capacity": "Giám đốc"}
    for wrong, field in (({"symbol": "05/BC-TV"}, "symbol"), ({"symbol": "6/BC-TV", "signer": ""}, "signer"),
                         ({"symbol": "6/BC-TV", "on": date(2025, 1, 11)}, "on")):  # fmt: skip
        with pytest.raises(ReportRefused) as refusal:
            signing.sign(report=again, **{**facts, **wrong}, actor=our_library.user, at=AT)
        assert refusal.value.context["field"] == field
    assert again.place == "An Giang"  # taken from the report before


def test_a_hole_in_the_text_is_signed_only_when_it_was_seen(our_library: Person) -> None:
    report = begun(our_library)
    with pytest.raises(ReportRefused) as refusal:
        signing.hand_over(report=report, actor=our_library.user, at=AT)
    assert refusal.value.code == "gaps"
    assert Indicator.objects.get(code="collection.copies").name in refusal.value.message
    writing.put_point(report=report, sort=Point.Sort.RESULT, text="Đạt {visits.physical|percent}", at=AT)
    with pytest.raises(ReportRefused) as refusal:
        signing.hand_over(report=report, actor=our_library.user, at=AT, despite_gaps=True)
    assert refusal.value.code == "problems"
    assert "{visits.physical|percent}" in refusal.value.message


def test_words_of_somebody_else_are_not_written_over(our_library: Person, sister_library: Person) -> None:
    report = begun(our_library)
    section = report.sections.first()
    assert section is not None
    first = {"section": section, "heading": "", "version": 1, "at": AT}
    writing.write(text="Của tôi", actor=our_library.user, **first)
    with pytest.raises(ReportRefused) as refusal:
        writing.write(text="Của người khác", actor=sister_library.user, **first)
    assert refusal.value.context["theirs"].text == "Của tôi"
    writing.write(text="Của tôi, lần hai", actor=our_library.user, **{**first, "version": 2})
    assert [row.text.startswith("Thực hiện kế hoạch") for row in section.versions.all()] == [True]


def test_who_has_not_reported_is_named_and_who_does_not_know_apart_from_them(person: Callable[..., Person]) -> None:
    ours, paper, late = (person(code, f"Thư viện {code}") for code in ("TINH", "A", "B"))
    for each in (paper, late, person("C", "Thư viện C")):  # nobody asked the last, and it has no figures
        below(each.library, ours.library)
    visits(ours, 10)
    report = begun(ours, scope="network", template="report-annual-network")
    asked = call(ours.library, "visits.physical", "visits.online", period=YEAR)
    answer(asked, paper.library, {"visits.physical": 5, "visits.online": None})
    answer(asked, late.library, state="asked")  # type: ignore[arg-type]
    said = str(compose(report, AT.date()).content)
    assert "có 01/03 thư viện trực thuộc có số liệu; đơn vị chưa nộp báo cáo: Thư viện B." in said
    assert "Chỉ tiêu “Lượt truy cập trực tuyến” chưa gồm số liệu của: Thư viện A" in said
    answer(call(ours.library, "visits.physical", period=YEAR, asks=Asks.SELF), late.library, {"visits.physical": 2})


def test_a_table_pasted_into_a_report_is_one(our_library: Person) -> None:
    section = begun(our_library).sections.all()[0]
    section.text = "Đơn vị\tLượt\nHà\xa0Nam\t1.200\nTổng cộng\t1.200"
    content = compose(section.report, AT.date(), sections=[section]).content
    (table,) = (piece for piece in content.pieces if isinstance(piece, Table))
    assert (table.heads, table.rows[0], table.numeric, table.strong) == (
        ["Đơn vị", "Lượt"],
        ["Hà Nam", "1.200"],
        [1],
        [1],
    )


def test_a_plan_has_the_directions_as_its_tasks(our_library: Person) -> None:
    report = begun(our_library)
    writing.put_point(report=report, sort=Point.Sort.DIRECTION, text="Số hóa tài liệu", who="Phòng Địa chí", at=AT)
    plan = reports.begin_plan(
        report=report, period=YEAR.__class__(date(2025, 1, 1), date(2026, 1, 1)), template="report-plan-library",
        actor=our_library.user, at=AT,
    )  # fmt: skip
    said = str(compose(plan, AT.date()).content)
    assert "Căn cứ chức năng, nhiệm vụ được giao và kết quả công tác năm 2024" in said
    assert "['1', 'Số hóa tài liệu', 'Phòng Địa chí', '']" in said


@pytest.mark.once
def test_the_document_has_the_form_of_the_decree(our_library: Person) -> None:
    visits(our_library, 1234)
    report = signed(our_library)
    document = Document(io.BytesIO(bytes(report.paper.docx)))
    section = document.sections[0]
    margins = [
        round(each.mm)
        for each in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    ]
    assert margins == [20, 20, 30, 18]
    assert section.different_first_page_header_footer
    assert [paragraph.text for paragraph in section.first_page_header.paragraphs] in ([], [""])
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    fonts = {font.get(qn("w:ascii")) for font in document.element.body.iter(qn("w:rFonts"))}
    assert fonts == {"Times New Roman"}
    pictures = zipfile.ZipFile(io.BytesIO(bytes(report.paper.docx))).namelist()
    assert sum(name.startswith("word/media/") for name in pictures) == 1
    assert not any("thumbnail" in name for name in pictures)
    assert document.core_properties.author == "Thư viện tỉnh An Giang"
    assert bytes(report.paper.pdf).count(b"/FontFile2") >= 2  # embedded


@pytest.mark.once  # the printing is looked at
@pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdffonts")),
    reason="LibreOffice Writer or poppler is not installed here",
)
def test_libreoffice_prints_it_with_its_fonts_and_no_number_on_page_one(our_library: Person, tmp_path: Path) -> None:
    visits(our_library, 1234)
    (tmp_path / "report.docx").write_bytes(bytes(signed(our_library).paper.docx))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    pages = [
        subprocess.run(
            ["pdftotext", "-layout", "-f", str(page), "-l", str(page), tmp_path / "report.pdf", "-"],
            check=True, capture_output=True, text=True,
        ).stdout
        for page in (1, 2)
    ]  # fmt: skip
    assert pages[0].split("\n")[0].split() != ["1"]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in pages[0]
    assert pages[1].split("\n")[0].split() == ["2"]
    listed = subprocess.run(["pdffonts", tmp_path / "report.pdf"], check=True, capture_output=True, text=True).stdout
    embedded = [line.split()[-5] for line in listed.splitlines()[2:]]
    assert embedded and set(embedded) == {"yes"}
