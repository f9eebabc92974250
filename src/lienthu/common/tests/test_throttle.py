"""Forms are counted by who sends them."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from lienthu.common.machine_cache import MachineCache
from lienthu.common.throttle import BY_LINK, may, may_by_link, sender


def test_a_signed_address_is_looked_at_freely_and_sends_so_many_forms() -> None:
    assert all(may_by_link("POST", "one") for _turn in range(BY_LINK))
    assert not may_by_link("POST", "one")
    assert may_by_link("GET", "one")
    assert may_by_link("POST", "another")


def test_forms_that_are_sent_at_once_are_counted_each() -> None:
    with ThreadPoolExecutor(4) as senders:
        assert sum(senders.map(lambda _turn: may("form", "one", most=20), range(40))) == 20


def test_all_of_a_network_of_ipv6_is_one_sender() -> None:
    assert sender("2001:db8::1") == sender("2001:db8::ffff:2") != sender("2001:db8:0:1::1")
    assert sender("10.0.0.1") != sender("10.0.0.2")
    assert sender("") == ""


def test_what_allauth_counts_is_known_to_every_process_and_locked_by_one(hub_folder: Path) -> None:
    here, another = (MachineCache("", {}) for _process in range(2))  # a process has its own object, and the same folder
    with ThreadPoolExecutor(8) as pool:
        locked = list(pool.map(lambda turn: (here, another)[turn % 2].add("allauth:rl:lock", turn), range(8)))
    assert sorted(locked) == [False] * 7 + [True]
    here.set("allauth:rl:login:10.0.0.1", [2.0, 1.0], 60)
    assert another.get("allauth:rl:login:10.0.0.1") == [2.0, 1.0]
    assert {each.stat().st_mode & 0o077 for each in (hub_folder / "cache").iterdir()} == {0}


def test_what_is_no_longer_good_is_swept_out_once_a_day(hub_folder: Path) -> None:
    here = MachineCache("", {})
    here.set("one-try", 1, -1)
    here.set("another", 2, 60)
    here.sweep()
    assert len(list((hub_folder / "cache").glob("*.djcache"))) == 1
    assert here.get("another") == 2
