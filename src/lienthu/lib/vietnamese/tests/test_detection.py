import random

import pytest

from lienthu.lib.vietnamese import ENCODINGS, decode, detect, detect_text, encode, repair

from .titles import marked_titles

# Titles in languages whose libraries write Latin letters with marks, none of them Vietnamese.
FOREIGN = {
    "cp1252": [
        "À la recherche du temps perdu", "Les misérables : où est la vérité ?", "L'été à la campagne",
        "Là-bas, le château de Noël", "Die Verwandlung : Erzählungen für große Leser", "Über die Grenzen des Möglichen",
        "Körkarlen: berättelse från förra århundradet", "Nils Holgerssons resa är här",
        "Så går en dag från vår tid och kommer åter", "Kalevala – elämää järven rannalla, yö ja päivä",
        "Cien años de soledad", "El niño y el corazón de la montaña", "Os Lusíadas: a canção do irmão",
        "São Tomé e a ilha perdida",
        "Smørrebrød på dansk: en bog om køkkenet i København", "Æsops fabler på ny",
        "La città è più bella: così è la verità", "Ísland á öldinni: þjóð og saga", "El Niño", "Pokémon: Été",
    ],
    "iso8859-2": [
        "Dobrý voják Švejk a jiné podivné historky", "Žlutý kůň přes hory", "Příliš hlučná samota",
        "Lalka : powieść współczesna dla młodzieży", "Łódź nad rzeką, źródła i ujścia", "Az arany ember és a jövő",
    ],
    "cp1251": ["Война и мир: роман в четырёх томах", "Преступление и наказание"],
}  # fmt: skip


@pytest.mark.parametrize("size", [1, 5, 20])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_titles_in_a_legacy_encoding_are_recognised(encoding: str, size: int) -> None:
    # One title may be "Ngây Ngô", which reads well in three encodings; vps, the rarest, is favoured least.
    enough = {1: {"vps": 0.9, "viscii": 0.95}.get(encoding, 0.96), 5: 0.99, 20: 1.0}[size]
    choice = random.Random(size)  # noqa: S311
    writable = [title for title in choice.sample(marked_titles(), 600) if _can_write(title, encoding)]
    samples = [choice.sample(writable, size) for _sample in range({1: 300, 5: 60, 20: 15}[size])]
    right = 0
    for sample in samples:
        data = encode("\n".join(sample), encoding)
        right += decode(data, detect(data).encoding) == decode(data, encoding)
    assert right / len(samples) >= enough


def _can_write(title: str, encoding: str) -> bool:
    try:
        return not encode(title, encoding).isascii()
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize(("codec", "title"), [(codec, title) for codec, titles in FOREIGN.items() for title in titles])
def test_another_language_is_not_taken_for_vietnamese(codec: str, title: str) -> None:
    assert detect(title.encode(codec)).encoding in {"cp1252", "ascii"}


@pytest.mark.parametrize("codec", FOREIGN)
def test_a_whole_list_in_another_language_is_surely_not_vietnamese(codec: str) -> None:
    guess = detect("\n".join(FOREIGN[codec]).encode(codec))
    assert guess.encoding == "cp1252"
    assert guess.confidence > 0.99


def test_ascii_and_utf8_are_what_they_are() -> None:
    assert detect(b"Truyen Kieu") == ("ascii", 1.0)
    assert detect(b"") == ("ascii", 1.0)
    assert detect("Truyện Kiều".encode()).encoding == "utf-8"
    assert detect("Café".encode()).encoding == "utf-8"
    assert detect("Truyện".encode("utf-16")).encoding == "utf-16"
    assert detect(b"\n".join(title.encode() for title in marked_titles()[:3000])).encoding == "utf-8"


def test_a_few_broken_bytes_do_not_make_utf8_another_encoding() -> None:
    data = "Nguyễn Du, Truyện Kiều, Hà Nội".encode() + b"\xff"
    guess = detect(data)
    assert guess.encoding == "utf-8"
    assert guess.confidence < 1


def test_a_record_of_iso_2709_is_recognised_as_it_stands() -> None:
    record = b"00095nam a2200049 a 450024500350000\x1e10\x1fa" + encode("Truyện Kiều", "tcvn3") + b"\x1fc"
    record += encode("Nguyễn Du", "tcvn3") + b"\x1e\x1d"
    assert detect(record).encoding == "tcvn3"


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("Nguyªn", "Nguyên"),
        ("Vieät Nam", "Việt Nam"),
        ("Hµ Néi", "Hà Nội"),
        ("H\u03bc Néi", "Hà Nội"),  # a program took the micro sign for a Greek letter
        ("TruyÖn KiÒu", "Truyện Kiều"),
        ("TRUYÖN KIÒU", "TRUYỆN KIỀU"),
        ("Nguyá»…n Du", "Nguyễn Du"),
    ],
)
def test_legacy_letters_in_a_sheet_are_repaired(seen: str, meant: str) -> None:
    assert repair(seen) == meant


@pytest.mark.parametrize("text", ["", "Truyen Kieu", "Café", "où", "Nguyễn Du", "Là nhà", "Công cha", "Cô", "文"])
def test_a_text_that_is_as_it_should_be_is_left_alone(text: str) -> None:
    assert repair(text) is None


def test_no_proper_title_is_ever_repaired() -> None:
    assert [title for title in marked_titles()[::3] if repair(title) is not None] == []


def test_a_column_speaks_for_cells_too_short_to_speak_for_themselves() -> None:
    column = ["NguyÔn Du", "TruyÖn KiÒu", "B¶o", "Café"]
    guess = detect_text(column)
    assert guess.encoding == "tcvn3"
    assert [repair(cell, guess.encoding) for cell in column] == ["Nguyễn Du", "Truyện Kiều", "Bảo", None]


def test_a_column_in_order_is_unicode() -> None:
    assert detect_text(marked_titles()[:200]).encoding == "unicode"
    assert detect_text(["Café", "Noël"]).encoding == "unicode"
    assert detect_text(["plain", ""]) == ("unicode", 1.0)
    assert detect_text(["Nguyá»…n Du", "Truyá»‡n"]).encoding == "utf-8"
