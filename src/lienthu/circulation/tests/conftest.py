"""Two desks with a librarian each, a reader, and a few copies."""

from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Person, colleague

from lienthu.catalogue.models import Copy
from lienthu.catalogue.search.backend import get_backend
from lienthu.circulation.tests.builders import stock
from lienthu.patrons.models import Patron
from lienthu.patrons.tests.builders import patron


@pytest.fixture(autouse=True)
def index(hub_folder: Path) -> None:
    get_backend().create()


@pytest.fixture
def ours(person: Callable[..., Person]) -> Person:
    """The librarian at the desk that the test is about."""
    return person("OURS", "Thư viện huyện Châu Thành", kind="circulation")


@pytest.fixture
def sister(person: Callable[..., Person]) -> Person:
    """The librarian at another library's desk."""
    return person("SISTER", "Thư viện huyện Ba Tri", kind="circulation")


@pytest.fixture
def director(person: Callable[..., Person], ours: Person) -> Person:
    """Who may override at our library."""
    return colleague(ours, "director", "head", "Trưởng thư viện")


@pytest.fixture
def reader(ours: Person) -> Patron:
    return patron(ours.library, "Nguyễn Thị Hoa", card="R1")


@pytest.fixture
def shelf(tmp_path: Path, ours: Person) -> list[Copy]:
    """Six copies of one book: B1 … B6."""
    return stock(tmp_path, ours, *(f"B{number}" for number in range(1, 7)))
