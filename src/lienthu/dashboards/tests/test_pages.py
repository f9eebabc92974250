"""The pages of the room: what they tell, where it leads, and whom they tell it."""

import io
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from conftest import NOW, Person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from lienthu.dashboards.models import SavedQuestion
from lienthu.indicators.queries.places import Place, Sort
from lienthu.indicators.rules.periods import of_year
from lienthu.indicators.services.targets import Decision, set_target
from lienthu.returns.tests import builders as returns

from .builders import below, director, group, site, years

pytestmark = pytest.mark.django_db
OVERVIEW, FIGURE, QUESTION = (reverse(f"dashboards:{name}") for name in ("overview", "figure", "question"))


@pytest.fixture
def province(person: Callable[..., Person]) -> Person:
    return person("TINH", "Thư viện tỉnh Lạng Sơn")


@pytest.fixture
def commune(person: Callable[..., Person], province: Person) -> Person:
    found = person("XA", "Thư viện xã Yên Phúc")
    below(found, province)
    return found


@pytest.fixture
def client_of() -> Callable[[Person], Client]:
    def sign_in(person: Person) -> Client:
        client = Client()
        client.force_login(director(person, f"d{person.library.pk}"))
        return client

    return sign_in


def page(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content[:2000]
    return str(answer.content.decode())


def network(person: Person) -> str:
    return f"network-{person.library.pk}"


def test_an_overview_tells_a_year_beside_the_one_before_and_leads_to_each_figure(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2024, visits=100)
    years(province, 2025, visits=150)
    years(commune, 2025, visits=7)
    client = client_of(province)
    shown = page(client, f"{OVERVIEW}?period=2025&indicator=uses")
    assert "474" in shown  # visits: 2 × (150 + 40 + 7 + 40)
    assert "314" in shown  # uses: 2 × 157
    assert "+57,0 %" in shown  # uses: 314 after 200
    assert f"indicator=uses&amp;place={network(province)}&amp;period=2025-07" in shown
    assert f"place=network-{commune.library.pk}" in shown


def test_a_figure_is_taken_apart_and_opens_to_the_entries_behind_it(
    province: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025, at=site(province).pk)
    client = client_of(province)
    shown = page(client, f"{FIGURE}?indicator=uses.loans&place=library-{province.library.pk}&period=2025")
    assert "7/2025" in shown
    assert f"Phòng đọc {province.library.code}" in shown
    address = shown.split('href="/staff/ledger/?')[1].split('"')[0].replace("&amp;", "&")
    entries = page(client, f"/staff/ledger/?{address}")
    assert "200" in entries
    total = page(client, f"{FIGURE}?indicator=uses&place=library-{province.library.pk}&period=2025")
    assert f'href="/staff/ledger/?{address.replace("&", "&amp;")}"' in total  # a sum: of each of its parts


def test_a_reported_figure_shows_what_was_computed_why_it_differs_and_leads_to_the_return(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(commune, 2025)
    row = returns.answer(returns.call(province.library, "uses.loans"), commune.library, {"uses.loans": 214})
    row.entries.update(computed=200, reason="Có sổ giấy tháng 3")
    place = f"library-{commune.library.pk}"
    shown = page(client_of(commune), f"{FIGURE}?indicator=uses.loans&place={place}&period=2025")
    assert reverse("returns:fill", args=[row.pk]) in shown
    for words in ("214", "200", "Có sổ giấy tháng 3", "Máy tính được"):
        assert words in shown


def test_ratios_are_compared_too_and_a_chosen_site_is_told_from_its_library(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    asked = returns.call(province.library, "inhabitants", asks=returns.Asks.NETWORK)
    returns.answer(asked, commune.library, {"inhabitants": 40, "visits.physical": 10})
    client, at = client_of(province), site(province)
    assert "0,25" in page(client, f"{OVERVIEW}?indicator=visits.per_inhabitant&period=2025")
    shown = page(client, f"{OVERVIEW}?place=site-{at.pk}&period=2025")
    assert f"{at.name} (điểm phục vụ)" in shown


def test_a_federation_names_the_members_of_whom_nothing_is_known(
    province: Person, commune: Person, sister_library: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    returns.answer(returns.call(province.library, "uses"), commune.library, state=returns.State.ASKED)
    place = f"federation-{group(province, sister_library).pk}"
    shown = page(client_of(province), f"{OVERVIEW}?place={place}&period=2025")
    assert "Chưa có số liệu của: Thư viện tỉnh Bến Tre." in shown
    assert "Chưa có trong tổng số" not in shown


def test_what_jumped_what_is_behind_and_who_is_late_is_said_at_the_top(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    today = timezone.localdate()
    years(province, today.year - 1, visits=100)
    years(province, today.year, visits=400)
    place = Place(Sort.NETWORK, province.library.pk)
    set_target(
        place=place, indicator="cards.issued", period=of_year(today.year), value=Decimal(5000),
        decision=Decision(), reason="", actor=None, at=NOW,
    )  # fmt: skip
    late = returns.call(province.library, "exhibitions", due_on=today - timedelta(days=12))
    returns.answer(late, commune.library, state=returns.State.ASKED)
    shown = page(client_of(province), OVERVIEW)
    assert "Thư viện xã Yên Phúc" in shown
    assert "chậm nhất 12 ngày" in shown
    assert reverse("returns:call", args=[late.pk]) in shown
    assert "Đột biến" in shown


def test_an_overview_costs_no_more_statements_with_more_members_and_more_years(
    person: Callable[..., Person], province: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    below(person("X0", "Thư viện xã 0"), province)
    client = client_of(province)
    page(client, f"{OVERVIEW}?period=2025")
    counted = []
    for members, length in ((0, 2), (6, 10)):
        for number in range(members):
            below(person(f"Y{number}", f"Thư viện xã {number}"), province)
        with CaptureQueriesContext(connection) as statements:
            page(client, f"{OVERVIEW}?period=2025&years={length}")
        counted.append(len(statements))
    assert counted[0] == counted[1]


@pytest.mark.once
def test_a_federation_is_read_by_whoever_reads_a_member_but_members_open_to_their_own_only(
    province: Person, sister_library: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    years(sister_library, 2025, visits=77)
    place = f"federation-{group(province, sister_library).pk}"
    shown = page(client_of(province), f"{OVERVIEW}?place={place}&period=2025")
    assert "Thư viện tỉnh Bến Tre" in shown
    assert network(province) in shown
    assert f'href="/staff/dashboards/?place={network(sister_library)}' not in shown


@pytest.mark.once
def test_pages_and_files_tell_no_small_counts_of_another_member(
    province: Person, sister_library: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    years(sister_library, 2025, children=2)
    asked = f"place=federation-{group(province, sister_library).pk}&period=2025&indicator=visits.child"
    client = client_of(province)
    for address in (OVERVIEW, FIGURE, QUESTION):
        shown = page(client, f"{address}?{asked}&by=member")
        assert shown.count("&lt;5<") == 1, address
        assert "số đếm người quá nhỏ" in shown
    rows = client.get(f"{QUESTION}file.csv?{asked}&by=member").content.decode("utf-8-sig").splitlines()
    assert [row.rpartition(",")[2] for row in rows[1:3]] == ["<5", "80"]


@pytest.mark.once
def test_a_table_has_the_rows_that_were_asked_for_and_goes_along_as_a_file(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025, visits=120)
    years(commune, 2025, visits=9)
    client = client_of(province)
    asked = f"indicator=visits.physical&indicator=uses.loans&place={network(province)}&period=2025"
    shown = page(client, f"{QUESTION}?{asked}&by=quarter")
    assert "quý III/2025" in shown
    assert "209" in shown  # 120 + 40 + 9 + 40
    text = client.get(f"{QUESTION}file.csv?{asked}&by=member").content.decode("utf-8-sig")
    assert text[0].isupper()
    assert text.splitlines()[1:] == [
        "Thư viện tỉnh Lạng Sơn,320,240", "Thư viện xã Yên Phúc (toàn mạng lưới),98,18", "Tổng cộng,418,258",
    ]  # fmt: skip
    answer = client.get(f"{QUESTION}file.xlsx?{asked}&by=age_band")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert rows[1:] == [("Người lớn", 258, 258), ("Thiếu nhi", 160, 0), ("Tổng cộng", 418, 258)]


def test_the_total_of_a_table_names_who_is_missing_from_it_in_files_as_well(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    years(commune, 2025, visits=9)
    returns.answer(returns.call(province.library, "visits.physical"), commune.library, state=returns.State.ASKED)
    client, asked = client_of(province), f"indicator=visits.physical&place={network(province)}&period=2025"
    for by in ("member", "month"):
        last = client.get(f"{QUESTION}file.csv?{asked}&by={by}").content.decode("utf-8-sig").splitlines()[-1]
        assert last == "Tổng cộng (chưa có báo cáo của: Thư viện xã Yên Phúc),378"
    shown = client.get(f"{QUESTION}file.csv?{asked}&by=month").content.decode("utf-8-sig").splitlines()
    assert shown[1].startswith("Tháng 1/2025,")  # 1/2025 alone a spreadsheet takes for a day


def test_a_table_that_would_be_too_wide_or_of_nothing_says_so(
    province: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    client = client_of(province)
    visits = ("visits.adult", "visits.child", "visits.unsaid", "visits.internet", "visits.physical")
    uses = ("uses", "uses.loans", "uses.renewals", "uses.in_house")
    many = "&".join(f"indicator={code}" for code in (*visits, *uses))
    shown = page(client, f"{QUESTION}?{many}&period=2025", 422)
    assert "quá rộng" in shown
    page(client, f"{QUESTION}?period=không", 404)
    page(client, f"{QUESTION}?place=network-999999&indicator=uses", 404)


def test_a_saved_table_is_shared_with_those_below_and_with_nobody_else(
    province: Person, commune: Person, sister_library: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    client = client_of(province)
    asked = f"indicator=uses&place={network(commune)}&period=2025&by=month"
    for name, share in (("Của tôi", ""), ("Của chung", "1")):
        client.post(f"{QUESTION}save/", {"asked": asked, "name": name, "share": share})
    own, shared = SavedQuestion.objects.order_by("pk")
    assert (own.is_shared, shared.is_shared) == (False, True)
    under = client_of(commune)
    assert "Của chung" in page(under, reverse("dashboards:saved", args=[shared.pk]))
    page(under, reverse("dashboards:saved", args=[own.pk]), 404)
    page(client_of(sister_library), reverse("dashboards:saved", args=[shared.pk]), 404)
    under.post(reverse("dashboards:drop", args=[shared.pk]))
    assert SavedQuestion.objects.count() == 2
    client.post(reverse("dashboards:drop", args=[shared.pk]))
    assert SavedQuestion.objects.get() == own


@pytest.mark.once
def test_a_shared_table_leaves_out_places_that_the_reader_may_not_read(
    province: Person, commune: Person, client_of: Callable[[Person], Client]
) -> None:
    years(province, 2025)
    asked = f"indicator=uses&place={network(province)}&place={network(commune)}&period=2025&by=place"
    client_of(province).post(f"{QUESTION}save/", {"asked": asked, "name": "Hai nơi", "share": "1"})
    shown = page(client_of(commune), reverse("dashboards:saved", args=[SavedQuestion.objects.get().pk]))
    assert "1 đơn vị không hiển thị" in shown
    assert "Thư viện tỉnh Lạng Sơn (toàn mạng lưới)</th>" not in shown


def test_a_period_that_has_not_begun_says_so(province: Person, client_of: Callable[[Person], Client]) -> None:
    today = timezone.localdate()
    years(province, today.year - 1)
    shown = page(client_of(province), f"{OVERVIEW}?period={today.year + 1}")
    assert "Kỳ này chưa bắt đầu" in shown
