"""While one types: headings with or without marks, by any word, and what leads to them; what is said of a record."""

from pathlib import Path

import pytest
from conftest import Person

from lienthu.authorities.models import Heading, Relation
from lienthu.authorities.queries.suggestions import WIDE, hints, led_from, suggestions
from lienthu.authorities.services import forms
from lienthu.lib.marc import headings
from lienthu.lib.marc.coded import NEW_LEADER
from lienthu.lib.marc.record import Record

from .builders import heading, merged, person_form, saved
from .test_files import HO_CHI_MINH, taken

pytestmark = pytest.mark.django_db


def names(text: str, kind: str = "person") -> list[str]:
    return [each.heading.text for each in suggestions(kind, text)]


@pytest.fixture
def shelf(our_library: Person) -> None:
    saved(our_library, "Truyện Kiều", ("100", "0 \x1faNguyễn Du,\x1fd1765-1820"), ("650", " 4\x1faTruyện thơ"))
    saved(our_library, "Văn chiêu hồn", ("100", "0 \x1faNguyễn Du,\x1fd1765-1820"))
    saved(our_library, "Từ ấy", ("100", "0 \x1faTố Hữu"), ("650", " 4\x1faThơ"))
    saved(our_library, "Lều chõng", ("100", "0 \x1faNgô Tất Tố"))


@pytest.mark.once
@pytest.mark.parametrize("typed", ["nguyen d", "Nguyễn", "NGUYEN DU", "du", "nguyen du 17"])
def test_a_name_is_found_by_its_beginning_and_by_the_given_name(shelf: None, typed: str) -> None:
    assert names(typed)[0] == "Nguyễn Du, 1765-1820"


def test_a_beginning_comes_before_a_later_word_and_typed_marks_count(shelf: None) -> None:
    assert names("to") == ["Tố Hữu", "Ngô Tất Tố"]
    assert names("tố h") == ["Tố Hữu"]
    assert names("tho", "topic") == ["Thơ", "Truyện thơ"]
    assert names("thơ", "person") == []


def test_every_suggestion_says_how_many_records_use_it(shelf: None) -> None:
    assert suggestions("person", "nguyen du")[0].uses == 2


@pytest.mark.once
def test_a_reference_is_found_and_leads_to_the_heading(shelf: None, our_library: Person, tmp_path: Path) -> None:
    taken(tmp_path, HO_CHI_MINH)
    saved(our_library, "Đường kách mệnh", ("100", "0 \x1faNguyễn Ái Quốc"))
    (found,) = suggestions("person", "nguyen sinh c")
    assert (found.typed.text, found.heading.text, found.uses) == (
        "Nguyễn Sinh Cung, 1890-1969", "Hồ Chí Minh, 1890-1969", 1,
    )  # fmt: skip


@pytest.mark.once
def test_a_form_that_nothing_uses_any_more_is_not_offered(shelf: None, our_library: Person) -> None:
    saved(our_library, "Việt Bắc", ("100", "0 \x1faTố-Hữu"))
    merged("Tố-Hữu", "Tố Hữu", [our_library])
    assert names("to huu") == ["Tố Hữu"]


def test_of_very_many_that_begin_so_the_most_used_are_offered(our_library: Person) -> None:
    many = [("person", person_form(f"Nguyễn Văn {number:04}")) for number in range(WIDE + 50)]
    forms.add({headings.key_of(*each): each for each in many}, source="file")
    saved(our_library, "Một", ("100", f"0 \x1faNguyễn Văn {WIDE + 40:04}"))
    assert names("nguyen v")[0] == f"Nguyễn Văn {WIDE + 40:04}"
    assert len(names("nguyen v")) == 20


def from_file(name: str, years: str = "") -> None:
    form = person_form(name, years)
    forms.add({headings.key_of("person", form): ("person", form)}, source="file")


def test_the_form_from_a_file_is_offered_before_longer_names_and_before_other_forms_of_the_name(
    our_library: Person,
) -> None:
    many = [("person", person_form(f"Nguyễn Đức {number:04}")) for number in range(WIDE + 5)]
    forms.add({headings.key_of(*each): each for each in many}, source="records")
    Heading.objects.update(uses=9)
    from_file("Nguyễn Du", "1765-1820")
    saved(our_library, "Truyện Kiều", ("100", "0 \x1faNguyễn Du"))
    saved(our_library, "Bắc hành", ("100", "0 \x1faNguyễn Du Tử"))
    assert names("nguyen du")[:3] == ["Nguyễn Du, 1765-1820", "Nguyễn Du", "Nguyễn Du Tử"]
    assert names("nguyễn du")[0] == "Nguyễn Du, 1765-1820"


def test_a_form_that_records_use_is_told_of_the_one_from_a_file_unless_a_person_found_them_different(
    our_library: Person,
) -> None:
    from_file("Hồ Chí Minh", "1890-1969")
    saved(our_library, "Đường kách mệnh", ("100", "1 \x1faHồ, Chí Minh,\x1fd1890-1969"))
    record = Record(NEW_LEADER, [("100", "1 \x1faHồ, Chí Minh,\x1fd1890-1969"), ("700", "0 \x1faHồ Chí Minh")])
    told = [(each.at, each.code, each.heading.text if each.heading else "") for each in hints(record)]
    assert told == [(0, "settled", "Hồ Chí Minh, 1890-1969"), (1, "alike", "Hồ Chí Minh, 1890-1969")]
    pair = {"one": heading("Hồ, Chí Minh, 1890-1969"), "other": heading("Hồ Chí Minh, 1890-1969")}
    Relation.objects.create(**pair, kind=Relation.Kind.DIFFERENT)
    assert [each.code for each in hints(record)] == ["alike"]


def test_nothing_typed_and_nothing_but_signs_give_nothing(shelf: None) -> None:
    assert names("") == names("?!") == names("x" * 300) == []


def test_a_record_is_told_of_references_of_likenesses_and_of_what_is_new(
    shelf: None, our_library: Person, tmp_path: Path
) -> None:
    taken(tmp_path, HO_CHI_MINH)
    record = Record(
        NEW_LEADER,
        [
            ("100", "0 \x1faNguyễn Ái Quốc"), ("700", "0 \x1faNguyễn Du"), ("700", "0 \x1faTố Hữu"),
            ("650", " 4\x1faNuôi tôm"),
        ],
    )  # fmt: skip
    told = [(each.at, each.code, each.heading.text if each.heading else "") for each in hints(record)]
    assert told == [(0, "leads", "Hồ Chí Minh, 1890-1969"), (1, "alike", "Nguyễn Du, 1765-1820"), (3, "new", "")]


def test_namesakes_with_other_years_are_not_alike(shelf: None) -> None:
    record = Record(NEW_LEADER, [("100", "0 \x1faNguyễn Du,\x1fd1950-")])
    assert [each.code for each in hints(record)] == ["new"]


def test_readers_words_lead_on_only_where_they_are_no_heading_of_their_own(
    shelf: None, our_library: Person, tmp_path: Path
) -> None:
    taken(tmp_path, HO_CHI_MINH)
    assert led_from("nguyen sinh cung") == []  # no record has anything of his
    saved(our_library, "Nhật ký trong tù", ("100", "0 \x1faHồ Chí Minh,\x1fd1890-1969"))
    assert led_from("Nguyễn Sinh Cung") == [heading("Hồ Chí Minh, 1890-1969")]
    assert led_from("Tố Hữu") == led_from("") == []
