"""Numbers of a series: one after the other, none twice, none lost."""

from datetime import date
from pathlib import Path

import pytest
from conftest import NOW, Person
from django.db import transaction

from lienthu.catalogue.models import Copy
from lienthu.cataloguing.errors import EntryRefused, SeriesRefused
from lienthu.cataloguing.models import Accession, SeriesCounter
from lienthu.cataloguing.services import accessions
from lienthu.cataloguing.tests.builders import TODAY, added, record, series
from lienthu.common import audit


def numbers(entry) -> list[str]:
    return [copy.accession_number for copy in entry.copies]


def test_numbers_follow_each_other_over_records(our_library: Person, tmp_path: Path) -> None:
    first, second = (record(our_library.library, tmp_path, n, title=t) for n, t in (("1", "Một"), ("2", "Hai")))
    kho = series(our_library.library)
    assert numbers(added(first, kho, 2)) == ["VL.000001", "VL.000002"]
    assert numbers(added(second, kho)) == ["VL.000003"]


def test_numbers_that_imported_copies_have_are_jumped_over_and_noted(our_library: Person, tmp_path: Path) -> None:
    record(our_library.library, tmp_path, "old", title="Sách cũ", barcodes=("VL.000002", "VL.000003"))
    new = record(our_library.library, tmp_path)
    kho = series(our_library.library)
    entry = added(new, kho, 2)
    assert numbers(entry) == ["VL.000001", "VL.000004"]
    assert entry.jumped == ["VL.000002", "VL.000003"]
    noted = audit.entries_of(kho).get(action="series.jumped")
    assert noted.after == {"count": 2, "from": "VL.000002", "to": "VL.000003"}


def test_the_same_number_may_stand_in_two_libraries(
    our_library: Person, sister_library: Person, tmp_path: Path
) -> None:
    for person in (our_library, sister_library):
        entry = added(record(person.library, tmp_path), series(person.library))
        assert numbers(entry) == ["VL.000001"]


def test_what_is_rolled_back_gives_its_numbers_back(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    with pytest.raises(EntryRefused), transaction.atomic():
        added(book, kho, 3)
        added(book, kho, price=-1)
    assert not Copy.objects.filter(record=book).exists()
    assert numbers(added(book, kho)) == ["VL.000001"]


def test_numbers_are_drawn_only_where_their_copies_are_stored(our_library: Person) -> None:
    kho = series(our_library.library)
    assert transaction.get_connection().in_atomic_block  # the test itself is one
    drawn = accessions.draw(series=kho, count=2, on=TODAY, actor=None, at=NOW)
    assert [number for _ordinal, number in drawn.numbers] == ["VL.000001", "VL.000002"]


@pytest.mark.django_db(transaction=True)
def test_drawing_outside_a_transaction_is_a_mistake_of_ours(our_library: Person) -> None:
    kho = series(our_library.library)
    with pytest.raises(RuntimeError, match="inside the transaction"):
        accessions.draw(series=kho, count=1, on=TODAY, actor=None, at=NOW)


def test_a_yearly_series_begins_again_each_year(our_library: Person, tmp_path: Path) -> None:
    book = record(our_library.library, tmp_path)
    kho = series(our_library.library, "{yy}.", width=4, yearly=True, first=12)
    assert numbers(added(book, kho)) == ["26.0012"]
    assert numbers(added(book, kho, on=date(2025, 12, 31))) == ["25.0001"]
    assert numbers(added(book, kho)) == ["26.0013"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"prefix": "VL."}, "prefix_taken"),
        ({"prefix": "VL2"}, "prefix_ends_in_figure"),
        ({"prefix": "A.", "yearly": True}, "year_in_prefix"),
        ({"prefix": "{year}."}, "year_in_prefix"),
        ({"prefix": "A.", "width": 0}, "width"),
        ({"prefix": "A.", "width": 3, "first": 1000}, "first_number"),
    ],
)
def test_a_series_that_would_repeat_numbers_is_refused(our_library: Person, facts: dict, code: str) -> None:
    series(our_library.library)
    with pytest.raises(SeriesRefused) as refusal:
        series(our_library.library, **facts)
    assert refusal.value.code == code


def test_a_series_that_has_given_numbers_keeps_its_prefix(our_library: Person, tmp_path: Path) -> None:
    kho = series(our_library.library)
    settings = {"name": "Kho mượn", "width": 6, "yearly": False, "site": None, "actor": None, "at": NOW}
    kho = accessions.change_series(series=kho, prefix="VM.", **settings)
    added(record(our_library.library, tmp_path), kho)
    with pytest.raises(SeriesRefused) as refusal:
        accessions.change_series(series=kho, prefix="VX.", **settings)
    assert refusal.value.code == "series_in_use"
    changed = accessions.change_series(series=kho, prefix="VM.", **settings | {"name": "Kho đọc"})
    assert changed.name == "Kho đọc"


def test_a_closed_series_gives_no_more_numbers(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    accessions.close_series(series=kho, on=TODAY, actor=None, at=NOW)
    with pytest.raises(SeriesRefused) as refusal:
        added(book, kho)
    assert refusal.value.code == "series_closed"
    assert SeriesCounter.objects.get(series=kho).last == 0


def test_a_new_series_can_go_on_behind_what_was_imported(our_library: Person, tmp_path: Path) -> None:
    book = record(our_library.library, tmp_path)
    added(book, series(our_library.library, "M."), numbers=("VL.77", "VL.000102", "VX.9"), series=None)
    assert accessions.highest_stored(our_library.library, "VL.") == 102
    assert accessions.highest_stored(our_library.library, "KT.") == 0


def test_more_than_a_shelf_at_once_is_refused(our_library: Person, tmp_path: Path) -> None:
    book, kho = record(our_library.library, tmp_path), series(our_library.library)
    with pytest.raises(SeriesRefused) as refusal:
        added(book, kho, accessions.MOST_AT_ONCE + 1)
    assert refusal.value.code == "too_many"
    assert Accession.objects.count() == 0
