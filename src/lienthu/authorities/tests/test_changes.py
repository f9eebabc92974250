"""A corrected or merged heading takes the records along that are kept here, and everything else in what is shown."""

from pathlib import Path

import pytest
from conftest import NOW, Person

from lienthu.authorities import checks
from lienthu.authorities.errors import ChangeRefused
from lienthu.authorities.models import Heading, Relation, RewrittenRecord
from lienthu.authorities.queries.effects import Effects, effects_of
from lienthu.authorities.services import changes, harvest, references
from lienthu.authorities.services.changes import AT_ONCE
from lienthu.catalogue import checks as catalogue_checks
from lienthu.catalogue import queries as catalogue
from lienthu.catalogue.models import SourceRecord
from lienthu.catalogue.queries.directory import forget
from lienthu.catalogue.search.state import SearchState
from lienthu.catalogue.services import indexing
from lienthu.catalogue.services.imports import import_file
from lienthu.catalogue.services.records import save_record
from lienthu.catalogue.tests.builders import marc, write
from lienthu.common import audit, jobs
from lienthu.lib.marc.record import Record

from .builders import corrected, heading, merged, person_form, saved

pytestmark = pytest.mark.django_db

TO_HOAI = ("100", "0 \x1faTô Hoài")
WITH_YEARS = person_form("Tô Hoài", "1920-2014")


def field(source: SourceRecord, tag: str = "100") -> str:
    return catalogue.marc_view(source.pk).first(tag) or ""


def all_is_well() -> None:
    harvest.catch_up()
    indexing.drain()
    assert list(checks.problems()) == []
    assert list(catalogue_checks.problems()) == []


def state() -> tuple[object, ...]:
    """Everything that a change touches, as one value: headings, relations, uses and fields of records."""
    harvest.catch_up()
    forms = sorted(
        (one.text, one.leads_to.text if one.leads_to else "", one.uses)
        for one in Heading.objects.select_related("leads_to")
        if one.uses or one.leads_to_id or one.references.exists()
    )
    relations = sorted(Relation.objects.values_list("one__text", "other__text", "kind"))
    records = [
        [field for field in catalogue.marc_view(source.pk).fields if field[0] != "005"]
        for source in SourceRecord.objects.order_by("pk")
    ]
    return forms, relations, records


@pytest.mark.once
def test_correcting_a_heading_rewrites_the_records_kept_here(our_library: Person) -> None:
    source = saved(our_library, "Dế mèn", TO_HOAI, ("700", "0 \x1faTạ Huy Long,\x1feminh họa"))
    change = corrected("Tô Hoài", WITH_YEARS, [our_library])
    assert field(source) == "0 \x1faTô Hoài,\x1fd1920-2014"
    assert field(source, "700") == "0 \x1faTạ Huy Long,\x1feminh họa"
    assert SourceRecord.objects.get().version == 2
    assert change.records.get().state == RewrittenRecord.State.DONE
    assert heading("Tô Hoài").leads_to == heading("Tô Hoài, 1920-2014")
    assert (heading("Tô Hoài").uses, heading("Tô Hoài, 1920-2014").uses) == (0, 1)
    entry = audit.entries_of(source)[0]
    assert (entry.action, "Tô Hoài → Tô Hoài, 1920-2014" in entry.reason) == ("record.heading_corrected", True)
    all_is_well()


def test_what_follows_the_heading_in_a_field_stays(our_library: Person) -> None:
    source = saved(
        our_library, "Phê bình",
        ("600", "04\x1faTô Hoài\x1fxTác phẩm"), ("700", "0 \x1faTô Hoài,\x1fetác giả.\x1f0(LT)99"),
    )  # fmt: skip
    corrected("Tô Hoài", WITH_YEARS, [our_library])
    number = heading("Tô Hoài, 1920-2014").pk
    assert field(source, "600") == "04\x1faTô Hoài,\x1fd1920-2014\x1fxTác phẩm"
    assert field(source, "700") == f"0 \x1faTô Hoài,\x1fd1920-2014,\x1fetác giả.\x1f0(LT){number}"


@pytest.mark.once
def test_records_of_a_members_file_stay_and_are_shown_in_the_new_form(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", title="Dế mèn phiêu lưu ký", author="Tô Hoài", isbn="9786043072716"))
    import_file(path=path, library=our_library.library, actor=None, at=NOW)
    harvest.catch_up()
    assert effects_of(heading("Tô Hoài"), [our_library.library.pk]) == Effects(0, 1, 0)
    change = corrected("Tô Hoài", WITH_YEARS, [our_library])
    indexing.drain()
    source = SourceRecord.objects.get()
    assert (source.version, field(source)) == (1, "  \x1faTô Hoài")
    assert catalogue.titles_shown([source.title_id])[source.title_id].authors == ("Tô Hoài, 1920-2014",)
    for words in ("tác giả:1920-2014", "to hoai"):
        assert catalogue.results(SearchState(q=words.replace("tác giả:", "author:"))).total == 1
    all_is_well()
    again = import_file(path=path, library=our_library.library, actor=None, at=NOW)
    assert again.counts.unchanged == 1
    changes.undo(change=change, actor=None, at=NOW)
    forget()
    assert catalogue.titles_shown([source.title_id])[source.title_id].authors == ("Tô Hoài",)
    all_is_well()


def test_records_of_files_are_rewritten_where_that_was_asked_for(our_library: Person, tmp_path: Path) -> None:
    path = write(tmp_path, "a.mrc", marc("1", title="Dế mèn phiêu lưu ký", author="Tô Hoài"))
    import_file(path=path, library=our_library.library, actor=None, at=NOW)
    harvest.catch_up()
    corrected("Tô Hoài", WITH_YEARS, [our_library], with_files=True)
    assert field(SourceRecord.objects.get()) == "0 \x1faTô Hoài,\x1fd1920-2014"
    all_is_well()


@pytest.mark.once
def test_other_libraries_records_are_not_rewritten(our_library: Person, sister_library: Person) -> None:
    ours, theirs = saved(our_library, "Dế mèn", TO_HOAI), saved(sister_library, "Vợ chồng A Phủ", TO_HOAI)
    assert effects_of(heading("Tô Hoài"), [our_library.library.pk]) == Effects(1, 0, 1)
    corrected("Tô Hoài", WITH_YEARS, [our_library])
    assert (field(ours), field(theirs)) == ("0 \x1faTô Hoài,\x1fd1920-2014", "0 \x1faTô Hoài")
    assert catalogue.titles_shown([theirs.title_id])[theirs.title_id].authors == ("Tô Hoài, 1920-2014",)
    all_is_well()


def test_merging_takes_references_and_relations_along_and_can_be_undone_exactly(our_library: Person) -> None:
    saved(our_library, "Dế mèn", TO_HOAI)
    saved(our_library, "Tự truyện", ("100", "0 \x1faTô Hoài,\x1fd1920-2014"), ("700", "0 \x1faNguyễn Sen"))
    saved(our_library, "Cát bụi", ("100", "0 \x1faNam Cao"))
    references.refer(heading=heading("Tô Hoài"), form=person_form("Mai Trang"), actor=None, at=NOW)
    for other in ("Nam Cao", "Tô Hoài, 1920-2014"):
        references.relate(one=heading("Tô Hoài"), other=heading(other), kind="also", actor=None, at=NOW)
    references.relate(one=heading("Tô Hoài, 1920-2014"), other=heading("Nam Cao"), kind="also", actor=None, at=NOW)
    before = state()
    change = merged("Tô Hoài", "Tô Hoài, 1920-2014", [our_library])
    assert heading("Mai Trang").leads_to == heading("Tô Hoài, 1920-2014")
    assert list(Relation.objects.values_list("one__text", "other__text")) == [("Tô Hoài, 1920-2014", "Nam Cao")]
    assert heading("Tô Hoài, 1920-2014").uses == 2
    all_is_well()
    changes.undo(change=change, actor=None, at=NOW)
    assert state() == before
    all_is_well()


def test_undoing_leaves_what_was_edited_since(our_library: Person) -> None:
    source = saved(our_library, "Dế mèn", TO_HOAI)
    change = corrected("Tô Hoài", WITH_YEARS, [our_library])
    record = catalogue.marc_view(source.pk)
    edited = [("100", "0 \x1faTô Hoài,\x1fenhà văn") if tag == "100" else (tag, each) for tag, each in record.fields]
    save_record(
        library=our_library.library, record=Record(record.leader, edited), actor=None, at=NOW, of=source, version=2
    )
    changes.undo(change=change, actor=None, at=NOW)
    assert field(source) == "0 \x1faTô Hoài,\x1fenhà văn"
    assert change.records.get().state == RewrittenRecord.State.LEFT


@pytest.mark.once
def test_a_correction_back_turns_the_reference_round(our_library: Person) -> None:
    source = saved(our_library, "Dế mèn", TO_HOAI)
    first = corrected("Tô Hoài", WITH_YEARS, [our_library])
    second = corrected("Tô Hoài, 1920-2014", person_form("Tô Hoài"), [our_library])
    assert field(source) == "0 \x1faTô Hoài"
    assert heading("Tô Hoài, 1920-2014").leads_to == heading("Tô Hoài")
    with pytest.raises(ChangeRefused):
        changes.undo(change=first, actor=None, at=NOW)
    changes.undo(change=second, actor=None, at=NOW)
    changes.undo(change=first, actor=None, at=NOW)
    assert field(source) == "0 \x1faTô Hoài"
    all_is_well()


def test_a_form_that_is_a_heading_already_is_merged_and_not_written_over(our_library: Person) -> None:
    saved(our_library, "Dế mèn", TO_HOAI)
    saved(our_library, "Tự truyện", ("100", "0 \x1faTô Hoài,\x1fd1920-2014"))
    with pytest.raises(ChangeRefused) as refused:
        corrected("Tô Hoài", WITH_YEARS, [our_library])
    assert refused.value.context["heading"] == heading("Tô Hoài, 1920-2014").pk


def test_many_records_follow_by_a_job_that_can_be_repeated(our_library: Person) -> None:
    for number in range(AT_ONCE + 1):
        saved(our_library, f"Sách thứ {number}", TO_HOAI)
    change = corrected("Tô Hoài", WITH_YEARS, [our_library])
    assert change.job is not None
    assert heading("Tô Hoài").uses == AT_ONCE + 1
    assert jobs.work_here() == 1
    assert change.records.filter(state="done").count() == AT_ONCE + 1
    assert heading("Tô Hoài, 1920-2014").uses == AT_ONCE + 1
    assert changes.carry_out(change=change, at=NOW)["done"] == AT_ONCE + 1
    assert set(SourceRecord.objects.values_list("version", flat=True)) == {2}
    changes.undo(change=change, actor=None, at=NOW)
    assert jobs.work_here() == 1
    assert heading("Tô Hoài").uses == AT_ONCE + 1
    all_is_well()


@pytest.mark.once
def test_forms_that_read_alike_and_lead_apart_are_shown_as_written(our_library: Person, sister_library: Person) -> None:
    saved(our_library, "Một", ("650", " 4\x1faTho"))
    saved(our_library, "Hai", ("653", "  \x1faTHO"))
    saved(our_library, "Ba", ("650", " 4\x1faThơ"), ("650", " 4\x1faThọ"))
    merged("Tho", "Thơ")
    one = SourceRecord.objects.order_by("pk")[0]
    forget()
    assert catalogue.titles_shown([one.title_id])[one.title_id].subjects == ("Tho",)
    merged("THO", "Thơ")
    forget()
    assert catalogue.titles_shown([one.title_id])[one.title_id].subjects == ("Thơ",)
    all_is_well()
