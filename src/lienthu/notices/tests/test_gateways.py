"""Messages to phones, through a real HTTP server on loopback: off by default, each answer told apart."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from conftest import Person

from lienthu.notices.models import Letter, Terms
from lienthu.notices.services import gathering, sending
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron

from .builders import LATER, agree, hold

pytestmark = pytest.mark.django_db
State = Letter.State


class Reseller(ThreadingHTTPServer):
    """Keeps what it was asked; answers `status` and `text`, or hangs up after the request when status is 0."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[dict[str, str], dict[str, Any]]] = []
        self.status, self.text = 200, '{"code": "0", "id": "m-1"}'


class _Handler(BaseHTTPRequestHandler):
    server: Reseller

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((dict(self.headers), body))
        if self.server.status == 0:
            self.connection.close()
            return
        data = self.server.text.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: Any) -> None:
        """Nothing: the test reads `asked`."""


@contextmanager
def _reseller(settings: Any) -> Iterator[Reseller]:
    with Reseller() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        settings.GATEWAY, settings.GATEWAY_NAME = "http", "Zalo ZNS"
        settings.GATEWAY_URL = f"http://127.0.0.1:{server.server_address[1]}/send"
        settings.GATEWAY_HEADER = "Authorization: Bearer secret"
        settings.GATEWAY_BODY = '{"phone": "{to_digits}", "data": {"text": "{text}"}, "request_id": "{reference}"}'
        settings.GATEWAY_OK = "code=0"
        yield server
        server.shutdown()


@pytest.fixture
def reseller(settings: Any) -> Iterator[Reseller]:
    with _reseller(settings) as server:
        yield server


@pytest.fixture
def phone(desk: Person) -> Patron:
    """A reader with a mobile number and no email, at a library that writes to phones."""
    Terms.objects.create(organisation=desk.library, sms=True)
    made = patron(desk.library, "Phạm Thị Hồng", phone="+84 912 000 111")
    agree(made)
    return made


def sent(at: datetime = LATER) -> dict[str, int]:
    gathering.gather(at=at)
    return {how: count for how, count in sending.send_due(clock=lambda: at).items() if count}


def test_a_message_goes_to_the_number_with_the_secret_and_the_reference(
    desk: Person, phone: Patron, reseller: Reseller
) -> None:
    hold(desk, phone, title='Truyện "Kiều"')
    assert sent() == {"sent": 1}
    letter = Letter.objects.get()
    headers, body = reseller.asked[0]
    assert headers["Authorization"] == "Bearer secret"
    assert body["phone"] == "84912000111"
    assert body["request_id"] == str(letter.reference)
    assert body["data"]["text"] == (
        'Thư viện huyện Châu Thành: sách đặt mượn đã có: Truyện "Kiều". Nhận tại Phòng mượn, giữ đến 12/11/2026.'
    )
    assert (letter.channel, letter.to) == ("sms", "+84912000111")
    assert letter.answer == '200 {"code": "0", "id": "m-1"}'
    assert sent(LATER + timedelta(days=1)) == {}


def test_a_library_may_send_without_marks(desk: Person, phone: Patron, reseller: Reseller) -> None:
    Terms.objects.update(without_marks=True)
    hold(desk, phone)
    assert sent() == {"sent": 1}
    told = reseller.asked[0][1]["data"]["text"]
    assert told.startswith("Thu vien huyen Chau Thanh: sach dat muon da co: Truyen Kieu.")


@pytest.mark.once
@pytest.mark.parametrize(
    ("status", "text", "end", "state"),
    [
        (200, '{"code": "99", "message": "hết tiền"}', "given_up", State.GIVEN_UP),
        (200, "<html>", "given_up", State.GIVEN_UP),
        (400, "wrong number", "given_up", State.GIVEN_UP),
        (302, "", "given_up", State.GIVEN_UP),
        (429, "slowly", "later", State.WAITING),
        (503, "", "later", State.WAITING),
        (502, "", "perhaps", State.UNSURE),
        (0, "", "perhaps", State.UNSURE),
    ],
)
def test_each_answer_decides_whether_it_is_tried_again(
    desk: Person, phone: Patron, reseller: Reseller, status: int, text: str, end: str, state: str
) -> None:
    reseller.status, reseller.text = status, text
    hold(desk, phone)
    assert sent() == {end: 1}
    letter = Letter.objects.get()
    assert letter.state == state
    assert letter.problem
    assert len(reseller.asked) == 1


def test_a_reseller_that_is_not_there_is_tried_again(
    desk: Person, phone: Patron, reseller: Reseller, settings: Any
) -> None:
    there, settings.GATEWAY_URL = settings.GATEWAY_URL, "http://127.0.0.1:1/"
    hold(desk, phone)
    assert sent() == {"later": 1}
    settings.GATEWAY_URL = there
    assert sent(LATER + timedelta(minutes=5)) == {"sent": 1}


def test_telephones_ring_by_day_only(desk: Person, phone: Patron, reseller: Reseller) -> None:
    night, morning = datetime(2026, 11, 5, 16, 0, tzinfo=UTC), datetime(2026, 11, 6, 0, 30, tzinfo=UTC)
    hold(desk, phone)
    assert sent(night) == {}
    assert sent(morning) == {"sent": 1}


def test_a_gateway_set_up_wrong_costs_a_try_and_says_so(
    desk: Person, phone: Patron, reseller: Reseller, settings: Any
) -> None:
    settings.GATEWAY_BODY = "{phone"
    hold(desk, phone)
    assert sent() == {"later": 1}
    assert Letter.objects.get().problem == "LIENTHU_GATEWAY_BODY must be JSON"
    settings.GATEWAY = "nowhere.Gateway"
    assert sent(LATER + timedelta(minutes=5)) == {"later": 1}
    assert "LIENTHU_GATEWAY must be off, http or the path" in Letter.objects.get().problem


def test_off_by_default_and_without_consent_nothing_goes_to_a_phone(
    desk: Person, phone: Patron, reseller: Reseller, settings: Any
) -> None:
    hold(desk, patron(desk.library, "Không Đồng Ý", phone="0912 000 112"))
    settings.GATEWAY = "off"
    hold(desk, phone, "2")
    gathering.gather(at=LATER)
    assert set(Letter.objects.values_list("channel", flat=True)) == {"print"}
    assert reseller.asked == []


class OurGateway:
    """A library's own way to phones."""

    name = "Our way"
    sent: list[str] = []

    def send(self, *, to: str, text: str, reference: str) -> str:
        self.sent.append(to)
        return "ours"


def test_a_way_of_ones_own_is_named_by_its_path(desk: Person, phone: Patron, settings: Any) -> None:
    settings.GATEWAY = f"{__name__}.OurGateway"
    hold(desk, phone)
    assert sent() == {"sent": 1}
    assert OurGateway.sent == ["+84912000111"]
    assert Letter.objects.get().answer == "ours"
