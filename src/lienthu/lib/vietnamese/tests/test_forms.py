from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.vietnamese import (
    beginnings,
    fold,
    fold_repeated,
    has_marks,
    is_syllable,
    marked,
    marked_repeated,
    nfc,
    words,
)

LETTERS = "aăâeêioôơuưyàảãáạỳýỷỹỵíìỉĩịqbcdđghklmnprstvxCĐÐ+#' -12²\u0301\u0302\u0323\u031b"
TEXTS = st.one_of(st.text(max_size=12), st.text(LETTERS, max_size=16))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_a_form_of_a_form_is_that_form(text: str) -> None:
    assert nfc(nfc(text)) == nfc(text)
    assert marked(marked(text)) == marked(text)
    assert fold(fold(text)) == fold(text)
    assert fold(marked(text)) == fold(text)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_composed_and_decomposed_input_give_the_same_forms(text: str) -> None:
    for form in ("NFC", "NFD"):
        other = normalize(form, text)
        assert marked(other) == marked(text)
        assert fold(other) == fold(text)
        assert has_marks(other) == has_marks(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_form_that_is_remembered_whole_is_the_same_form(text: str) -> None:
    for _first_and_again in range(2):
        assert fold_repeated(text) == fold(text)
        assert marked_repeated(text) == marked(text)


@given(st.text(LETTERS, max_size=16))
@settings(max_examples=300, deadline=None)
def test_the_mark_blind_form_of_latin_text_is_plain_words(text: str) -> None:
    assert fold(text).isascii()
    assert all(word.isalnum() and word == word.lower() for word in words(text))
    assert fold(text) == " ".join(words(text))


@pytest.mark.parametrize(
    ("text", "kept", "blind"),
    [
        ("Đặng Thuỳ Trâm: Nhật ký", "đặng thùy trâm nhật kí", "dang thuy tram nhat ki"),
        ("Ðà Nẵng", "đà nẵng", "da nang"),  # U+00D0, as many old records have it
        ("Truyện Kiều  (Tái bản)", "truyện kiều tái bản", "truyen kieu tai ban"),
        ("H'Mông – Ê-đê", "h mông ê đê", "h mong e de"),
        ("Œuvre, Straße, Łódź, smørrebrød", "œuvre straße łódź smørrebrød", "oeuvre strasse lodz smorrebrod"),
        ("ﬁn ² ③ １２ ٣ C", "fin 2 3 12 3 c", "fin 2 3 12 3 c"),
        ("C++, C#, c++17", "cplusplus csharp cplusplus 17", "cplusplus csharp cplusplus 17"),
        ("Новый Ёж; Ελληνικά", "новый ёж ελληνικά", "новый еж ελληνικα"),
        ("越南 文學 สวัสดี", "越南 文學 สวัสดี", "越南 文學 สวัสดี"),
        ("Novostʹ ko\u00adoperat͡s", "novost kooperat͡s", "novost kooperats"),
        ("Windows™ ... !", "windows", "windows"),
        ("", "", ""),
    ],
)
def test_the_two_forms_of_a_text(text: str, kept: str, blind: str) -> None:
    assert marked(text) == kept
    assert fold(text) == blind


@pytest.mark.parametrize(
    "spellings",
    [
        ("hòa", "hoà", "HOÀ", "ho\u0300a"),
        ("khỏe", "khoẻ"),
        ("thủy", "thuỷ"),
        ("hoàng", "hòang"),
        ("ủy", "uỷ"),
        ("kĩ", "kỹ"),
        ("lí", "lý"),
        ("mĩ", "mỹ"),
        ("sĩ", "sỹ"),
        ("tỉ", "tỷ"),
        ("vĩ", "vỹ"),
        ("quí", "quý", "qúy"),
        ("quít", "quýt"),
        ("già", "gìa"),
        ("tiếng", "tie\u0301\u0302ng"),
    ],
)
def test_spellings_of_one_syllable_have_one_form(spellings: tuple[str, ...]) -> None:
    assert len({marked(spelling) for spelling in spellings}) == 1
    assert len({fold(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("tai", "tay"), ("mai", "may"), ("thi", "thy"), ("tui", "tuy"), ("hòa", "hóa"), ("quy", "quay"), ("bi", "by")],
)
def test_syllables_that_differ_keep_forms_that_differ(one: str, other: str) -> None:
    assert marked(one) != marked(other)


def test_a_tone_stays_where_only_one_place_is_right() -> None:
    assert marked("quả già giữa giếng gìn quý thuở khuỷu ngoài") == "quả già giữa giếng gìn quý thuở khuỷu ngoài"


def test_words_of_other_languages_keep_their_marks() -> None:
    assert marked("Élève naïve, año") == "élève naïve año"
    assert fold("Élève naïve, año") == "eleve naive ano"


def test_a_text_has_marks_when_any_is_vietnamese() -> None:
    assert has_marks("truyện")
    assert has_marks("di đau")
    assert has_marks("a\u0300")
    assert not has_marks("truyen kieu")
    assert not has_marks("Übung façon")


def test_a_word_being_typed_is_looked_for_as_a_word_and_as_a_beginning() -> None:
    assert beginnings("nhật ky") == ("ki", "ky")
    assert beginnings("Mỹ") == ("mi", "my")
    assert beginnings("truyệ") == ("truye",)
    assert beginnings("!") == ()


@pytest.mark.parametrize("word", ["Nguyễn", "nghiêng", "quyển", "gì", "giếng", "ý", "xoong", "khuya", "TRUYỆN", "Kông"])
def test_vietnamese_words_are_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(normalize("NFD", word))


@pytest.mark.parametrize("word", ["", "cach", "élève", "ngê", "kả", "café", "školy", "måste", "ñ", "thuốcx", "2"])
def test_words_that_vietnamese_does_not_have_are_none(word: str) -> None:
    assert not is_syllable(word)
