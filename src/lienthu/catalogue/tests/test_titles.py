"""Merging, splitting and answering by hand, and taking each back exactly."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.catalogue import checks, queries
from lienthu.catalogue.errors import RegroupingRefused, TitleMoved, TitleUnknown
from lienthu.catalogue.models import Copy, Doubt, Regrouping, SourceRecord, Title
from lienthu.catalogue.services import imports, indexing, titles
from lienthu.catalogue.tests.builders import KIEU, marc, write
from lienthu.common import audit

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(our_library: Person, sister_library: Person, tmp_path: Path) -> Person:
    """Titles 'Truyện Kiều' (two records, both libraries), 'Lục Vân Tiên' and 'Chinh phụ ngâm' (one record each)."""
    ours = write(
        tmp_path,
        "a.mrc",
        marc("1", **KIEU, barcodes=("B1",)),
        marc("2", title="Lục Vân Tiên", author="Nguyễn, Đình Chiểu", barcodes=("B2",)),
        marc("3", title="Chinh phụ ngâm", author="Đặng, Trần Côn"),
    )
    imports.import_file(path=ours, library=our_library.library, actor=None, at=NOW)
    theirs = write(tmp_path, "b.mrc", marc("x", **KIEU, barcodes=("S1",)))
    imports.import_file(path=theirs, library=sister_library.library, actor=None, at=NOW)
    return our_library


def state() -> object:
    """Everything that a merge or a split could touch, but for the numbers that were given out meanwhile."""
    records = list(
        SourceRecord.objects.order_by("pk").values_list(
            "pk", "title", "grouped_by", "evidence", "joined_record", "control_number", "facts", "version"
        )
    )
    used = {row[1] for row in records}
    redirects = list(Title.objects.filter(pk__in=used).order_by("pk").values_list("pk", "merged_into"))
    copies = list(Copy.objects.order_by("pk").values_list("pk", "record", "owner", "custodian", "barcode", "status"))
    return records, redirects, copies


def title_of(number: str) -> int:
    return SourceRecord.objects.get(control_number=number).title_id


def sound() -> None:
    indexing.drain()
    assert list(checks.problems()) == []


def test_a_merge_is_undone_exactly(three: Person) -> None:
    before = state()
    kept, moved = title_of("1"), title_of("2")
    merge = titles.merge(kept=kept, moved=moved, reason="thử", actor=three.user, at=NOW)
    assert title_of("2") == kept
    with pytest.raises(TitleMoved) as where:
        queries.title_page(moved)
    assert where.value.to_id == kept
    sound()
    titles.undo(regrouping=merge, actor=three.user, at=NOW)
    assert state() == before
    sound()


def test_a_split_is_undone_exactly(three: Person) -> None:
    before = state()
    record = SourceRecord.objects.get(control_number="x")
    split = titles.split(title=record.title_id, records=[record.pk], reason="thử", actor=three.user, at=NOW)
    assert title_of("x") != title_of("1")
    sound()
    titles.undo(regrouping=split, actor=three.user, at=NOW)
    assert state() == before
    sound()


def test_merges_one_upon_the_other_are_undone_from_the_last(three: Person) -> None:
    before = state()
    a, b, c = title_of("1"), title_of("2"), title_of("3")
    first = titles.merge(kept=b, moved=c, reason="thử", actor=three.user, at=NOW)
    second = titles.merge(kept=a, moved=b, reason="thử", actor=three.user, at=NOW)
    with pytest.raises(TitleMoved) as where:
        queries.title_page(c)
    assert where.value.to_id == a
    with pytest.raises(RegroupingRefused):
        titles.undo(regrouping=first, actor=three.user, at=NOW)
    titles.undo(regrouping=second, actor=three.user, at=NOW)
    titles.undo(regrouping=first, actor=three.user, at=NOW)
    assert state() == before
    sound()


def test_a_title_is_not_merged_with_itself_nor_with_one_that_never_was(three: Person) -> None:
    with pytest.raises(RegroupingRefused):
        titles.merge(kept=title_of("1"), moved=title_of("x"), reason="thử", actor=three.user, at=NOW)
    with pytest.raises(TitleUnknown):
        titles.merge(kept=title_of("1"), moved=10**9, reason="thử", actor=three.user, at=NOW)


def test_at_least_one_record_stays_with_a_title_that_is_split(three: Person) -> None:
    record = SourceRecord.objects.get(control_number="2")
    with pytest.raises(RegroupingRefused):
        titles.split(title=record.title_id, records=[record.pk], reason="thử", actor=three.user, at=NOW)


def test_who_merged_and_why_can_be_read_at_the_title(three: Person) -> None:
    kept, moved = title_of("1"), title_of("2")
    titles.merge(kept=kept, moved=moved, reason="cùng một bản in", actor=three.user, at=NOW)
    entry = audit.entries_of(Title.objects.get(pk=kept)).get()
    assert (entry.actor, entry.reason) == (three.user, "cùng một bản in")


def test_what_a_person_put_together_stays_when_the_record_comes_again_changed(three: Person, tmp_path: Path) -> None:
    titles.merge(kept=title_of("1"), moved=title_of("2"), reason="thử", actor=three.user, at=NOW)
    changed = write(tmp_path, "c.mrc", marc("2", title="Lục Vân Tiên truyện", author="Nguyễn, Đình Chiểu"))
    imports.import_file(path=changed, library=three.library, actor=None, at=NOW)
    assert title_of("2") == title_of("1")


def test_an_answered_doubt_merges_and_can_be_asked_again(three: Person) -> None:
    one, two = SourceRecord.objects.get(control_number="2"), SourceRecord.objects.get(control_number="3")
    doubt = Doubt.objects.create(record=two, other=one, evidence="")
    before = state()
    titles.answer(doubt=doubt, same=True, actor=three.user, at=NOW)
    assert title_of("2") == title_of("3")
    with pytest.raises(RegroupingRefused):
        titles.answer(doubt=doubt, same=False, actor=three.user, at=NOW)
    doubt.refresh_from_db()
    titles.reopen(doubt=doubt, actor=three.user, at=NOW)
    doubt.refresh_from_db()
    assert doubt.state == Doubt.State.OPEN
    assert state() == before
    assert Regrouping.objects.get().undone_by == three.user


def test_what_a_title_shows_comes_from_the_record_that_says_most(
    three: Person, sister_library: Person, tmp_path: Path
) -> None:
    rich = marc("y", title="Luc Van Tien", author="Nguyễn, Đình Chiểu", isbn="9786043072716", pages="200 tr.")
    imports.import_file(path=write(tmp_path, "r.mrc", rich), library=sister_library.library, actor=None, at=NOW)
    if title_of("y") != title_of("2"):
        titles.merge(kept=title_of("2"), moved=title_of("y"), reason="thử", actor=three.user, at=NOW)
    page = queries.title_page(title_of("2"))
    assert page.shown.title == "Lục Vân Tiên"
    assert page.shown.extent == "200 tr."
    assert page.shown.isbns == ("9786043072716",)
