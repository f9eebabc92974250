"""A host with somebody who organises, two other members of its federation, and an outsider."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from conftest import Person

from lienthu.federation.models import Federation, Membership, Organisation


@dataclass(frozen=True)
class House:
    """The host, and the federation with its members, the host first."""

    host: Person
    federation: Federation
    members: tuple[Any, ...]


@pytest.fixture
def host(person: Callable[..., Person]) -> Person:
    return person("OURS", "Thư viện tỉnh Bạc Liêu", kind="director")


@pytest.fixture
def house(host: Person) -> House:
    """Thirteen members."""
    federation = Federation.objects.create(code="DBSCL", name="Liên hiệp Thư viện Đồng bằng sông Cửu Long")
    members = (host.library, *(Organisation.objects.create(code=f"M{number:02}") for number in range(2, 14)))
    Membership.objects.bulk_create([Membership(federation=federation, organisation=each) for each in members])
    return House(host, federation, members)
