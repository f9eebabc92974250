"""The pages of returns: filling in, handing in, approving, the table of a round, and who may see what."""

import io
import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from conftest import NOW, Person, client_of
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lienthu.common.models import Job
from lienthu.common.throttle import may_by_link
from lienthu.federation.models import OrganisationParent
from lienthu.indicators.tests.builders import indicators
from lienthu.returns.errors import LinkRefused
from lienthu.returns.jobs import remind
from lienthu.returns.models import Call, Entry, Form, Reminder, Return
from lienthu.returns.rules.columns import REPORTED
from lienthu.returns.services import filling, links, reminders, steps
from lienthu.returns.services.filling import Said
from lienthu.returns.services.forms import load_forms
from lienthu.returns.services.steps import Signer
from lienthu.returns.views.by_link import FORMS

from .builders import State, answer, call, federation

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def filled(row: Return) -> Return:
    filling.save(row=row, code="exhibitions", said=Said(text="3"), actor=None, at=NOW)
    return row


def submitted(row: Return) -> Return:
    steps.submit(row=filled(row), signer=Signer(), actor=None, at=NOW)
    row.refresh_from_db()
    return row


def entry(row: Return, code: str) -> Entry:
    return Entry.objects.get(of=row, indicator=code)


def test_a_computed_figure_leads_to_its_entries_in_the_ledger(row: Return, commune: Person) -> None:
    page = client_of(commune).get(reverse("returns:fill", args=[row.pk])).content.decode()
    found = re.search(rf'href="({reverse("evidence:events")}[^"]*kind=visit[^"]*child[^"]*)"', page)
    assert found and "30" in client_of(commune).get(found[1].replace("&amp;", "&")).content.decode()
    whole = re.search(rf'href="({reverse("dashboards:figure")}[^"]*visits.physical[^"]*)">30</a>', page)
    assert whole and client_of(commune).get(whole[1].replace("&amp;", "&")).status_code == 200


@pytest.mark.once
def test_a_figure_is_kept_as_it_is_typed_and_its_sum_comes_back_with_it(row: Return, commune: Person) -> None:
    save = reverse("returns:save", args=[row.pk])
    answer_ = client_of(commune).post(save, {"v-visits-adult": "42.348"}, headers=HTMX)
    text = answer_.content.decode()
    assert entry(row, "visits.adult").value == 42_348 and entry(row, "visits.physical").value == 42_378
    assert "bốn mươi hai nghìn ba trăm bốn mươi tám" in text
    assert re.findall(r'id="line-([\w-]+)"', text) == ["visits-adult", "visits-physical"]


@pytest.mark.once
def test_a_sum_of_corrected_figures_keeps_what_the_machine_counted_and_asks_for_no_reason(
    row: Return, commune: Person
) -> None:
    save = reverse("returns:save", args=[row.pk])
    client_of(commune).post(save, {"v-visits-adult": "12"}, headers=HTMX)
    whole = entry(row, "visits.physical")
    assert (whole.state, whole.value, whole.computed) == ("worked", 42, 30)
    text = client_of(commune).get(reverse("returns:fill", args=[row.pk])).content.decode()
    assert 'name="r-visits-adult"' in text and 'name="r-visits-physical"' not in text
    client_of(commune).post(save, {"v-visits-adult": ""}, headers=HTMX)
    assert (entry(row, "visits.physical").state, entry(row, "visits.physical").value) == ("computed", 30)


@pytest.mark.once
def test_what_is_no_number_stays_in_its_field_and_says_why(row: Return, commune: Person) -> None:
    save = reverse("returns:save", args=[row.pk])
    text = client_of(commune).post(save, {"v-exhibitions": "ba cuộc"}, headers=HTMX).content.decode()
    assert 'value="ba cuộc"' in text and "37.176.610" in text
    assert entry(row, "exhibitions").state == "empty"


def test_all_fields_are_kept_at_once_without_a_script_and_untouched_ones_stay_computed(
    row: Return, commune: Person
) -> None:
    page = client_of(commune).get(reverse("returns:fill", args=[row.pk])).content.decode()
    fields = dict(re.findall(r'name="(v-[\w-]+)"[^>]*? value="([^"]*)"', page))
    assert fields["v-visits-child"] == "30"
    found = re.search(r'<form id="sheet"[^>]* action="([^"]+)"', page)
    assert found
    answer_ = client_of(commune).post(found[1], {**fields, "v-exhibitions": "4"})
    assert answer_.status_code == 302
    assert (entry(row, "exhibitions").value, entry(row, "visits.child").state) == (4, "computed")
    hand_in = re.search(r'action="([^"]+)"[^>]*>(?:(?!</form>).)*name="signed_by"', page, re.DOTALL)
    assert hand_in and client_of(commune).post(hand_in[1]).status_code == 302
    assert Return.objects.get(pk=row.pk).state == State.SUBMITTED


def test_a_return_with_open_fields_is_not_handed_in_and_leads_to_the_first(row: Return, commune: Person) -> None:
    client = client_of(commune)
    answer_ = client.post(reverse("returns:submit", args=[row.pk]))
    assert answer_["Location"].endswith("#line-exhibitions")
    client.post(reverse("returns:save", args=[row.pk]), {"do": "na:exhibitions"}, headers=HTMX)
    client.post(reverse("returns:submit", args=[row.pk]))
    row.refresh_from_db()
    assert row.state == State.SUBMITTED and entry(row, "exhibitions").state == "not_available"


@pytest.mark.once
def test_a_handed_in_return_is_read_and_no_longer_typed_in(row: Return, commune: Person) -> None:
    submitted(row)
    client = client_of(commune)
    assert 'name="v-exhibitions"' not in client.get(reverse("returns:fill", args=[row.pk])).content.decode()
    answer_ = client.post(reverse("returns:save", args=[row.pk]), {"v-exhibitions": "9"}, headers=HTMX)
    assert answer_["HX-Redirect"] == reverse("returns:fill", args=[row.pk])
    assert entry(row, "exhibitions").value == 3


def test_the_province_types_in_a_paper_and_keeps_its_scan(row: Return, top: Person, hub_folder: object) -> None:
    client = client_of(top)
    scan = SimpleUploadedFile("phieu.pdf", b"%PDF-1.4 phieu", "application/pdf")
    client.post(reverse("returns:keep_paper", args=[row.pk]), {"paper": scan})
    refused = client.post(reverse("returns:keep_paper", args=[row.pk]), {"paper": SimpleUploadedFile("a.exe", b"MZ")})
    assert refused.status_code == 200
    page = client.get(reverse("returns:fill", args=[filled(row).pk])).content.decode()
    assert f'action="{reverse("returns:submit", args=[row.pk])}"' in page
    client.post(reverse("returns:submit", args=[row.pk]), {"signed_by": "Bà Lương Thị Hạnh"})
    row.refresh_from_db()
    step = row.steps.get()
    assert (step.by, step.name, step.means, row.from_paper) == (top.user, "Bà Lương Thị Hạnh", "paper", True)
    kept = client.get(reverse("returns:paper", args=[row.pk, row.papers.get().pk]))
    assert b"".join(kept.streaming_content) == b"%PDF-1.4 phieu"  # type: ignore[attr-defined]


def test_who_asked_approves_and_who_filled_it_in_does_not(row: Return, top: Person, commune: Person) -> None:
    review = reverse("returns:review", args=[submitted(row).pk])
    assert client_of(commune).post(review, {"do": "approve"}).status_code == 403
    client = client_of(top)
    assert "Thư viện xã Yên Phúc" in client.get(review).content.decode()
    client.post(review, {"do": "send_back", "m-exhibitions": "Đủ chưa?"})
    row.refresh_from_db()
    assert (row.state, entry(row, "exhibitions").remark) == (State.SENT_BACK, "Đủ chưa?")
    client.post(reverse("returns:submit", args=[row.pk]))
    client.post(review, {"do": "approve"})
    client.post(review, {"do": "take_back", "reason": "Nhầm đơn vị"})
    row.refresh_from_db()
    assert [step.what for step in row.steps.all()][-2:] == ["approved", "taken_back"]


@pytest.mark.once
@pytest.mark.parametrize("name", ["save", "submit", "refresh", "workbook", "keep_paper", "link", "review"])
def test_another_library_changes_nothing_of_a_return(row: Return, person: Callable[..., Person], name: str) -> None:
    stranger = client_of(person("BAN", "Thư viện bạn", kind="director"))
    assert stranger.post(reverse(f"returns:{name}", args=[row.pk]), {"do": "approve"}).status_code == 403


@pytest.mark.once
def test_another_library_changes_nothing_of_a_round(row: Return, person: Callable[..., Person]) -> None:
    stranger = client_of(person("BAN", "Thư viện bạn", kind="director"))
    assert stranger.post(reverse("returns:act", args=[row.call_id]), {"do": "lock"}).status_code == 403


def test_a_round_is_made_for_a_year_from_the_page(top: Person, commune: Person) -> None:
    indicators()
    load_forms()
    said = {
        "asker": f"o-{top.library.pk}", "form": Form.objects.get(code="short").pk, "which": "usual", "year": "2026",
        "asks": "self", "reach": "next", "due_after": "10", "remind_days": "7, 1, -1", "note": "Gửi trước ngày 10.",
    }  # fmt: skip
    client = client_of(top)
    assert ">Năm</label>" in client.get(reverse("returns:new")).content.decode()
    client.post(reverse("returns:new"), said)
    assert sorted(each.period.code for each in Call.objects.all()) == ["2026", "2026-6M", "2026-9M"]
    again = client.post(reverse("returns:new"), {**said, "which": "one:-6M"})
    assert again.status_code == 200 and Call.objects.count() == 3
    term = {**said, "which": "stretch", "first_on": "12/10/2020", "last_on": ""}
    assert client.post(reverse("returns:new"), term).status_code == 200
    client.post(reverse("returns:new"), {**term, "last_on": "12/10/2022"})
    assert Call.objects.get(first_on=date(2020, 10, 12)).period.code == "2020-10-12..2022-10-12"
    wrong = client.post(reverse("returns:new"), {**said, "remind_days": "bảy"})
    assert wrong.status_code == 200


def test_a_round_shows_who_is_late_and_is_changed_widened_and_locked(row: Return, top: Person) -> None:
    client, act = client_of(top), reverse("returns:act", args=[row.call_id])
    there = reverse("returns:call", args=[row.call_id])
    page = client.get(there).content.decode()
    assert "badge-bad" in page and "kỳ báo cáo: năm 2025" in page
    client.post(act, {"do": "change", "due_on": "31/12/2199", "remind_days": "3", "note": ""})
    assert "badge-bad" not in client.get(there).content.decode()
    client.post(act, {"do": "also", "code": "TINH"})
    assert row.call.returns.count() == 2
    assert client.post(act, {"do": "also", "code": "KHONG-CO"}).status_code == 302
    client.post(act, {"do": "lock"})
    assert Call.objects.get(pk=row.call_id).locked_at is not None


def test_reporters_are_reminded_by_letter_once_a_day(
    row: Return, top: Person, commune: Person, settings: object
) -> None:
    settings.ADDRESS = "https://mucluc.example.vn"  # type: ignore[attr-defined]
    commune.user.email = "baocao@yenphuc.example"
    commune.user.save()
    client, act = client_of(top), reverse("returns:act", args=[row.call_id])
    client.post(act, {"do": "remind"})
    again = client.post(act, {"do": "remind", "return": str(row.pk)}, follow=True)
    assert Reminder.objects.count() == 1 and "mỗi ngày chỉ gửi một thư" in again.content.decode()
    remind(Job.objects.get(kind="returns.remind"))
    assert [letter.to for letter in mail.outbox] == [["baocao@yenphuc.example"]] * len(mail.outbox)
    assert "Thư viện xã Yên Phúc" in str(mail.outbox[0].body)
    assert f"https://mucluc.example.vn/staff/returns/{row.pk}/" in str(mail.outbox[0].body)
    assert not Reminder.objects.filter(state="waiting").exists()


def test_a_telephone_call_is_written_down_beside_who_was_called(row: Return, top: Person) -> None:
    client, act = client_of(top), reverse("returns:act", args=[row.call_id])
    client.post(act, {"do": "phoned", "return": str(row.pk), "said": " "})
    client.post(act, {"do": "phoned", "return": str(row.pk), "said": "Chị Hoa hẹn gửi thứ sáu"})
    assert [each.said for each in row.phone_calls.all()] == ["Chị Hoa hẹn gửi thứ sáu"]
    assert "Chị Hoa hẹn gửi thứ sáu" in client.get(reverse("returns:call", args=[row.call_id])).content.decode()
    assert client.post(act, {"do": "phoned", "return": "0", "said": "x"}).status_code == 404


def test_letters_are_due_by_the_round_s_own_days_and_stop_once_it_is_handed_in(row: Return, commune: Person) -> None:
    commune.user.email = "baocao@yenphuc.example"
    commune.user.save()
    due = row.call.due_on
    days = [due - timedelta(days=each) for each in (20, 7, 6, 1, -1, -2)]
    assert [reminders.queue_due(day=day, at=NOW) for day in days] == [0, 1, 0, 1, 1, 0]
    later = NOW + timedelta(days=200)
    other = due + timedelta(days=3)
    assert reminders.remind(call=row.call, returns=[row], actor=None, at=later)[0] == 1
    row.call.remind_days = [*row.call.remind_days, -3]
    row.call.save()
    assert reminders.queue_due(day=other, at=later) == 0  # it was written today already, by hand
    assert reminders.remind(call=row.call, returns=[row], actor=None, at=later)[0] == 0
    submitted(row)
    reminders.send_waiting(day=due)
    assert mail.outbox == [] and set(Reminder.objects.values_list("state", flat=True)) == {"failed"}


@pytest.mark.once
def test_nobody_to_write_to_is_told(row: Return, top: Person) -> None:
    act = reverse("returns:act", args=[row.call_id])
    page = client_of(top).post(act, {"do": "remind"}, follow=True).content.decode()
    assert "Thư viện xã Yên Phúc" in page and "message-warning" in page


def test_the_template_goes_out_and_comes_back_with_its_wrong_rows_named(row: Return, commune: Person) -> None:
    client, there = client_of(commune), reverse("returns:workbook", args=[row.pk])
    book = load_workbook(io.BytesIO(client.get(there).content))
    page = book.worksheets[0]
    assert page.column_dimensions["A"].hidden and page.protection.sheet
    lines = {page.cell(number, 1).value: number for number in range(5, page.max_row + 1)}
    for code, value in (("visits.adult", "37.176.610"), ("exhibitions", 2.5), ("visits.child", "=E6+E7")):
        page.cell(lines[code], REPORTED).value = value
    page.cell(page.max_row + 1, 1).value = "khong.co"
    page.cell(page.max_row, REPORTED).value = 5
    stream = io.BytesIO()
    book.save(stream)
    client.post(there, {"file": SimpleUploadedFile("bieu.xlsx", stream.getvalue())})
    run = row.runs.get()
    assert entry(row, "visits.adult").value == 37_176_610
    assert (entry(row, "exhibitions").value, entry(row, "exhibitions").is_doubtful) == (2.5, True)
    assert sorted(str(each["typed"]) for each in run.left) == ["5", "=E6+E7"]
    assert entry(row, "visits.child").value == 30
    shown = client.get(reverse("returns:fill", args=[row.pk])).content.decode()
    assert "2.500" in shown
    assert shown.count("công thức chưa được tính: =E6+E7") == 2  # in the list of rows, and beside the field
    client.post(reverse("returns:save", args=[row.pk]), {"v-visits-child": "12"}, headers=HTMX)
    assert client.get(reverse("returns:fill", args=[row.pk])).content.decode().count("=E6+E7") == 2  # in the list alone


def test_a_template_that_was_rearranged_is_read_by_its_headings(row: Return, commune: Person) -> None:
    client, there = client_of(commune), reverse("returns:workbook", args=[row.pk])
    book = load_workbook(io.BytesIO(client.get(there).content))
    page = book.worksheets[0]
    lines = {page.cell(number, 1).value: number for number in range(5, page.max_row + 1)}
    page.cell(lines["visits.adult"], REPORTED).value = "1 021 005"
    page.cell(lines["exhibitions"], REPORTED).value = "chưa có số liệu"
    page.cell(lines["visits.adult"], 1).value = "visits.child"  # sorted without the hidden column
    page.cell(lines["visits.child"], 1).value = "visits.adult"
    page.insert_cols(3)  # what stands beside the figure moves into its place
    page.insert_rows(1, 2)
    page.title = "Số liệu gửi tỉnh"
    book.create_sheet("Trang bìa", 0).append(["BÁO CÁO", 1, 2, 3, 4, 5, 6])
    stream = io.BytesIO()
    book.save(stream)
    client.post(there, {"file": SimpleUploadedFile("bieu.xlsx", stream.getvalue())})
    assert row.runs.get().left == []
    assert (entry(row, "visits.adult").value, entry(row, "visits.child").value) == (1_021_005, 30)
    assert entry(row, "exhibitions").state == "not_available"


@pytest.mark.once
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"<html>"])
def test_another_file_is_refused_in_words(row: Return, commune: Person, content: bytes) -> None:
    there = reverse("returns:workbook", args=[row.pk])
    answer_ = client_of(commune).post(there, {"file": SimpleUploadedFile("bieu.xlsx", content)})
    assert answer_.status_code == 200 and not row.runs.exists()


def test_the_template_of_another_return_is_refused(row: Return, top: Person) -> None:
    other = filling.begin(row=answer(call(top.library, "news"), top.library, {}, State.ASKED), actor=None, at=NOW)
    client = client_of(top)
    book = client.get(reverse("returns:workbook", args=[other.pk])).content
    client.post(reverse("returns:workbook", args=[row.pk]), {"file": SimpleUploadedFile("b.xlsx", book)})
    assert not row.runs.exists()


def test_somebody_without_an_account_fills_in_one_return_by_an_address_once(row: Return, top: Person) -> None:
    client_of(top).post(reverse("returns:link", args=[row.pk]), {"name": "Nguyễn Thị Lan"})
    link = row.links.get()
    there = reverse("return_link:page", args=[links.token(link)])
    phone = Client()
    assert "Nguyễn Thị Lan" in phone.get(there).content.decode()
    phone.post(reverse("return_link:save", args=[links.token(link)]), {"v-exhibitions": "2"}, headers=HTMX)
    phone.post(reverse("return_link:submit", args=[links.token(link)]))
    row.refresh_from_db()
    assert row.state == State.SUBMITTED
    step = row.steps.get()
    assert (step.by, step.name, step.means) == (None, "Nguyễn Thị Lan", "link")
    phone.post(reverse("return_link:save", args=[links.token(link)]), {"v-exhibitions": "9"}, headers=HTMX)
    assert entry(row, "exhibitions").value == 2
    page = phone.get(there)
    assert "v-exhibitions" not in page.content.decode()
    assert (page.headers["X-Robots-Tag"], page.headers["Referrer-Policy"]) == ("noindex", "same-origin")
    while may_by_link("POST", links.token(link), most=FORMS):
        pass
    assert phone.post(reverse("return_link:save", args=[links.token(link)])).status_code == 429


def test_an_address_that_was_taken_back_or_never_made_opens_nothing(row: Return, top: Person) -> None:
    link = links.make(row=row, name="Lan", actor=top.user, at=timezone.now())
    client_of(top).post(reverse("returns:link", args=[row.pk]), {"do": "revoke"})
    for token in (links.token(link), f"{link.key}.x", "x"):
        assert Client().get(reverse("return_link:page", args=[token])).status_code == 404
    with pytest.raises(LinkRefused):
        links.opened(links.token(link), timezone.now())


def test_the_table_of_a_round_has_the_total_and_who_is_missing(
    top: Person, commune: Person, person: Callable[..., Person]
) -> None:
    indicators()
    third = person("XA2", "Thư viện xã Hữu Kiên").library
    OrganisationParent.objects.create(organisation=third, parent=top.library)
    asked = call(top.library, "exhibitions", "news")
    answer(asked, commune.library, {"exhibitions": 3, "news": 12_408})
    silent = answer(asked, third, {}, State.ASKED)
    assert "v-news" in client_of(top).get(reverse("returns:fill", args=[silent.pk])).content.decode()
    silent.refresh_from_db()
    assert (silent.state, silent.entries.count()) == (State.ASKED, 2)  # who asked has looked; nobody has begun
    page = client_of(top).get(reverse("returns:table", args=[asked.pk])).content.decode()
    assert page.count("12.408") == 2  # the commune's, and the total
    assert "−1" in page and "Thư viện xã Hữu Kiên" in page
    content = client_of(top).get(reverse("returns:table", args=[asked.pk]), {"as": "xlsx"}).content
    rows = list(load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert [row_[2:] for row_ in rows[1:4]] == [(3, 12_408), ("–", "–"), (3, 12_408)]
    assert "Hữu Kiên" in str(rows[4][0])


def test_a_member_sees_its_own_row_and_the_total_of_the_federation(
    commune: Person, top: Person, person: Callable[..., Person]
) -> None:
    indicators()
    sister = person("BAN", "Thư viện tỉnh bạn", kind="director")
    asked = call(federation(top.library, sister.library), "exhibitions")
    answer(asked, top.library, {"exhibitions": 3_111})
    answer(asked, sister.library, {"exhibitions": 4_222})
    page = client_of(top).get(reverse("returns:table", args=[asked.pk])).content.decode()
    assert "3.111" in page and "7.333" in page and "4.222" not in page
    assert client_of(top).get(reverse("returns:fill", args=[asked.returns.last().pk])).status_code == 403  # type: ignore[union-attr]


def test_a_library_makes_a_form_of_its_own_from_the_program_s(top: Person, person: Callable[..., Person]) -> None:
    indicators()
    load_forms()
    shipped = Form.objects.get(code="short")
    client = client_of(top)
    there = reverse("returns:form", args=[shipped.pk])
    assert client.get(there).status_code == 200
    client.post(there, {"name": "Mẫu của tỉnh", "code": ["news", "exhibitions", "khong.co"]})
    own = Form.objects.get(name_vi="Mẫu của tỉnh")
    assert own.codes == ["exhibitions", "news"] and own.organisation == top.library
    assert client.post(there, {"name": "Trống"}).status_code == 200
    assert client_of(person("BAN", "Thư viện bạn", kind="director")).get(
        reverse("returns:form", args=[own.pk])
    ).status_code == 404  # fmt: skip


def test_the_day_begins_with_what_is_due_and_what_waits(row: Return, top: Person, commune: Person) -> None:
    home = client_of(commune).get(reverse("accounts:home")).content.decode()
    assert reverse("returns:fill", args=[row.pk]) in home
    submitted(row)
    later = client_of(commune).get(reverse("accounts:home")).content.decode()
    assert reverse("returns:fill", args=[row.pk]) not in later
    assert reverse("returns:home") in client_of(top).get(reverse("accounts:home")).content.decode()
    listed = client_of(top).get(reverse("returns:home")).content.decode()
    assert reverse("returns:review", args=[row.pk]) in listed


def test_pages_ask_no_more_for_more_returns(
    top: Person, person: Callable[..., Person], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    indicators()
    asked = call(top.library, "exhibitions", "news")
    for number in range(8):
        answer(asked, person(f"X{number}", f"Thư viện xã {number}").library, {"exhibitions": 1}, State.SUBMITTED)
    client = client_of(top)
    for name, most in (("call", 36), ("table", 45)):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            assert client.get(reverse(f"returns:{name}", args=[asked.pk])).status_code == 200
    assert asked.due_on > date(2025, 12, 31)
