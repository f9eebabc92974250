"""The public pages through Django's client: what is said, in which language, under which address."""

import json
import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import NOW, Person
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from lienthu.accounts.models import Role
from lienthu.catalogue.services import indexing, titles
from lienthu.portal.tests.conftest import Catalogue

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def text(response: object) -> str:
    return " ".join(response.content.decode().split())  # type: ignore[attr-defined]


def test_home_shows_figures_newest_titles_and_libraries(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/"))
    assert '<html lang="vi"' in page
    assert "Tìm một lần, thấy sách của mọi thư viện" in page
    assert "<dt>nhan đề</dt><dd>3</dd>" in page
    assert "<dt>bản</dt><dd>4</dd>" in page
    assert "Thư viện tỉnh Bến Tre" in page
    assert page.count('class="cover"') == 3


def test_every_public_page_leads_readers_to_their_own_from_its_head_and_its_foot(
    client: Client, catalogue: Catalogue
) -> None:
    way = '<a href="/toi/">Thư viện của tôi</a>'
    for address in ("/", "/search?q=kieu"):
        head, foot = text(client.get(address)).split("<main", 1)
        assert way in head
        assert way in foot.split("<footer", 1)[1]


def test_an_empty_hub_says_so_instead_of_failing(client: Client, hub_folder: object) -> None:
    from lienthu.catalogue.search.backend import get_backend

    get_backend().create()
    assert "Mục lục còn trống" in text(client.get("/"))


def test_without_an_index_the_reader_is_asked_to_come_back(client: Client) -> None:
    response = client.get("/search", {"q": "kieu"})
    assert response.status_code == 503
    assert "Tạm thời chưa tra cứu được" in text(response)
    assert "reindex" not in text(response)


def test_without_an_index_only_who_answers_for_the_hub_reads_the_command_that_mends_it(
    client: Client, our_library: Person
) -> None:
    client.force_login(our_library.user)
    assert "reindex" not in text(client.get("/search", {"q": "kieu"}))
    Role.objects.create(user=our_library.user, kind=Role.Kind.SYSTEM, organisation=None)
    client.force_login(our_library.user)
    assert "./lienthu reindex" in text(client.get("/search", {"q": "kieu"}))


def test_the_search_tips_are_in_words_of_the_page_and_each_example_finds_what_it_says(
    client: Client, catalogue: Catalogue
) -> None:
    assert "author:nguyễn du</a>" in client.get("/en/help").content.decode()
    page = client.get("/help").content.decode()
    assert "author" not in page.split("<main", 1)[1].split("</main>", 1)[0]
    assert "tác giả:nguyễn du</a>" in page
    examples = re.findall(r'<a href="(/search\?q=[^"]+)"', page)
    assert len(examples) >= 7
    assert "Truyện Kiều" in text(client.get(next(each for each in examples if "t%C3%A1c" in each)))


def test_results_find_without_marks_and_say_who_holds_the_title(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search", {"q": "truyen kieu"}))
    assert "1 nhan đề" in page
    assert "Truyện Kiều" in page
    assert "Nguyễn Du" in page
    assert "Sẵn sàng 3/3 bản" in page
    assert "Thư viện tỉnh An Giang" in page
    assert "Thư viện tỉnh Bến Tre" in page


def test_a_filter_that_is_on_is_a_chip_whose_link_takes_it_off(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search", {"q": "nguyen", "from": "1990", "to": "1999", "available": "1"}))
    assert "1 nhan đề" in page
    assert 'class="chip" href="/search?q=nguyen&amp;available=1"' in page
    assert 'class="chip" href="/search?q=nguyen&amp;from=1990&amp;to=1999"' in page


def test_a_facet_value_links_to_the_search_with_it(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search"))
    assert 'href="/search?lib=OURS"' in page
    assert 'href="/search?from=1990&amp;to=1999"' in page
    assert 'href="/search?available=1"' in page


def test_htmx_gets_the_list_alone_at_the_same_address(client: Client, catalogue: Catalogue) -> None:
    whole = client.get("/search", {"q": "kieu"})
    part = client.get("/search", {"q": "kieu"}, headers={"HX-Request": "true"})
    again = client.get("/search", {"q": "kieu"}, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})
    assert "HX-Request" in whole["Vary"]
    assert "HX-Request" in part["Vary"]
    assert "<html" in text(whole)
    assert "<html" not in text(part)
    assert '<div id="results"' in text(part)
    assert "<html" in text(again)


def test_nothing_found_gives_advice_and_a_way_out(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search", {"q": "khongcogi", "field": "author", "kind": "map"}))
    assert "Không tìm thấy tài liệu nào cho “khongcogi”" in page
    assert 'href="/search?q=khongcogi&amp;field=author"' in page
    assert 'href="/search?q=khongcogi&amp;kind=map"' in page


def test_a_slip_is_answered_with_did_you_mean(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search", {"q": "truyện kiềuu"}))
    assert "Có phải bạn muốn tìm" in page


def test_senseless_parameters_are_named_and_left_out(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get("/search", {"from": "mười", "sort": "colour", "page": "-3", "field": "smell"}))
    assert "3 nhan đề" in page
    assert "Năm phải là số" in page
    assert "cách sắp xếp không có" in page


def test_a_page_beyond_the_last_leads_to_the_last(client: Client, catalogue: Catalogue) -> None:
    response = client.get("/search", {"q": "nguyen", "page": "9"})
    assert response.status_code == 302
    assert response["Location"] == "/search?q=nguyen"


def test_filtered_lists_are_not_for_search_engines(client: Client, catalogue: Catalogue) -> None:
    assert 'name="robots"' not in text(client.get("/search", {"q": "kieu"}))
    assert 'name="robots" content="noindex, follow"' in text(client.get("/search", {"q": "kieu", "sort": "newest"}))


@pytest.mark.parametrize("bad", ["<script>alert(1)</script>", '"><img src=x>', "{{ 7|add:7 }}"])
def test_words_of_the_reader_are_never_markup(client: Client, catalogue: Catalogue, bad: str) -> None:
    page = client.get("/search", {"q": bad}).content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page


def test_suggestions_have_the_form_of_opensearch(client: Client, catalogue: Catalogue) -> None:
    response = client.get("/suggest", {"q": "lục v"})
    assert response["Content-Type"].startswith("application/x-suggestions+json")
    query, texts, _descriptions, addresses = json.loads(response.content)
    assert (query, texts) == ("lục v", ["Lục Vân Tiên"])
    assert addresses == [f"http://testserver/t/{catalogue.tien}"]
    assert json.loads(client.get("/suggest", {"q": "l"}).content)[1] == []


def test_a_title_shows_where_it_is_and_what_can_be_had(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get(f"/t/{catalogue.kieu}"))
    assert "3/3 bản, tại 2 thư viện" in page
    assert "9786043072716" in page
    assert "B1" in page
    assert "S2" in page
    assert f"http://testserver/t/{catalogue.kieu}" in page
    assert "NGUYỄN DU. Truyện Kiều." in page


def test_a_title_without_copies_says_so(client: Client, catalogue: Catalogue) -> None:
    page = text(client.get(f"/t/{catalogue.ngam}"))
    assert "Chưa kê bản" in page
    assert "Xin hỏi thư viện trước khi đến" in page


@pytest.mark.parametrize(
    ("place", "first"),
    [
        ({"lat": "10.38", "lon": "105.43"}, "Thư viện tỉnh An Giang"),
        ({"lat": "10.24", "lon": "106.37"}, "Thư viện tỉnh Bến Tre"),
        ({"place": "86"}, "Thư viện tỉnh Bến Tre"),
    ],
)
def test_the_nearest_library_comes_first(
    client: Client, catalogue: Catalogue, place: dict[str, str], first: str
) -> None:
    holdings = text(client.get(f"/t/{catalogue.kieu}", place)).split('<ul class="holdings">')[1]
    assert holdings.index(first) < 300
    assert " km</span>" in holdings


@pytest.mark.parametrize(
    "place", [{"lat": "nan", "lon": "1"}, {"lat": "95", "lon": "0"}, {"place": "zz"}, {"lat": "1"}]
)
def test_a_senseless_place_is_no_place(client: Client, catalogue: Catalogue, place: dict[str, str]) -> None:
    response = client.get(f"/t/{catalogue.kieu}", place)
    assert response.status_code == 200
    assert " km</span>" not in text(response)


def test_a_merged_number_leads_on_for_ever(client: Client, catalogue: Catalogue) -> None:
    titles.merge(kept=catalogue.kieu, moved=catalogue.tien, reason="thử", actor=catalogue.ours.user, at=NOW)
    indexing.drain()
    response = client.get(f"/en/t/{catalogue.tien}")
    assert response.status_code == 301
    assert response["Location"] == f"/en/t/{catalogue.kieu}"
    assert client.get(f"/t/{catalogue.tien}.ris")["Location"] == f"/t/{catalogue.kieu}.ris"


@pytest.mark.parametrize("address", ["/t/987654", "/t/987654.ris", "/t/987654/marc/1"])
def test_an_unknown_number_gets_a_friendly_404_with_a_search_box(
    client: Client, catalogue: Catalogue, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert "Không có nhan đề số 987654" in text(response)
    assert 'name="q"' in text(response)


def test_the_record_behind_a_title_can_be_read_field_by_field(client: Client, catalogue: Catalogue) -> None:
    from lienthu.catalogue.models import SourceRecord

    record = SourceRecord.objects.get(control_number="1")
    other = SourceRecord.objects.get(control_number="2")
    page = text(client.get(f"/t/{catalogue.kieu}/marc/{record.pk}"))
    assert '<th scope="row">245</th>' in page
    assert "<code>$a</code> Truyện Kiều" in page
    assert client.get(f"/t/{catalogue.kieu}/marc/{other.pk}").status_code == 404


@pytest.mark.parametrize(
    ("form", "begins", "content_type"),
    [
        ("ris", "TY  - BOOK", "application/x-research-info-systems"),
        ("bib", "@book{nguyendu2020truyen-", "application/x-bibtex"),
        ("txt", "NGUYỄN DU. Truyện Kiều.", "text/plain"),
    ],
)
def test_citations_are_files(client: Client, catalogue: Catalogue, form: str, begins: str, content_type: str) -> None:
    response = client.get(f"/t/{catalogue.kieu}.{form}")
    assert response.content.decode().startswith(begins)
    assert response["Content-Type"].startswith(content_type)
    assert client.get(f"/t/{catalogue.kieu}.docx").status_code == 404


def test_the_language_is_part_of_the_address(client: Client, catalogue: Catalogue) -> None:
    english = text(client.get(f"/en/t/{catalogue.kieu}?place=86", headers={"Accept-Language": "vi"}))
    vietnamese = text(client.get(f"/t/{catalogue.kieu}", headers={"Accept-Language": "en"}))
    assert '<html lang="en"' in english
    assert "Where to find it" in english
    assert f'<a href="/t/{catalogue.kieu}?place=86" lang="vi"' in english
    assert '<html lang="vi"' in vietnamese
    assert "Tài liệu có ở đâu" in vietnamese
    assert f'hreflang="en" href="http://testserver/en/t/{catalogue.kieu}"' in vietnamese
    # the address to cite is one, whatever the language
    assert f'"@id":"http://testserver/t/{catalogue.kieu}"' in english


def test_no_page_has_a_script_or_a_style_of_its_own(client: Client, catalogue: Catalogue) -> None:
    for address in ("/", "/search", f"/t/{catalogue.kieu}", "/help", "/t/987654", "/nowhere"):
        response = client.get(address)
        page = text(response)
        policy = response["Content-Security-Policy"]
        assert "'unsafe-inline'" not in policy
        assert " style=" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script src=") + page.count('<script type="application/ld+json">')


def test_robots_may_read_titles_and_find_the_site_map(client: Client, catalogue: Catalogue) -> None:
    robots = client.get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    index = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314
    part = client.get(index[0][0].text or "")
    addresses = {entry[0].text for entry in ElementTree.fromstring(part.content)}  # noqa: S314
    for number in (catalogue.kieu, catalogue.tien, catalogue.ngam):
        assert {f"http://testserver/t/{number}", f"http://testserver/en/t/{number}"} <= addresses
    assert client.get("/sitemap-9.xml").status_code == 404


def test_a_merged_title_leaves_the_site_map(client: Client, catalogue: Catalogue) -> None:
    titles.merge(kept=catalogue.kieu, moved=catalogue.tien, reason="thử", actor=None, at=NOW)
    assert f"/t/{catalogue.tien}<" not in client.get("/sitemap-0.xml").content.decode()


def test_browsers_can_keep_the_site_and_search_it(client: Client) -> None:
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert manifest["start_url"] == "/"
    assert manifest["display"] == "minimal-ui"
    assert {manifest["name"], manifest["short_name"]} > {"Liên Thư"}
    vector, *pictures = manifest["icons"]
    assert finders.find(vector["src"].removeprefix("/static/"))
    assert [(each["sizes"], each["purpose"]) for each in pictures] == [
        ("192x192", "any"), ("512x512", "any"), ("192x192", "maskable"), ("512x512", "maskable"),
    ]  # fmt: skip
    for each in pictures:
        content = Path(str(finders.find(each["src"].removeprefix("/static/")))).read_bytes()
        assert content[:8] == b"\x89PNG\r\n\x1a\n"
        assert "{}x{}".format(*struct.unpack(">II", content[16:24])) == each["sizes"]  # as its header has it
    description = ElementTree.fromstring(client.get("/opensearch.xml").content)  # noqa: S314
    assert {url.attrib["template"] for url in description if url.tag.endswith("Url")} == {
        "http://testserver/search?q={searchTerms}",
        "http://testserver/suggest?q={searchTerms}",
    }


def test_what_is_not_there_and_what_fails_keep_the_house_style(client: Client, catalogue: Catalogue) -> None:
    from django.template.loader import render_to_string

    lost = client.get("/nowhere")
    assert lost.status_code == 404
    assert "Không có trang này" in text(lost)
    assert "Hệ thống gặp sự cố" in render_to_string("500.html")


def test_whoever_is_at_work_keeps_the_staffs_frame_where_there_is_no_page_or_none_for_them(
    client: Client, our_library: Person
) -> None:
    for address in ("/staff/nowhere/", "/staff/calendars/999999/nowhere/"):
        assert "Về trang Hôm nay" not in text(client.get(address)), "the public sees the public pages"
    client.force_login(our_library.user)
    lost = client.get("/staff/nowhere/")
    assert lost.status_code == 404
    closed = client.get(reverse("accounts:people"))
    assert closed.status_code == 403
    for answer in (lost, closed):
        assert "Về trang Hôm nay" in text(answer)
        assert 'class="staff-menus"' in text(answer)
        assert 'action="/search"' not in text(answer)
    english = text(client.get("/en/staff/nowhere/"))
    assert "To the page Today" in english
    assert 'href="/en/staff/"' in english
    assert 'action="/search"' in text(client.get("/nowhere"))


def test_only_reading_is_possible(client: Client) -> None:
    assert client.post("/search").status_code == 405
