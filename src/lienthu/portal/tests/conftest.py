"""A small catalogue of two libraries to look at: "Truyện Kiều" in both, other titles in one."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.core.cache import caches

from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.federation.models import AdminUnit, Site


@dataclass(frozen=True)
class Catalogue:
    """The libraries, and the numbers of three titles."""

    ours: Person
    sister: Person
    kieu: int
    tien: int
    ngam: int


@pytest.fixture(autouse=True)
def no_figures_of_another_test() -> None:
    caches["process"].clear()


def add_site(person: Person, name: str, latitude: float, longitude: float) -> None:
    Site.objects.create(
        organisation=person.library, name=name, kind=Site.Kind.MAIN, latitude=latitude, longitude=longitude
    )


@pytest.fixture
def catalogue(hub_folder: Path, our_library: Person, sister_library: Person, tmp_path: Path) -> Catalogue:
    get_backend().create()
    add_site(our_library, "Trụ sở Long Xuyên", 10.38, 105.43)
    add_site(sister_library, "Trụ sở Bến Tre", 10.24, 106.37)
    AdminUnit.objects.create(
        code="86", level="province", type="Tỉnh", name="Tỉnh Vĩnh Long", latitude=10.0, longitude=106.29,
        valid_from=datetime.date(2025, 7, 1),
    )  # fmt: skip
    ours = write(
        tmp_path,
        "a.mrc",
        marc("1", **KIEU, barcodes=("B1",)),
        marc("2", title="Lục Vân Tiên", author="Nguyễn, Đình Chiểu", year="1998", barcodes=("B2",)),
        marc("3", title="Chinh phụ ngâm", author="Đặng, Trần Côn"),
    )
    imports.import_file(path=ours, library=our_library.library, actor=None, at=NOW)
    theirs = write(tmp_path, "b.mrc", marc("x", **KIEU, barcodes=("S1", "S2")))
    imports.import_file(path=theirs, library=sister_library.library, actor=None, at=NOW)
    title = dict(SourceRecord.objects.values_list("control_number", "title"))
    return Catalogue(our_library, sister_library, title["1"], title["2"], title["3"])
