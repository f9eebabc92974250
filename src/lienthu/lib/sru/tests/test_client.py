"""The client against foreign servers, against answers of every shape, and against what is none."""

import contextlib
import http.server
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.foreign import Clause, TargetTrouble, all_of
from lienthu.lib.foreign.tests.servers import free_port
from lienthu.lib.sru import Access, ask, explain
from lienthu.lib.sru.answers import read_answer, read_explain
from lienthu.lib.sru.client import VERSIONS, read_address, search_url

INDEXES = {"title": "dc.title", "any": "cql.serverChoice"}
X = Clause("title", "x")
OLD, NEW = "http://www.loc.gov/zing/srw/", "http://docs.oasis-open.org/ns/search-ws/sruResponse"
MARC = (
    '<record xmlns="http://www.loc.gov/MARC21/slim"><leader>00000nam a2200000 a 4500</leader>'
    '<controlfield tag="001">7</controlfield><datafield tag="245" ind1=" " ind2=" ">'
    '<subfield code="a">Kiều &amp; Vân</subfield></datafield></record>'
)
DIAGNOSTIC = (
    '<d:diagnostic xmlns:d="http://www.loc.gov/zing/srw/diagnostic/"><d:uri>info:srw/diagnostic/1/{n}</d:uri>'
    "<d:details>{details}</d:details>{message}</d:diagnostic>"
)


def response(body: str, *, namespace: str = OLD, total: str = "1") -> bytes:
    count = f"<s:numberOfRecords>{total}</s:numberOfRecords>" if total else ""
    text = f'<s:searchRetrieveResponse xmlns:s="{namespace}">{count}{body}</s:searchRetrieveResponse>'
    return f'<?xml version="1.0"?>{text}'.encode()


def records(data: str) -> str:
    return f"<s:records><s:record><s:recordData>{data}</s:recordData></s:record></s:records>"


@contextlib.contextmanager
def serving(answer: Callable[[http.server.BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """A web server that answers every GET so; gives its base URL."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with contextlib.suppress(OSError):
                answer(self)

        def log_message(self, *words: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/db"
    finally:
        server.shutdown()
        server.server_close()


def sending(body: bytes, status: int = 200, **headers: str) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def trouble(url: str, **more: object) -> TargetTrouble:
    with pytest.raises(TargetTrouble) as caught:
        ask(Access(**({"url": url, "timeout": 5.0} | more)), X, INDEXES)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize("version", VERSIONS)
def test_yaz_gives_records_in_every_version(ztest: int, version: str) -> None:
    access = Access(url=f"http://127.0.0.1:{ztest}/Default", version=version)
    question = all_of([Clause("title", "computer"), Clause("any", "science")])
    answer = ask(access, question, INDEXES, start=2, count=2)
    assert answer.total > 2
    assert len(answer.records) == 2
    assert all(record.read().first("245") for record in answer.records)


def test_a_database_that_yaz_does_not_have_is_an_error_of_http(ztest: int) -> None:
    caught = trouble(f"http://127.0.0.1:{ztest}/Nowhere")
    assert (caught.code, caught.detail[:4]) == ("http", "404 ")


def test_zebra_finds_vietnamese_words_and_explains_itself(zebra: int) -> None:
    access = Access(url=f"http://127.0.0.1:{zebra}/Default", version="1.2")
    answer = ask(access, Clause("title", "kiều"), INDEXES)
    assert [record.read().first("245") for record in answer.records] == ["  \x1faTruyện Kiều"]
    offer = explain(access)
    assert offer.title == "Kho thử"
    assert ("dc.title", "Nhan đề") in offer.indexes
    assert ("marcxml", "MARCXML") in offer.schemas
    with pytest.raises(TargetTrouble) as caught:
        ask(access, Clause("title", "kiều"), {"title": "odd.index"})
    assert caught.value.code == "diagnostic"


def test_the_request_carries_what_was_asked() -> None:
    access = Access(url="https://sru.example.org/db?x-key=1&version=9", version="1.2", schema="marcxml")
    parts = urlsplit(search_url(access, 'dc.title="a b"', start=11, count=10))
    assert parse_qs(parts.query) == {
        "x-key": ["1"], "version": ["1.2"], "operation": ["searchRetrieve"], "query": ['dc.title="a b"'],
        "startRecord": ["11"], "maximumRecords": ["10"], "recordSchema": ["marcxml"], "recordPacking": ["xml"],
    }  # fmt: skip


@pytest.mark.parametrize("namespace", [OLD, NEW])
@pytest.mark.parametrize(
    "data",
    [
        MARC,
        f'<c:collection xmlns:c="http://www.loc.gov/MARC21/slim">{MARC}</c:collection>',
        ('<?xml version="1.0"?>' + MARC).replace("&", "&amp;").replace("<", "&lt;"),
    ],
)
def test_a_record_is_found_in_any_wrapping(namespace: str, data: str) -> None:
    answer = read_answer(response(records(data), namespace=namespace), first=1)
    assert answer.total == 1
    assert answer.records[0].read().first("245") == "  \x1faKiều & Vân"


def test_a_diagnostic_comes_with_its_words_or_ours() -> None:
    said = DIAGNOSTIC.format(n=16, details="dc.x", message="")
    for body in (f"<s:diagnostics>{said}</s:diagnostics>", records(said)):
        if "recordData" in body:
            assert read_answer(response(body), first=1).records[0].refused == "16 unsupported index: dc.x"
        else:
            with pytest.raises(TargetTrouble) as caught:
                read_answer(response(body, total="0"), first=1)
            assert (caught.value.code, caught.value.detail) == ("diagnostic", "16 unsupported index: dc.x")
    with pytest.raises(TargetTrouble) as caught:
        said = DIAGNOSTIC.format(n=99, details="", message="<m:message xmlns:m='x'>Nope</m:message>")
        read_answer(said.encode(), first=1)
    assert caught.value.detail == "99 Nope"


def test_nothing_found_is_an_answer_also_where_it_comes_as_an_error() -> None:
    said = DIAGNOSTIC.format(n=61, details="", message="")
    for body in ("", f"<s:diagnostics>{said}</s:diagnostics>"):
        assert read_answer(response(body, total="0"), first=1).records == ()


@pytest.mark.parametrize(
    "data",
    [
        b"", b"<html><body>Hello</body></html>", b"not xml", response("", total=""), response("", total="many"),
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + response(""), b"<a>" * 100_000, b"\x00\xff\xfe",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_named(data: bytes) -> None:
    for read in (lambda: read_answer(data, first=1), lambda: read_explain(data)):
        with pytest.raises(TargetTrouble) as caught:
            read()
        assert caught.value.code == "not_sru"


@given(st.integers(0, 1000), st.integers(0, 12), st.binary(max_size=12))
def test_a_spoilt_answer_is_read_or_named(at: int, gone: int, noise: bytes) -> None:
    whole = response(records(MARC) + f"<s:diagnostics>{DIAGNOSTIC.format(n=1, details='', message='')}</s:diagnostics>")
    at %= len(whole)
    spoilt = whole[:at] + noise + whole[at + gone :]
    for read in (lambda: read_answer(spoilt, first=1), lambda: read_explain(spoilt)):
        with contextlib.suppress(TargetTrouble):
            read()


def test_addresses_are_read_or_refused() -> None:
    assert read_address(" https://catalogue.bnf.fr/api/SRU ") == "https://catalogue.bnf.fr/api/SRU"
    for bad in (
        "",
        "lx2.loc.gov:210",
        "file:///etc/passwd",
        "http://",
        "http://u:p@x/",
        "http://x:y/",
        "http://x/#a",
        "ftp://x/",
    ):
        with pytest.raises(TargetTrouble):
            read_address(bad)


def test_a_refusal_a_bad_page_and_nobody_are_told_apart() -> None:
    with serving(sending(b"no", 403)) as url:
        assert (trouble(url).code, trouble(url).detail) == ("http", "403 Forbidden")
    with serving(sending(b"<html/>")) as url:
        assert trouble(url).code == "not_sru"
    assert trouble(f"http://127.0.0.1:{free_port()}/").code == "unreachable"
    assert trouble("http://no-such-host.invalid/").code == "unresolved"


def test_a_certificate_that_is_none_is_not_talked_to() -> None:
    with serving(sending(response(""))) as url:
        assert trouble(url.replace("http:", "https:")).code in ("tls", "not_sru", "unreachable")


def test_who_is_slow_and_who_trickles_is_left_in_time() -> None:
    def slow(request: http.server.BaseHTTPRequestHandler) -> None:
        time.sleep(1.5)

    def trickling(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        for _ in range(30):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.1)

    for answer in (slow, trickling):
        with serving(answer) as url:
            assert trouble(url, timeout=0.6).code == "timeout"


def test_who_sends_without_end_is_cut_short() -> None:
    def flood(request: http.server.BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        while True:
            request.wfile.write(b" " * 65_536)

    with serving(flood) as url:
        assert trouble(url, timeout=20.0).code == "too_large"


def test_a_redirect_is_followed_on_the_same_host_and_nowhere_inside() -> None:
    asked: list[str] = []

    def moved(request: http.server.BaseHTTPRequestHandler) -> None:
        asked.append(request.path)
        if request.path.startswith("/db"):
            sending(b"", 302, Location="/new" + request.path)(request)
        else:
            sending(response("", total="0"))(request)

    with serving(moved) as url:
        assert ask(Access(url=url), X, INDEXES).total == 0
        assert [path.partition("?")[0] for path in asked] == ["/db", "/new/db"]
    with serving(sending(b"", 302, Location="http://127.0.0.1:1/")) as url:
        assert trouble(url).code == "redirected"
    with serving(sending(b"", 302, Location="file:///etc/passwd")) as url:
        assert trouble(url).code == "redirected"
    with serving(sending(b"", 302, Location="/round")) as url:
        assert trouble(url).code == "redirected"


def test_name_and_password_are_sent_to_the_target_alone() -> None:
    seen: list[str] = []

    def watching(request: http.server.BaseHTTPRequestHandler) -> None:
        seen.append(request.headers.get("Authorization", ""))
        sending(response("", total="0"))(request)

    with serving(watching) as url:
        ask(Access(url=url, user="lien", password="thư"), X, INDEXES)
        ask(Access(url=url), X, INDEXES)
    assert seen == ["Basic bGllbjp0aMaw", ""]
