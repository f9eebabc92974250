import pytest

from lienthu.patrons import queries
from lienthu.patrons.tests import builders

NAMES = ["Trần Ánh Anh", "Nguyễn Nhật Ánh", "Nguyễn Thị Ánh", "Lê Văn Tám", "Đặng Thuỳ Trâm", "Nguyễn Văn An"]


@pytest.fixture
def library(our_library):
    for name in NAMES:
        builders.patron(our_library.library, name, phone="0903 111 22" + str(NAMES.index(name)))
    return our_library.library


def found(text: str, library, **how: object) -> list[str]:
    return [patron.full_name for patron in queries.search(text, library=library, **how)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nguyen nhat anh", ["Nguyễn Nhật Ánh"]),
        ("ANH  nguyen", ["Nguyễn Nhật Ánh", "Nguyễn Thị Ánh"]),
        ("dang thuy tram", ["Đặng Thuỳ Trâm"]),
        ("Đặng Thùy", ["Đặng Thuỳ Trâm"]),
        ("tram, dang", ["Đặng Thuỳ Trâm"]),
        ("nguyen v", ["Nguyễn Văn An"]),
        ("ng", ["Nguyễn Văn An", "Nguyễn Nhật Ánh", "Nguyễn Thị Ánh"]),
        ("ánh", ["Trần Ánh Anh", "Nguyễn Nhật Ánh", "Nguyễn Thị Ánh"]),
        ("nguyễn ánh", ["Nguyễn Nhật Ánh", "Nguyễn Thị Ánh"]),
        ("anh ánh", ["Trần Ánh Anh", "Nguyễn Nhật Ánh", "Nguyễn Thị Ánh"]),
        ("nguyễn nhạt", ["Nguyễn Nhật Ánh"]),  # marks that nobody has: then without them
        ("tam ", ["Lê Văn Tám"]),
        ("ta ", []),  # a word that is finished is whole
        ("???", []),
        ("", []),
    ],
)
def test_names_are_found_with_or_without_marks_in_any_order_by_given_name(library, text, names) -> None:
    assert found(text, library) == names


def test_a_phone_number_is_found_however_it_is_written(library) -> None:
    assert found("+84 903.111.223", library) == ["Lê Văn Tám"]


def test_a_number_and_a_card_that_is_lost_find_their_patron(library) -> None:
    patron = builders.patron(library, "Hồ Xuân Hương", card="THE-1")
    from lienthu.patrons.services import cards

    cards.mark_lost(card=builders.card_of(patron), actor=None, at=builders.AT)
    assert found("the-1", library) == found(patron.number.lower(), library) == ["Hồ Xuân Hương"]


def test_a_common_word_is_answered_in_order_and_no_further_than_asked(library) -> None:
    assert found("nguyen", library, limit=2) == ["Nguyễn Văn An", "Nguyễn Nhật Ánh"]


def test_another_librarys_patrons_are_not_found(library, sister_library) -> None:
    assert found("nguyen", sister_library.library) == []
    builders.patron(sister_library.library, "Nguyễn Bính")
    assert len(queries.search("nguyen", library=[library, sister_library.library])) == 4
