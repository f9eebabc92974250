"""BER in both directions, against the examples of the standard, and against anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lienthu.lib.z3950 import ber, pdus


@pytest.mark.parametrize("number", [0, 1, 127, 128, 255, 256, -1, -128, -129, 32767, 2**31])
def test_a_number_comes_back(number: int) -> None:
    node, length = ber.read(ber.write(5, ber.integer(number)))
    assert ber.number_of(node) == number
    assert length == len(ber.write(5, ber.integer(number)))


def test_object_identifiers_are_written_as_the_standard_shows() -> None:
    assert ber.oid("2.100.3").hex() == "813403"  # X.690, 8.19.5
    for dotted in (pdus.MARC21, pdus.XML, "2.100.3", "1.2.840.10003.3.1"):
        assert ber.oid_of(ber.read(ber.write(6, ber.oid(dotted)))[0]) == dotted


def test_bits_are_counted_from_the_first() -> None:
    assert ber.bits(0, 1, 2).hex() == "05e0"
    assert ber.bits(0, 1, 14).hex() == "01c002"
    assert ber.bits_of(ber.read(ber.write(4, ber.bits(0, 1, 14)))[0]) == {0, 1, 14}


def test_tags_beyond_thirty_and_long_lengths_come_back() -> None:
    inside = ber.write(211, b"x" * 70_000)
    node, length = ber.read(ber.write(48, [inside]) + b"next")
    assert (node.number, length) == (48, len(inside) + 2 + 1 + 3)
    child = node.child(211)
    assert child is not None
    assert child.content == b"x" * 70_000


def test_elements_without_a_stated_length_are_read() -> None:
    inner = b"\x30\x80" + b"\x02\x01\x07" + b"\x00\x00"
    node, length = ber.read(b"\xb7\x80" + inner + b"\x00\x00")
    assert (node.number, length) == (23, 11)
    assert ber.number_of(node.children[0].children[0]) == 7


def test_a_string_in_pieces_is_put_together() -> None:
    node, _length = ber.read(b"\x24\x80\x04\x03abc\x04\x02de\x00\x00")
    assert ber.octets_of(node) == b"abcde"


def test_a_beginning_is_told_from_nonsense() -> None:
    whole = ber.write(23, [ber.write(22, b"\xff")])
    for cut in range(len(whole)):
        with pytest.raises(ber.Cut):
            ber.read(whole[:cut])
    with pytest.raises(ber.BadBer) as bad:
        ber.read(b"\xb7\x03\x96\x05a")
    assert not isinstance(bad.value, ber.Cut)


@pytest.mark.parametrize("data", [b"\xb7\x80" * 500, b"\xa0\x84\xff\xff\xff\xff", b"\xbf\xff\xff\xff\xff\x7f\x00"])
def test_depth_lengths_and_tags_are_bounded(data: bytes) -> None:
    with pytest.raises(ber.BadBer):
        ber.read(data)


@given(st.binary(max_size=400))
def test_whatever_comes_is_read_or_refused(data: bytes) -> None:
    try:
        node, length = ber.read(data)
    except ber.BadBer:
        return
    assert 0 < length <= len(data)
    assert node.constructed or not node.children


MESSAGES = (
    ber.write(21, [ber.write(4, ber.bits(0, 1)), ber.write(12, b"\xff"), ber.write(111, b"x")]),
    ber.write(23, [ber.write(23, ber.integer(2)), ber.write(22, b"\xff"), ber.write(130, [
        ber.write(6, ber.oid("1.2.840.10003.4.1"), 0), ber.write(2, ber.integer(114), 0), ber.write(26, b"9", 0)])]),
    ber.write(25, [ber.write(24, ber.integer(1)), ber.write(28, [ber.write(16, [ber.write(0, b"Default"), ber.write(
        1, [ber.write(1, [ber.write(8, [ber.write(6, ber.oid(pdus.MARC21), 0), ber.write(1, b"record")], 0)])])],
        0)])]),
)  # fmt: skip


@given(st.sampled_from(MESSAGES), st.integers(0, 200), st.binary(min_size=1, max_size=6))
def test_a_spoilt_message_is_understood_or_refused(message: bytes, at: int, spoilt: bytes) -> None:
    at %= len(message)
    data = message[:at] + spoilt + message[at + len(spoilt) :]
    for read in (pdus.welcome, pdus.found, pdus.given, pdus.goodbye):
        try:
            read(ber.read(data)[0])
        except ber.BadBer:
            continue


def test_a_record_and_a_diagnostic_are_read_out_of_their_wrappings() -> None:
    found = pdus.found(ber.read(MESSAGES[1])[0])
    assert (found.total, found.worked) == (2, True)
    assert found.trouble == "114 it cannot be searched by this field: 9"
    reason = [ber.write(6, ber.oid("1.2.840.10003.4.1"), 0), ber.write(2, ber.integer(238), 0), ber.write(26, b"", 0)]
    without = ber.write(
        25, [ber.write(28, [ber.write(16, [ber.write(1, [ber.write(2, [ber.write(16, reason, 0)])])], 0)])]
    )
    (refused,) = pdus.given(ber.read(without)[0]).records
    assert (refused.raw, refused.refused[:4]) == (b"", "238 ")
    given_records = pdus.given(ber.read(MESSAGES[2])[0])
    assert [(each.raw, each.format) for each in given_records.records] == [(b"record", "iso2709")]
