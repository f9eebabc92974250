"""The client against foreign servers, and against what is none."""

import random
import socket
import time
from collections.abc import Callable

import pytest

from lienthu.lib.foreign import Both, Clause, TargetTrouble, all_of
from lienthu.lib.foreign.tests.servers import answering, free_port
from lienthu.lib.z3950 import Access, Address, Session, ask, ber, pdus, read_address
from lienthu.lib.z3950.rpn import read_attributes

ATTRIBUTES = {
    name: read_attributes(text)
    for name, text in {"title": "1=4", "author": "1=1003", "isbn": "1=7", "any": "1=1016", "odd": "1=9999"}.items()
}
KIEU = Clause("title", "kiều")


def access(port: int, **more: object) -> Access:
    return Access(**({"address": Address("127.0.0.1", port), "databases": ("Default",), "timeout": 5.0} | more))  # type: ignore[arg-type]


def trouble(port: int, **more: object) -> TargetTrouble:
    with pytest.raises(TargetTrouble) as caught:
        ask(access(port, **more), KIEU, ATTRIBUTES)
    return caught.value


def test_addresses_are_read_or_refused() -> None:
    assert read_address(" lx2.loc.gov:210 ") == ("lx2.loc.gov", 210)
    assert read_address("z3950.bnf.fr") == ("z3950.bnf.fr", 210)
    assert read_address("[::1]:9999") == ("::1", 9999)
    for bad in ("", "two words", "host:0", "host:99999", "http://x:1/y", "a" * 300, "host:21x"):
        with pytest.raises(TargetTrouble):
            read_address(bad)


def test_attributes_are_read_or_refused() -> None:
    assert read_attributes("1=4, 4 = 2;5=100") == ((1, 4), (4, 2), (5, 100))
    for bad in ("title", "1=", "=4", "0=4"):
        with pytest.raises(ValueError, match=bad):
            read_attributes(bad)


def test_yaz_gives_records_page_by_page(ztest: int) -> None:
    question = all_of([Clause("title", "computer"), Clause("any", "science")])
    first = ask(access(ztest), question, ATTRIBUTES, count=3)
    assert len(first.records) == 3
    assert [record.format for record in first.records] == ["iso2709"] * 3
    assert all(record.read().first("245") for record in first.records)
    second = ask(access(ztest), question, ATTRIBUTES, start=2, count=2)
    assert second.first == 2
    assert len(second.records) == min(2, second.total - 1)


def test_yaz_gives_brief_and_full_records_and_xml(ztest: int) -> None:
    for syntax, elements, format in ((pdus.MARC21, "B", "iso2709"), (pdus.XML, "F", "marcxml")):
        answer = ask(access(ztest, syntax=syntax, elements=elements), Clause("title", "x"), ATTRIBUTES, count=1)
        assert {record.format for record in answer.records} <= {format}
        assert answer.total >= len(answer.records)


def test_zebra_finds_vietnamese_words_in_any_combination(zebra: int) -> None:
    def titles(question: object) -> list[str]:
        answer = ask(access(zebra), question, ATTRIBUTES)  # type: ignore[arg-type]
        return [(record.read().first("245") or "")[4:] for record in answer.records]

    assert titles(KIEU) == ["Truyện Kiều"]
    assert titles(Clause("isbn", "9786043072716")) == ["Truyện Kiều"]
    either = Both("or", KIEU, all_of([Clause("any", "phương"), Clause("author", "Đoàn")]))
    assert sorted(titles(either)) == ["Truyện Kiều", "Đất rừng phương Nam"]
    assert titles(Both("not", either, KIEU)) == ["Đất rừng phương Nam"]
    assert titles(Clause("title", "không")) == []


def test_a_form_that_a_target_cannot_give_has_its_reason(zebra: int) -> None:
    assert trouble(zebra, syntax=pdus.UNIMARC).detail[:44] == "239 the format of records is not supported: "


def test_diagnostics_come_in_words(zebra: int) -> None:
    with pytest.raises(TargetTrouble) as caught:
        ask(access(zebra), Clause("odd", "x"), ATTRIBUTES)
    assert (caught.value.code, caught.value.detail[:43]) == (
        "diagnostic",
        "114 it cannot be searched by this field: 99",
    )
    assert trouble(zebra, databases=("Nowhere",)).detail == "109 the database is not available: Nowhere"


def test_an_index_that_the_target_lacks_is_said_before_anything_is_sent() -> None:
    with pytest.raises(TargetTrouble) as caught:
        ask(access(free_port(), timeout=1.0), KIEU, {})
    assert caught.value.code in ("index", "unreachable")


def test_nobody_there_and_no_such_name_are_told_apart() -> None:
    assert trouble(free_port()).code == "unreachable"
    unknown = Address("no-such-host.invalid", 210)
    assert trouble(1, address=unknown).code == "unresolved"


def test_who_says_nothing_is_left_in_time() -> None:
    def silent(connection: socket.socket) -> None:
        connection.recv(1000)
        time.sleep(1.5)

    with answering(silent) as port:
        assert trouble(port, timeout=0.5).code == "timeout"


def test_who_speaks_in_drops_is_left_in_time() -> None:
    def dripping(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\xb5\x83\x00\xff\xff")
        for _ in range(30):
            connection.sendall(b"\x9f")
            time.sleep(0.1)

    with answering(dripping) as port:
        assert trouble(port, timeout=0.7).code == "timeout"


def test_who_sends_without_end_is_cut_short() -> None:
    def flood(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"\xb5\x80")
        while True:
            connection.sendall(b"\x04\x82\xff\xfe" + b"\x01" * 0xFFFE)

    with answering(flood) as port:
        assert trouble(port, timeout=20.0).code == "too_large"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "garbage"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "garbage"),
        (b"\xb5", "garbage"),
        (b"", "hung_up"),
        (ber.write(21, [ber.write(12, b"\x00")]), "refused"),
        (ber.write(21, [ber.write(12, b"\xff"), ber.write(4, ber.bits(7))]), "no_search"),
        (ber.write(48, [ber.write(211, ber.integer(5)), ber.write(3, b"not from there")]), "hung_up"),
        (ber.write(25, [ber.write(24, ber.integer(0))]), "garbage"),
    ],
)
def test_what_is_no_target_is_named(said: bytes, code: str) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(said)

    with answering(answer) as port:
        assert trouble(port).code == code


def test_name_and_password_go_into_the_greeting() -> None:
    greetings: list[bytes] = []

    def listen(connection: socket.socket) -> None:
        greetings.append(connection.recv(1000))

    with answering(listen) as port:
        trouble(port, user="lien", password="thu")
    node, _length = ber.read(greetings[0])
    identity = node.child(7)
    assert identity is not None
    named = identity.children[0]
    assert [(part.number, part.content) for part in named.children] == [(1, b"lien"), (2, b"thu")]


def _welcomed(then: Callable[[socket.socket], None]) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(ber.write(21, [ber.write(12, b"\xff"), ber.write(4, ber.bits(0, 1))]))
        connection.recv(1000)
        then(connection)

    return answer


def test_whatever_a_server_says_only_our_own_trouble_comes_of_it() -> None:
    chance = random.Random(7)  # noqa: S311 no secret
    whole = ber.write(23, [ber.write(23, ber.integer(3)), ber.write(22, b"\xff")])
    said: list[bytes] = []

    def noise() -> bytes:
        at = chance.randrange(len(whole))
        return chance.choice([
            bytes(chance.randrange(256) for _ in range(chance.randrange(1, 60))),
            b"\xb7" + bytes(chance.randrange(256) for _ in range(chance.randrange(1, 60))),
            whole[:at] + bytes([chance.randrange(256)]) + whole[at + 1 :],
            b"\xb7\x80" * chance.randrange(1, 100),
        ])  # fmt: skip

    came = 0
    with answering(_welcomed(lambda connection: connection.sendall(said[-1]))) as port:
        for _ in range(150):
            said.append(noise())
            try:
                ask(access(port, timeout=1.0), KIEU, ATTRIBUTES)
            except TargetTrouble as caught:
                came += 1
                assert str(caught)
    assert came > 100


def test_a_session_closes_politely(ztest: int) -> None:
    with Session(access(ztest)) as session:
        assert session.welcome.accepted
        assert session.search(Clause("title", "x"), ATTRIBUTES) >= 0
        name = session.welcome.name
    assert "Zebra" in name or "YAZ" in name or "GFS" in name
