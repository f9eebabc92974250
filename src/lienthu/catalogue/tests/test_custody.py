"""What happens to a copy after it was catalogued: its status and its record's sums, its custody and its moves."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks
from lienthu.catalogue.errors import CopyChanged
from lienthu.catalogue.models import Copy, CopyMove, IndexTask, SourceRecord
from lienthu.catalogue.search.backend import get_backend
from lienthu.catalogue.services import copies, imports, indexing
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.common import audit
from lienthu.federation.models import Site

pytestmark = pytest.mark.django_db
Status = Copy.Status


@pytest.fixture
def two(our_library: Person, tmp_path: Path) -> list[Copy]:
    """Two copies of Truyện Kiều."""
    path = write(tmp_path, "a.mrc", marc("1", **KIEU, barcodes=("B1", "B2")))
    imports.import_file(path=path, library=our_library.library, actor=None, at=NOW)
    return list(Copy.objects.order_by("barcode"))


def sums() -> tuple[int, int]:
    record = SourceRecord.objects.get()
    return record.copies_total, record.copies_available


def test_the_records_sums_follow_a_copys_status(two: list[Copy]) -> None:
    one, other = two
    copies.set_status(copy=one, status=Status.ON_LOAN)
    assert sums() == (2, 1)
    copies.set_status(copy=other, status=Status.WITHDRAWN)
    assert sums() == (1, 0)
    copies.set_status(copy=one, status=Status.LOST)
    assert sums() == (1, 0)
    copies.set_status(copy=one, status=Status.AVAILABLE)
    copies.set_status(copy=other, status=Status.AVAILABLE)
    assert sums() == (2, 2)


def test_the_index_hears_of_it_only_when_the_last_copy_goes_or_the_first_comes_back(two: list[Copy]) -> None:
    one, other = two
    copies.set_status(copy=one, status=Status.ON_LOAN)
    assert not IndexTask.objects.exists()
    copies.set_status(copy=other, status=Status.ON_LOAN)
    assert IndexTask.objects.get().titles == [one.record.title_id]
    indexing.drain()
    assert list(checks.problems()) == []
    copies.set_status(copy=other, status=Status.AVAILABLE)
    assert IndexTask.objects.count() == 1
    copies.set_status(copy=one, status=Status.AVAILABLE)
    assert IndexTask.objects.count() == 1
    indexing.drain()
    assert get_backend().count() == 1
    assert list(checks.problems()) == []


def test_a_copy_that_somebody_else_changed_meanwhile_is_not_changed_again(two: list[Copy], our_library: Person) -> None:
    seen = Copy.objects.get(pk=two[0].pk)
    copies.set_status(copy=two[0], status=Status.ON_LOAN)
    with pytest.raises(CopyChanged):
        copies.set_status(copy=seen, status=Status.ON_LOAN)
    assert sums() == (2, 1)
    elsewhere = copies.whereabouts(seen)._replace(place=Site.objects.create(organisation=our_library.library).pk)
    copies.move(copy=two[0], to=elsewhere, cause=CopyMove.Cause.ASSIGNED, actor=None, at=NOW)
    with pytest.raises(CopyChanged):
        copies.move(copy=seen, to=elsewhere, cause=CopyMove.Cause.ASSIGNED, actor=None, at=NOW)
    assert CopyMove.objects.count() == 1


def test_a_members_next_file_does_not_say_again_what_is_known_here(
    two: list[Copy], our_library: Person, tmp_path: Path
) -> None:
    copies.set_status(copy=two[0], status=Status.ON_LOAN)
    again = write(tmp_path, "b.mrc", marc("1", **KIEU, edition="Tái bản", barcodes=("B1", "B2")))
    imports.import_file(path=again, library=our_library.library, actor=None, at=NOW)
    assert Copy.objects.get(barcode="B1").status == Status.ON_LOAN
    assert sums() == (2, 1)
    without = write(tmp_path, "c.mrc", marc("1", **KIEU, edition="In lần 3"))
    imports.import_file(path=without, library=our_library.library, actor=None, at=NOW)
    assert list(Copy.objects.order_by("barcode").values_list("status", flat=True)) == ["on_loan", "withdrawn"]
    assert sums() == (1, 0)
    indexing.drain()
    assert list(checks.problems()) == []


def test_a_move_changes_custody_and_never_the_owner(
    two: list[Copy], our_library: Person, sister_library: Person
) -> None:
    copy = two[0]
    there = Site.objects.create(organisation=sister_library.library, name="Kho mượn")
    to = copies.whereabouts(copy)._replace(custodian=sister_library.library.pk, place=there.pk)
    copies.move(copy=copy, to=to, cause=CopyMove.Cause.RECEIVED, actor=our_library.user, at=NOW, reason="luân chuyển")
    stored = Copy.objects.get(pk=copy.pk)
    assert (stored.owner, stored.custodian, stored.place) == (our_library.library, sister_library.library, there)
    entry = audit.entries_of(copy).get()
    assert (entry.actor, entry.reason) == (our_library.user, "luân chuyển")
    assert list(checks.problems()) == []


def test_custody_that_no_move_explains_is_found(two: list[Copy], sister_library: Person) -> None:
    copy = two[0]
    there = Site.objects.create(organisation=sister_library.library, name="Kho mượn")
    to = copies.whereabouts(copy)._replace(place=there.pk)
    copies.move(copy=copy, to=to, cause=CopyMove.Cause.ASSIGNED, actor=None, at=NOW)
    Copy.objects.filter(pk=copy.pk).update(custodian=sister_library.library, place=None)
    found = list(checks.problems())
    assert len(found) == 2
    assert all(f"Copy {copy.pk} is not where" in problem for problem in found)


def test_many_copies_change_hands_at_once_or_none_does(two: list[Copy], sister_library: Person) -> None:
    there = copies.whereabouts(two[0])._replace(custodian=sister_library.library.pk)
    held = copies.lock_all([two[1].pk, two[0].pk, two[1].pk])
    assert [copy.pk for copy in held] == sorted(copy.pk for copy in two)
    copies.set_status_of_all(copies=held, status=Status.IN_TRANSIT)
    assert sums() == (2, 0)
    copies.move_all(goals=[(copy, there) for copy in held], cause=CopyMove.Cause.SENT, actor=None, at=NOW)
    assert set(Copy.objects.values_list("custodian", flat=True)) == {sister_library.library.pk}
    assert CopyMove.objects.count() == 2
    assert [entry.action for entry in audit.entries_of(two[0])][:1] == ["copy.moved"]
    stale = [held[0], two[1]]  # as it was before it moved
    with pytest.raises(CopyChanged):
        copies.set_status_of_all(copies=stale, status=Status.AVAILABLE)
    assert set(Copy.objects.values_list("status", flat=True)) == {"in_transit"}
    back = copies.whereabouts(two[1])
    stale = [Copy.objects.get(pk=held[0].pk), two[1]]
    with pytest.raises(CopyChanged):
        copies.move_all(goals=[(copy, back) for copy in stale], cause=CopyMove.Cause.CORRECTED, actor=None, at=NOW)
    assert CopyMove.objects.count() == 2
