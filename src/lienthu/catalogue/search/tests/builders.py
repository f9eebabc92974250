"""Titles for the tests of search, and a small shelf of them that reads like a real one."""

from typing import Any

from lienthu.catalogue.search.documents import TitleDocument

HUB, CAN_THO, AN_GIANG = 1, 11, 12


def title(number: int, heading: str, **facts: Any) -> TitleDocument:
    """A book in Vietnamese, held by one library, with what is given besides."""
    usual = {"languages": ("vie",), "kind": "book", "carrier": "print", "copies": 1}
    return TitleDocument(id=number, title=heading, **(usual | facts))


SHELF = (
    title(
        1,
        "Truyện Kiều",
        authors=("Nguyễn, Du, 1765-1820",),
        subjects=("Văn học – Việt Nam", "Thơ"),
        publishers=("Nxb. Văn học",),
        isbns=("9786041234567",),
        ddc=("895.9221|23",),
        year=1995,
        libraries=(HUB, CAN_THO),
        available=True,
    ),
    title(
        2,
        "Truyen Kieu : a verse novel",
        authors=("Nguyen Du",),
        languages=("eng", "vie"),
        year=2019,
        libraries=(HUB, AN_GIANG),
    ),
    title(3, "Tìm hiểu Truyện Kiều và các bài phê bình", authors=("Đào Duy Anh",), year=1958, libraries=(HUB, CAN_THO)),
    title(4, "Má", authors=("Trang Thế Hy",), series=("Tủ sách Nam Bộ",), year=2001, libraries=(HUB, AN_GIANG)),
    title(5, "Ma", kind="video", carrier="video", year=2001, libraries=(HUB, AN_GIANG), available=True),
    title(6, "Mạ non", year=2002, libraries=(HUB,)),
    title(7, "Kỹ thuật trồng lúa", subjects=("Nông nghiệp",), publishers=("Nhà xuất bản Nông nghiệp",), year=2010),
    title(8, "Chiến tranh và hòa bình. Tập 1", authors=("Tolstoy, Leo",), other_titles=("War and peace",), year=1976),
    title(9, "Chiến tranh và hòa bình. Tập 2", authors=("Tolstoy, Leo",), year=1976, issns=("0866-7365",)),
    title(10, "Đất rừng phương Nam", authors=("Đoàn Giỏi",), numbers=("lccn:2001012345",), available=True),
)
