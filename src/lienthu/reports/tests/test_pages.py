"""Pages of reports: begun, written, handed over, signed, kept; and forms of statistics."""

import io

import pytest
from conftest import Person
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from lienthu.accounts.models import User
from lienthu.federation.models import Federation
from lienthu.indicators.services.loads import load_indicators
from lienthu.reports.models import Layout, Report, Template

from .builders import begun, signed, visits

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(our_library: Person) -> Client:
    our_library.user.roles.create(kind="director", organisation=our_library.library)
    load_indicators()
    client = Client()
    client.force_login(our_library.user)
    return client


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


@pytest.mark.once
def test_a_report_is_begun_written_and_signed_on_its_pages(desk: Client, our_library: Person) -> None:
    visits(our_library, 1234)
    place = f"library-{our_library.library.pk}"
    said = {"template": "report-annual-library", "place": place, "period": "2024"}
    answer = desk.post(reverse("reports:new"), said, follow=True)
    report = Report.objects.get()
    assert "1.234 lượt bạn đọc tại chỗ" in text(answer)
    section = report.sections.get(heading="Phục vụ bạn đọc")
    address = reverse("reports:section", args=[report.pk, section.pk])
    words = {"heading": section.heading, "text": "Đón {visits.physical} lượt.", "version": section.version}
    answer = desk.post(address, words, headers={"HX-Request": "true"})
    assert "Đón 1.234 lượt." in text(answer)
    assert "Somebody" not in text(answer)
    again = desk.post(address, {**words, "text": "Khác."}, headers={"HX-Request": "true"})
    assert "Đón {visits.physical} lượt." in text(again)  # theirs, beside what was typed
    desk.post(reverse("reports:write_act", args=[report.pk]), {
        "do": "point", "sort": "difficulty", "text": "Trụ sở xuống cấp", "cause": "Kinh phí hạn hẹp",
    })  # fmt: skip
    desk.post(reverse("reports:act", args=[report.pk]), {"do": "hand_over", "despite_gaps": "1"})
    head = {
        "symbol": "7/bc-tv",
        "on": "10/01/2025",
        "place": "An Giang",
        "capacity": "Giám đốc",
        "signer": "Lê Thị Sáu",
        "despite_gaps": "on",
    }
    assert 'name="carried"' not in text(desk.get(reverse("reports:report", args=[report.pk])))
    asked = desk.post(reverse("reports:sign", args=[report.pk]), head)
    assert 'name="carried"' in text(asked)  # 7 is not the next: asked once
    answer = desk.post(reverse("reports:sign", args=[report.pk]), {**head, "carried": "on"}, follow=True)
    assert "07/BC-TV" in text(answer)
    assert "Nguyên nhân: kinh phí hạn hẹp." in text(answer)
    report.refresh_from_db()
    word = desk.get(reverse("reports:docx", args=[report.pk]))
    assert word.content == bytes(report.paper.docx)
    assert 'filename="bao-cao-nam-2024-thu-vien-tinh-an-giang-07-bc-tv.docx"' in word["Content-Disposition"]
    assert desk.get(reverse("reports:pdf", args=[report.pk])).content == bytes(report.paper.pdf)
    page = text(desk.get(reverse("reports:report", args=[report.pk]) + "?restated"))
    assert "1.234" in page
    assert "report-annual-library" not in page  # its history is in words
    plan = desk.post(
        reverse("reports:act", args=[report.pk]), {"do": "plan", "template": "report-plan-library", "period": "2025"},
        follow=True,
    )  # fmt: skip
    assert "Công tác thư viện năm 2025" in text(plan)


def test_who_writes_for_a_federation_begins_its_report_without_choosing_a_library(outsider: User) -> None:
    load_indicators()
    outsider.roles.create(kind="secretary")
    group = Federation.objects.create(code="LH", name="Liên hiệp thư viện")
    desk = Client()
    desk.force_login(outsider)
    offered = text(desk.get(reverse("reports:new")))
    assert "report-annual-federation" in offered
    assert "report-annual-library" not in offered
    said = {
        "template": "report-interim-federation", "place": f"federation-{group.pk}", "period": "days",
        "first_on": "01/01/2024",
    }  # fmt: skip
    assert desk.post(reverse("reports:new"), said).status_code == 200  # from a day to none
    desk.post(reverse("reports:new"), {**said, "last_on": "31/12/2025"})
    made = Report.objects.get()
    assert made.period.code == "2024-01-01..2025-12-31"
    assert made.about in text(desk.get(reverse("reports:list")))
    forms = reverse("reports:forms")
    body = "name: Biểu của liên hiệp\ncolumn: Thực hiện | value\n\n1 | Lượt bạn đọc | lượt | visits.physical\n"
    desk.post(forms, {"body": body, "is_active": "on"})
    assert "Biểu của liên hiệp" in text(desk.get(forms))
    assert Layout.objects.get().federation == group
    Federation.objects.create(code="LH2", name="Liên hiệp khác")
    refused = desk.post(reverse("reports:new"), {**said, "last_on": "31/12/2025", "place": ""})
    assert '<option value="" selected>' in text(refused)
    assert Report.objects.count() == 1


def test_a_director_is_offered_what_fits_their_library(desk: Client) -> None:
    form = desk.get(reverse("reports:new")).context["form"]
    assert [key for key, _name in form.fields["template"].choices] == [
        "report-annual-library", "report-interim-library", "report-plan-library",
    ]  # fmt: skip


def test_an_unknown_field_is_told_beside_its_section_and_stops_the_signature(desk: Client, our_library: Person) -> None:
    report = begun(our_library)
    section = report.sections.get(heading="Phục vụ bạn đọc")
    words = {"heading": section.heading, "text": "Đón {visits.phisical} lượt.", "version": section.version}
    answer = desk.post(reverse("reports:section", args=[report.pk, section.pk]), words, headers={"HX-Request": "true"})
    assert "visits.physical" in text(answer)
    desk.post(reverse("reports:act", args=[report.pk]), {"do": "hand_over", "despite_gaps": "1"})
    report.refresh_from_db()
    assert report.state == Report.State.DRAFT


def test_what_is_wrong_on_the_form_of_signature_loses_nothing(desk: Client, our_library: Person) -> None:
    report = begun(our_library)
    desk.post(reverse("reports:act", args=[report.pk]), {"do": "hand_over", "despite_gaps": "1"})
    head = {"symbol": "số năm", "on": "10/01/2025", "place": "An Giang", "capacity": "Giám đốc", "signer": "Lê Thị Sáu"}
    answer = desk.post(reverse("reports:sign", args=[report.pk]), head)
    assert "05/BC-TV" in text(answer)
    assert "Lê Thị Sáu" in text(answer)
    assert Report.objects.get().state == Report.State.TO_SIGN


def test_a_library_makes_a_template_its_own_and_begins_with_it(desk: Client, our_library: Person) -> None:
    place = f"library-{our_library.library.pk}"
    desk.post(reverse("reports:templates"), {"key": "report-annual-library", "place": place})
    own = Template.objects.get()
    body = "# Mở đầu\nThư viện {organisation} có {visits.nowhere} lượt.\n"
    answer = desk.post(
        reverse("reports:template", args=[own.pk]), {"name": "Mẫu của thư viện", "body": body, "is_active": "on"},
        follow=True,
    )  # fmt: skip
    assert "visits.nowhere" in text(answer)
    assert own.versions.count() == 1
    said = {"template": own.key, "place": place, "period": "2024"}
    answer = desk.post(reverse("reports:new"), said, follow=True)
    assert Report.objects.get().sections.get().heading == "Mở đầu"


@pytest.mark.once
def test_a_form_of_statistics_comes_as_a_workbook_with_numbers(desk: Client, our_library: Person) -> None:
    visits(our_library, 1234)
    asked = {"layout": "layout-activity", "place": f"library-{our_library.library.pk}", "period": "2024"}
    answer = desk.get(reverse("reports:forms"), asked)
    name = "bieu-tong-hop-ket-qua-hoat-dong-thu-vien-cong-cong-thu-vien-tinh-an-giang-nam-2024.xlsx"
    assert f'filename="{name}"' in answer["Content-Disposition"]
    rows = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))
    row = next(row for row in rows if row[1] == "Lượt bạn đọc tại chỗ")
    assert (row[0], row[2], row[4]) == ("3", "lượt", 1234)
    assert any(row[0] == "Đơn vị báo cáo: Thư viện tỉnh An Giang" for row in rows)
    assert [cell for cell in rows[-2] if cell] == ["Người lập biểu", "Thủ trưởng đơn vị"]


def test_a_signed_report_is_corrected_on_its_page(desk: Client, our_library: Person) -> None:
    old = signed(our_library)
    page = reverse("reports:report", args=[old.pk])
    assert 'value="correct"' in text(desk.get(page))
    answer = desk.post(reverse("reports:act", args=[old.pk]), {"do": "correct", "reason": "Sai số liệu"}, follow=True)
    new = Report.objects.get(corrects=old)
    assert answer.redirect_chain[-1][0] == reverse("reports:write", args=[new.pk])
    assert reverse("reports:report", args=[new.pk]) in text(desk.get(page))
    assert "Sai số liệu" in text(desk.get(reverse("reports:report", args=[new.pk])))


def test_a_form_of_one_s_own_is_read_before_it_is_kept(desk: Client, our_library: Person) -> None:
    body = "name: Biểu 1\ncolumn: Thực hiện | value\n\n1 | Lượt bạn đọc | lượt | visits.nowhere\n"
    answer = desk.post(reverse("reports:forms"), {"body": body, "is_active": "on"})
    assert "visits.nowhere" in text(answer)
    body = body.replace("visits.nowhere", "visits.physical")
    answer = desk.post(reverse("reports:forms"), {"body": body, "is_active": "on"}, follow=True)
    assert "Biểu 1" in text(answer)


def test_the_list_shows_drafts_and_signed_reports(desk: Client, our_library: Person) -> None:
    begun(our_library)
    signed(our_library)
    answer = text(desk.get(reverse("reports:list")))
    assert answer.count("Tổng kết công tác thư viện năm 2024") >= 2
    assert "05/BC-TV" in answer
