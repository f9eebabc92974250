"""How letters name the hub."""

import pytest

from lienthu.settings import hub_address


@pytest.mark.parametrize(
    ("hosts", "said", "address"),
    [
        ("*,.tv.vn,mucluc.tv.vn,tv2.vn", {"https": True}, "https://mucluc.tv.vn"),
        ("mucluc.tv.vn", {"is_proxied": True}, "http://mucluc.tv.vn"),
        ("192.168.1.5", {}, "http://192.168.1.5:8000"),
        ("", {}, "http://localhost:8000"),
    ],
)
def test_letters_call_the_hub_by_the_first_name_that_it_answers_to(
    hosts: str, said: dict[str, bool], address: str
) -> None:
    assert hub_address(hosts.split(","), port=8000, **{"https": False, "is_proxied": False, **said}) == address
