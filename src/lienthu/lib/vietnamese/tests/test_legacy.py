import shutil
import subprocess
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.vietnamese import ENCODINGS, decode, encode

from .titles import marked_titles

LETTERS = "".join(
    normalize("NFC", vowel + tone)
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
)
TEXTS = st.text(LETTERS + "đĐ bcdghklmnpqrstvxBCDGHKLMNPQRSTVX0123456789.,:;()-\n", max_size=40)


@pytest.mark.parametrize("encoding", ENCODINGS)
@given(text=TEXTS)
@settings(max_examples=100, deadline=None)
def test_what_is_written_is_read_again(encoding: str, text: str) -> None:
    again = decode(encode(text, encoding), encoding)
    if encoding == "tcvn3":  # has no capitals with a tone
        assert again.lower() == text.lower()
    else:
        assert again == text


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_real_titles_come_back_whole(encoding: str) -> None:
    written = 0
    for title in marked_titles()[::5]:
        try:
            data = encode(title, encoding)
        except UnicodeEncodeError:
            continue
        written += 1
        again = decode(data, encoding)
        assert again == title or (encoding == "tcvn3" and again.lower() == title.lower())
    assert written > 4500


@pytest.mark.parametrize(
    ("encoding", "seen", "text"),  # seen: the bytes as Windows-1252 shows them
    [
        ("tcvn3", "TruyÖn KiÒu, NguyÔn Du", "Truyện Kiều, Nguyễn Du"),
        ("tcvn3", "Th\u00ad viÖn tØnh Hµ Nam", "Thư viện tỉnh Hà Nam"),
        ("tcvn3", "§¹i häc “¨n ë”", "Đại học “ăn ở”"),
        (
            "vni",
            "Truyeän Kieàu, Nguyeãn Du, saün ñöôøng ôû ñoù, kyõ só, Myõ Phöôùc",
            "Truyện Kiều, Nguyễn Du, sẵn đường ở đó, kỹ sĩ, Mỹ Phước",
        ),
        ("vni", "ÑAÏI HOÏC Aân", "ĐẠI HỌC Ân"),
        ("viscii", "Nguy\u00adn Vån", "Nguyễn Văn"),
        ("cp1258", "Tiêìng Viêòt", "Tiếng Việt"),
        ("vps", "Ti‰ng ViŒt", "Tiếng Việt"),
        ("cp1252", "“Café”", "“Café”"),
    ],
)
def test_old_bytes_are_read(encoding: str, seen: str, text: str) -> None:
    assert decode(seen.encode("cp1252"), encoding) == text


def test_a_line_typed_in_capitals_gets_the_capitals_that_tcvn3_has_not() -> None:
    heading = "§¹I HäC QUèC GIA\nNguyÔn V¨n A"
    assert decode(heading.encode("cp1252"), "tcvn3") == "ĐẠI HỌC QUỐC GIA\nNguyễn Văn A"
    assert decode("Sách TRUYÖN KIÒU hay".encode("cp1252"), "tcvn3") == "Sỏch TRUYỆN KIỀU hay"
    assert decode("Hµ Néi, TP. Hå".encode("cp1252"), "tcvn3") == "Hà Nội, TP. Hồ"


def test_reading_never_fails_on_data() -> None:
    everything = bytes(range(256))
    for encoding in (*ENCODINGS, "ascii", "utf-8", "cp1252", "latin-1"):
        assert decode(everything, encoding)
    assert decode(b"\xef\xbb\xbfTi\xe1\xba\xbfng \xff", "utf-8") == "Tiếng \ufffd"
    assert decode("Tiếng".encode("utf-16"), "utf-16") == "Tiếng"


def test_an_encoding_that_nobody_knows_is_an_error_that_names_those_known() -> None:
    with pytest.raises(LookupError, match="tcvn3"):
        decode(b"x", "vietkey")
    with pytest.raises(LookupError, match="tcvn3"):
        encode("x", "vietkey")
    with pytest.raises(UnicodeEncodeError):
        encode("越", "vni")


@pytest.mark.skipif(shutil.which("iconv") is None, reason="NOT TESTED: no iconv to judge the tables")
@pytest.mark.parametrize(("encoding", "known_as", "first"), [("viscii", "VISCII", 1), ("tcvn3", "TCVN5712-1", 0xA0)])
def test_the_tables_agree_with_iconv(encoding: str, known_as: str, first: int) -> None:
    # Below 0xA0 the standard TCVN 5712 has capitals, its fonts what Windows has there.
    data = b"".join(b"x%cx\n" % byte for byte in range(first, 256) if byte not in b"\n\r")
    judged = subprocess.run(["iconv", "-f", known_as, "-t", "UTF-8"], input=data, capture_output=True, check=True)
    assert decode(data, encoding).split("\n") == normalize("NFC", judged.stdout.decode()).split("\n")
