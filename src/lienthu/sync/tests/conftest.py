"""A librarian with a desk, a reader, six copies, and the site where they stand."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person

from lienthu.catalogue.models import Copy
from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.tests.builders import stock
from lienthu.federation.models import Site
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The librarian whose device the test is about."""
    return person("OURS", "Thư viện huyện Đồng Văn", kind="circulation")


@pytest.fixture
def sister(person: Callable[..., Person]) -> Person:
    """The librarian of another library."""
    return person("SISTER", "Thư viện huyện Mèo Vạc", kind="circulation")


@pytest.fixture
def site(ours: Person) -> Site:
    return Site.objects.create(organisation=ours.library, name="Điểm Lũng Cú", kind=Site.Kind.MAIN)


@pytest.fixture
def reader(ours: Person) -> Patron:
    return patron(ours.library, "Vàng Thị Mai", card="R1")


@pytest.fixture
def shelf(tmp_path: Path, ours: Person) -> list[Copy]:
    """Six copies of one book: B1 … B6."""
    return stock(tmp_path, ours, *(f"B{number}" for number in range(1, 7)))
