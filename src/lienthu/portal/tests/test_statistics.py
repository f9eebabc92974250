"""Public statistics: pages, and the same as open data."""

import json
from collections.abc import Callable

import pytest
from conftest import Person
from django.test import Client
from django.utils import timezone

from lienthu.dashboards.tests.builders import below, group, years
from lienthu.federation.models import Federation, Organisation
from lienthu.indicators.rules.periods import of_year
from lienthu.returns.tests import builders as returns

pytestmark = pytest.mark.django_db
LAST = timezone.localdate().year - 1


@pytest.fixture
def published(person: Callable[..., Person], client: Client) -> Client:
    one, two, under = person("AG", "Thư viện tỉnh A"), person("BT", "Thư viện tỉnh B"), person("AG-1", "Thư viện xã")
    below(under, one)
    group(one, two)
    years(one, LAST - 1, LAST, visits=1000)
    years(two, LAST, visits=300, children=1)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


@pytest.mark.once
def test_a_librarys_page_tells_finished_years_with_definitions_and_the_licence(published: Client) -> None:
    shown = page(published, "/thong-ke/AG/")
    assert "2.080" in shown  # 2 × (1000 + 40)
    assert "Tổng lượt bạn đọc đến thư viện" in shown
    assert 'href="https://creativecommons.org/licenses/by/4.0/" rel="license"' in shown
    assert str(LAST + 1) not in shown.split("<main")[1]
    assert "All visits in person" in page(published, "/en/thong-ke/AG/")


@pytest.mark.once
def test_small_counts_stand_on_no_page_and_in_no_file(published: Client) -> None:
    shown = page(published, "/thong-ke/BT/")
    assert "&lt;5" in shown
    data = json.loads(page(published, "/thong-ke/BT/so-lieu.json"))
    children = [row for row in data["figures"] if row["indicator"] == "visits.child" and row["year"] == LAST]
    assert children == [
        {"year": LAST, "place": children[0]["place"], "indicator": "visits.child", "value": None, "shown": "small"}
    ]
    text = published.get("/thong-ke/BT/so-lieu.csv").content.decode("utf-8-sig")
    assert 'visits.child,Lượt bạn đọc thiếu nhi,lượt,,small,"dưới 5, không công bố"' in text


@pytest.mark.once
def test_the_data_of_a_federation_have_its_members_and_say_their_licence(published: Client) -> None:
    answer = published.get("/thong-ke/lien-hiep/LH/so-lieu.json")
    data = json.loads(answer.content)
    assert sorted(data["places"].values()) == [
        "Liên hiệp Thư viện Đồng bằng sông Cửu Long", "Thư viện tỉnh A", "Thư viện tỉnh B",
    ]  # fmt: skip
    assert data["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert data["indicators"]["uses"]["definition_en"]


def test_a_total_says_whose_figures_it_lacks_on_the_page_and_in_both_files(published: Client) -> None:
    whole, late = Federation.objects.get(), Organisation.objects.get(code="BT")
    returns.answer(returns.call(whole, "uses.loans", period=of_year(LAST)), late, state=returns.State.ASKED)
    assert f"Số liệu năm {LAST} chưa đủ của: Thư viện tỉnh B." in page(published, "/thong-ke/lien-hiep/LH/")
    data = json.loads(page(published, "/thong-ke/lien-hiep/LH/so-lieu.json"))
    told = [row for row in data["figures"] if "without" in row and row["place"].startswith("federation")]
    assert {row["without"] for row in told} == {"Thư viện tỉnh B"}
    assert "uses.loans" in {row["indicator"] for row in told}
    text = published.get("/thong-ke/lien-hiep/LH/so-lieu.csv").content.decode("utf-8-sig")
    assert "value,chưa đủ số liệu của: Thư viện tỉnh B" in text


def test_the_pages_lead_to_one_another_and_from_the_librarys_own_page(published: Client) -> None:
    assert 'href="/thong-ke/AG/"' in page(published, "/thong-ke/")
    assert 'href="/thong-ke/AG/"' in page(published, "/library/AG")
    assert 'href="/thong-ke/BT/"' in page(published, "/thong-ke/lien-hiep/LH/")
    assert 'href="/thong-ke/"' in page(published, "/library/AG")
    assert published.get("/thong-ke/AG-1/").headers["Location"] == "/thong-ke/AG/"


@pytest.mark.once
@pytest.mark.parametrize(
    "address",
    ["/thong-ke/NOWHERE/", "/thong-ke/lien-hiep/NOWHERE/", "/thong-ke/AG/so-lieu.exe", "/thong-ke/NOWHERE/so-lieu.csv"],
)
def test_what_is_not_there_is_not_found(published: Client, address: str) -> None:
    assert published.get(address).status_code == 404
