"""What pages are told of results and titles."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import queries
from lienthu.catalogue.errors import TitleUnknown
from lienthu.catalogue.models import LibraryProfile, SourceRecord
from lienthu.catalogue.search.state import SearchState
from lienthu.catalogue.services import imports
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.federation.models import Organisation
from lienthu.federation.services import add_organisation, add_site

pytestmark = pytest.mark.django_db


def load(folder: Path, name: str, library: Organisation, *records: bytes) -> None:
    imports.import_file(path=write(folder, name, *records), library=library, actor=None, at=NOW)


def test_a_library_that_is_added_while_the_hub_runs_appears_at_once(our_library: Person, tmp_path: Path) -> None:
    imports.import_file(
        path=write(tmp_path, "a.mrc", marc("1", **KIEU)), library=our_library.library, actor=None, at=NOW
    )
    assert queries.results(SearchState(q="kiều")).total == 1
    young = add_organisation(code="YOUNG", name="Thư viện mới", actor=None, at=NOW)
    load(tmp_path, "b.mrc", young, marc("x", **KIEU))
    page = queries.results(SearchState(q="kiều"))
    assert {library.code for library in page.hits[0].libraries} == {"OURS", "YOUNG"}
    assert {value.value for value in page.facets["library"]} == {"OURS", "YOUNG"}
    assert queries.results(SearchState(q="kiều", libraries=("YOUNG",))).total == 1
    assert queries.results(SearchState(q="kiều", libraries=("NOBODY",))).total == 0


def test_copies_stand_at_the_branch_that_the_place_code_means(our_library: Person, tmp_path: Path) -> None:
    branch = add_organisation(code="BRANCH", name="Thư viện huyện", parent=our_library.library, actor=None, at=NOW)
    add_site(organisation=branch, name="Phòng đọc", latitude=10.5, longitude=105.1, actor=None, at=NOW)
    LibraryProfile.objects.create(library=our_library.library, places={"KHO": "BRANCH"})
    path = write(tmp_path, "a.mrc", marc("1", **KIEU, barcodes=("B1",)))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW)
    title = SourceRecord.objects.get().title_id
    (holding,) = queries.title_page(title, near=(10.5, 105.1)).holdings
    assert (holding.library_code, holding.site_name, holding.distance_km) == ("BRANCH", "Phòng đọc", 0.0)
    facet = queries.results(SearchState(q="kiều")).facets["library"]
    assert [(value.value, value.depth, value.parent) for value in facet] == [("OURS", 0, None), ("BRANCH", 1, "OURS")]


def test_the_nearest_place_comes_first(our_library: Person, sister_library: Person, tmp_path: Path) -> None:
    for person, latitude in ((our_library, 10.4), (sister_library, 10.2)):
        add_site(organisation=person.library, name="Trụ sở", latitude=latitude, longitude=105.4, actor=None, at=NOW)
        path = write(tmp_path, f"{person.library.code}.mrc", marc("1", **KIEU, barcodes=("B",)))
        imports.import_file(path=path, library=person.library, actor=None, at=NOW)
    title = SourceRecord.objects.values_list("title", flat=True).first()
    assert title is not None
    order = [holding.library_code for holding in queries.title_page(title, near=(10.2, 105.4)).holdings]
    assert order == ["SISTER", "OURS"]


def test_a_title_whose_records_are_all_withdrawn_is_no_longer_shown_nor_found(
    our_library: Person, tmp_path: Path
) -> None:
    imports.import_file(
        path=write(tmp_path, "a.mrc", marc("1", **KIEU)), library=our_library.library, actor=None, at=NOW
    )
    load(tmp_path, "d.mrc", our_library.library, marc("1", **KIEU, status="d"))
    assert queries.results(SearchState(q="kiều")).total == 0
    with pytest.raises(TitleUnknown):
        queries.title_page(SourceRecord.objects.get().title_id)


def test_the_stored_bytes_are_read_again_for_the_marc_view(our_library: Person, tmp_path: Path) -> None:
    imports.import_file(
        path=write(tmp_path, "a.mrc", marc("1", **KIEU)), library=our_library.library, actor=None, at=NOW
    )
    record = queries.marc_view(SourceRecord.objects.get().pk)
    assert "Truyện Kiều" in (record.first("245") or "")


def test_a_number_beyond_any_table_is_an_unknown_title(db: None) -> None:
    with pytest.raises(TitleUnknown):
        queries.title_page(99999999999999999999)
