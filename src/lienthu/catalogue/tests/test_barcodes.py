"""One barcode on two copies of one library is taken as it came, and pointed out."""

from pathlib import Path

import pytest
from conftest import NOW, Person
from django.test import Client
from django.urls import reverse

from lienthu.catalogue import checks
from lienthu.catalogue.models import ImportRun
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write

pytestmark = pytest.mark.django_db


def load(folder: Path, person: Person, *records: bytes) -> ImportRun:
    path = write(folder, "a.mrc", *records)
    return imports.import_file(path=path, library=person.library, actor=None, at=NOW).run


def seen(person: Person, run: ImportRun) -> str:
    client = Client()
    client.force_login(person.user)
    return client.get(reverse("catalogue:run", args=[run.pk])).content.decode()


def test_check_lists_the_copies_and_finds_nothing_broken(our_library: Person, tmp_path: Path) -> None:
    load(
        tmp_path,
        our_library,
        marc("1", **KIEU, barcodes=("B1", "B2")),
        marc("2", title="Lục Vân Tiên", barcodes=("B1",)),
    )
    assert list(checks.problems()) == []
    (finding,) = checks.findings()
    assert finding.startswith("OURS has the barcode B1 on 2 copies: record 1 (title ")
    assert "record 2 (title " in finding


def test_a_barcode_of_another_library_or_of_a_withdrawn_copy_is_no_matter(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    load(tmp_path, our_library, marc("1", **KIEU, barcodes=("B1",)))
    load(tmp_path, sister_library, marc("x", **KIEU, barcodes=("B1",)))
    assert list(checks.findings()) == []
    load(tmp_path, our_library, marc("2", title="Lục Vân Tiên", barcodes=("B1", "B9")))
    assert len(list(checks.findings())) == 1
    load(tmp_path, our_library, marc("2", title="Lục Vân Tiên", barcodes=("B9",)))  # its B1 is withdrawn
    assert list(checks.findings()) == []


def test_many_are_counted_and_the_first_are_listed(our_library: Person, tmp_path: Path) -> None:
    codes = tuple(f"B{number:03}" for number in range(25))
    load(tmp_path, our_library, marc("1", **KIEU, barcodes=codes), marc("2", title="Lục Vân Tiên", barcodes=codes))
    *listed, last = checks.findings()
    assert len(listed) == checks.SHOWN
    assert last == "5 more barcodes stand on several copies of one library."


def test_the_page_of_an_import_names_its_own_and_leaves_out_those_of_other_files(
    our_library: Person, tmp_path: Path
) -> None:
    first = load(tmp_path, our_library, marc("1", **KIEU, barcodes=("B1",)))
    assert "mã vạch trùng" not in seen(our_library, first)
    second = load(tmp_path, our_library, marc("2", title="Lục Vân Tiên", barcodes=("B1",)))
    page = seen(our_library, second)
    assert "Có 1 mã vạch của tệp này" in page
    assert "biểu ghi 1</a>" in page
    assert "biểu ghi 2</a>" in page
    third = load(tmp_path, our_library, marc("3", title="Chinh phụ ngâm", barcodes=("B3",)))
    assert "mã vạch trùng" not in seen(our_library, third)
