"""Forms are counted by who sends them."""

from lienthu.common.throttle import BY_LINK, may_by_link, sender


def test_a_signed_address_is_looked_at_freely_and_sends_so_many_forms() -> None:
    assert all(may_by_link("POST", "one") for _turn in range(BY_LINK))
    assert not may_by_link("POST", "one")
    assert may_by_link("GET", "one")
    assert may_by_link("POST", "another")


def test_all_of_a_network_of_ipv6_is_one_sender() -> None:
    assert sender("2001:db8::1") == sender("2001:db8::ffff:2") != sender("2001:db8:0:1::1")
    assert sender("10.0.0.1") != sender("10.0.0.2")
    assert sender("") == ""
