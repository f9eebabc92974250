import pytest

from lienthu.lib.shelving.marks import BY_LETTERS, MarkScheme, author_mark, title_mark
from lienthu.lib.shelving.rhymes import RHYMES
from lienthu.lib.vietnamese.numbers import LARGEST, in_words
from lienthu.lib.vietnamese.syllable import FORMS

PLAIN = MarkScheme()


@pytest.mark.parametrize(
    ("title", "mark"),
    [
        ("Truyện Kiều : thơ", "TR527K"),
        ("Giáo trình triết học", "GI-108T"),
        ("Lịch sử Việt Nam", "L302S"),
        ("Một số vấn đề", "M458S"),
        ("Phương pháp luận", "PH561P"),
        ("Đất rừng phương Nam", "Đ124R"),
        ("ĐẤT RỪNG PHƯƠNG NAM", "Đ124R"),
        ("Nghệ thuật nói", "NGH250T"),
        ("Quy hoạch đô thị", "QU600H"),
        ("Gì cũng cười", "G300C"),
        ("Giếng nước", "G306N"),
        ("Anh hùng", "A107H"),
        ("Ông già và biển cả", "Ô455G"),
        ("Ứng dụng", "Ư556D"),
        ("Kỹ thuật", "K600T"),
        ("“Làng”", "L106"),
        ("100 câu hỏi", "M458T"),
        ("Harry Potter", "H100P"),
        ("", ""),
        ("...", ""),
    ],
)
def test_a_title_is_coded_by_its_first_syllable_and_the_next(title: str, mark: str) -> None:
    assert title_mark(title, PLAIN) == mark


def test_a_word_without_a_vowel_keeps_its_letters() -> None:
    assert title_mark("HTML căn bản", PLAIN) == "HTMLC"
    assert title_mark("2000000 cây", PLAIN) == "2C"


def test_a_library_may_take_the_whole_consonants_of_the_second_syllable() -> None:
    assert title_mark("Hồ Chí Minh", MarkScheme(whole_onset=True)) == "H450CH"
    assert title_mark("Hồ Chí Minh", PLAIN) == "H450C"


def test_a_library_may_take_letters_only() -> None:
    scheme = MarkScheme(kind=BY_LETTERS, letters=3)
    assert title_mark("Đất rừng phương Nam", scheme) == "DAT"
    assert title_mark("Ở", scheme) == "O"


def test_a_library_s_own_table_decides() -> None:
    assert title_mark("Truyện Kiều", MarkScheme(rhymes={**RHYMES, "uyên": 599})) == "TR599K"


@pytest.mark.parametrize(
    ("author", "mark"),
    [
        ("Nguyễn, Du, 1765-1820", "NG527D"),
        ("Nguyễn Nhật Ánh", "NG527A"),
        ("Phụng, Vũ Trọng", "V500P"),
        ("Tố Hữu", "T450H"),
        ("Anh Đức (1935-2014)", "A107Đ"),
        ("1935-", ""),
    ],
)
def test_an_author_is_coded_by_family_and_given_name(author: str, mark: str) -> None:
    assert author_mark(author, PLAIN) == mark


def test_an_author_may_be_coded_by_the_syllable_that_follows() -> None:
    assert author_mark("Nguyễn Nhật Ánh", MarkScheme(next_syllable=True)) == "NG527N"


def test_every_number_of_the_table_stands_once_and_every_syllable_finds_one() -> None:
    assert len(set(RHYMES.values())) == len(RHYMES)
    without = [word for word in FORMS if not any(letter.isdigit() for letter in title_mark(word, PLAIN))]
    assert without == []


@pytest.mark.parametrize(
    ("number", "words"),
    [(0, "không"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (101, "một trăm linh một"),
     (1001, "một nghìn không trăm linh một"), (12_000, "mười hai nghìn"), (25, "hai mươi lăm")],
)  # fmt: skip
def test_figures_are_read_out(number: int, words: str) -> None:
    assert in_words(number) == words


def test_a_number_beyond_reading_is_refused() -> None:
    with pytest.raises(ValueError, match="read out"):
        in_words(LARGEST + 1)
