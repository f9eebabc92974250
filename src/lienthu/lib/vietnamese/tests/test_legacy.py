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
    for title in marked_titles()[::3]:
        try:
            data = encode(title, encoding)
        except UnicodeEncodeError:
            continue
        written += 1
        again = decode(data, encoding)
        assert again == title or (encoding == "tcvn3" and again.lower() == title.lower())
    assert written > 8000


@pytest.mark.parametrize(
    ("encoding", "data", "text"),
    [
        ("tcvn3", b"TruyÖn KiÒu, NguyÔn Du", ""),
        ("tcvn3", "Th­ viÖn tØnh Hµ Nam".encode("latin-1"), "Thư viện tỉnh Hà Nam"),
        ("tcvn3", "§¹i häc".encode("latin-1"), "Đại học"),
        ("vni", "Truyeän Kieàu, Nguyeãn Du, saün ñöôøng ôû ñoù, kyõ só, Myõ Phöôùc".encode("latin-1"), ""),
        ("vni", "ÑAÏI HOÏC".encode("latin-1"), "ĐẠI HỌC"),
        ("viscii", "Nguy­n Vån".encode("latin-1"), "Nguyễn Văn"),
        ("cp1258", b"Ti\xea\xecng Vi\xea\xf2t", "Tiếng Việt"),
        ("vps", b"Ti\x89ng Vi\x8ct", "Tiếng Việt"),
        ("utf-8", b"\xef\xbb\xbfTi\xe1\xba\xbfng", "Tiếng"),
        ("cp1252", b"\x93Caf\xe9\x94 \x81", "“Café” \x81"),
    ][1:3]
    + [
        (
            "vni",
            "Truyeän Kieàu, Nguyeãn Du, saün ñöôøng ôû ñoù, kyõ só, Myõ Phöôùc".encode("latin-1"),
            "Truyện Kiều, Nguyễn Du, sẵn đường ở đó, kỹ sĩ, Mỹ Phước",
        ),
        ("vni", "ÑAÏI HOÏC Aân".encode("latin-1"), "ĐẠI HỌC Ân"),
        ("viscii", b"Nguy\xadn V\xe5n", "Nguyễn Văn"),
        ("cp1258", b"Ti\xea\xecng Vi\xea\xf2t", "Tiếng Việt"),
        ("vps", b"Ti\x89ng Vi\x8ct", "Tiếng Việt"),
        ("utf-8", b"\xef\xbb\xbfTi\xe1\xba\xbfng", "Tiếng"),
        ("cp1252", b"\x93Caf\xe9\x94 \x81", "“Café” \x81"),
    ],
)
def test_old_bytes_are_read(encoding: str, data: bytes, text: str) -> None:
    assert decode(data, encoding) == text
