"""Pairs made from real title facts by one known change each; the change alone says whether the two stay the same.

Only makes rows: `python bench/matching/variants.py BOOKS.csv` prints them as they stand in vietnamese_pairs.tsv.
The natural pairs of that file were read and labelled one by one and cannot be made again by a program.
"""

import csv
import random
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

SIDE = ("title", "parts", "author", "edition", "publisher", "year", "isbn", "pages", "carrier")
COLUMNS = ("label", "made", "source_a", "source_b", *(f"a_{n}" for n in SIDE), *(f"b_{n}" for n in SIDE))
Facts = dict[str, str]


def unmarked(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


OLD_TONES = (
    ("òa", "oà"),
    ("óa", "oá"),
    ("ỏa", "oả"),
    ("ọa", "oạ"),
    ("òe", "oè"),
    ("ỏe", "oẻ"),
    ("ủy", "uỷ"),
    ("úy", "uý"),
)
FAMILY = re.compile(r"(?:Nguyễn|Trần|Lê|Phạm|Vũ|Hồ|Phan|Đặng|Bùi|Tô|Vãn|Lý|Mai|Hoàng|Trác|Cao|Ngô|Đỗ) ")


def old_tones(facts: Facts, _dice: random.Random) -> Facts | None:
    title = facts["title"]
    for new, old in OLD_TONES:
        title = re.sub(rf"{new}\b", old, title)
    return {**facts, "title": title} if title != facts["title"] else None


def without_marks(facts: Facts, _dice: random.Random) -> Facts | None:
    return (
        {name: unmarked(value) for name, value in facts.items()} if facts["title"] != unmarked(facts["title"]) else None
    )


def decomposed(facts: Facts, _dice: random.Random) -> Facts | None:
    return {name: unicodedata.normalize("NFD", value) for name, value in facts.items()}


def capitals(facts: Facts, _dice: random.Random) -> Facts | None:
    return {**facts, "title": facts["title"].upper().replace(" - ", " : "), "author": facts["author"].upper()}


def inverted(facts: Facts, _dice: random.Random) -> Facts | None:
    if "," in facts["author"] or not FAMILY.match(facts["author"]):
        return None
    family, _, given = facts["author"].partition(" ")
    return {**facts, "author": f"{family}, {given}, 1955-"}


def wrongly_inverted(facts: Facts, _dice: random.Random) -> Facts | None:
    if "," in facts["author"] or not FAMILY.match(facts["author"]):
        return None
    names, _, given = facts["author"].rpartition(" ")
    return {**facts, "author": f"{given}, {names}"}


def publisher_form(facts: Facts, dice: random.Random) -> Facts | None:
    bare = re.sub(r"^(?:NXB|Nhà Xuất Bản) ", "", facts["publisher"], flags=re.IGNORECASE)
    if re.match(r"Tổng [Hh]ợp", bare):
        forms = [
            "NXB Tổng hợp TP.HCM",
            "Tổng hợp Thành phố Hồ Chí Minh",
            "Nxb. Tp. Hồ Chí Minh",
            "T.P. Hồ Chí Minh : Tổng hợp TP. HCM",
        ]
    else:
        forms = [f"Nxb. {bare}", f"Nhà xuất bản {bare}", f"H. : {bare}", f"NXB {bare.upper()}"]
    return {**facts, "publisher": dice.choice([form for form in forms if form != facts["publisher"]])}


def slip(facts: Facts, dice: random.Random) -> Facts | None:
    words = facts["title"].split(" ")
    long = [i for i, word in enumerate(words) if len(word) > 3 and word.isalpha()]
    if not long or len("".join(words)) < 14:
        return None
    place = dice.choice(long)
    word, at = words[place], dice.randrange(1, len(words[place]) - 1)
    words[place] = dice.choice(
        (
            word[:at] + word[at + 1 :],
            word[:at] + dice.choice("nhtgi") + word[at:],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        )
    )
    return {**facts, "title": " ".join(words)} if words[place] != word else None


def credit_in_title(facts: Facts, _dice: random.Random) -> Facts | None:
    return {**facts, "title": f"{facts['title']} / {facts['author']}", "author": ""}


def no_subtitle(facts: Facts, _dice: random.Random) -> Facts | None:
    main, dash, _rest = facts["title"].partition(" - ")
    if not dash or len(main.split()) < 3 or re.search(r"\d|Bìa", facts["title"]):
        return None
    return {**facts, "title": main, "year": ""}


def less_said(facts: Facts, dice: random.Random) -> Facts | None:
    gone = dice.choice(("year", "pages", "publisher"))
    return {**facts, gone: "", "pages": "" if gone == "pages" else str(int(facts["pages"]) + dice.choice((-2, 1, 2)))}


def no_author(facts: Facts, _dice: random.Random) -> Facts | None:
    return {**facts, "author": ""} if len(facts["title"].split()) > 4 else None


def translator(facts: Facts, _dice: random.Random) -> Facts | None:
    return {**facts, "author": f"{facts['author']}; Lê Thanh Lộc dịch; Phạm Văn (minh hoạ)"}


def several(facts: Facts, dice: random.Random) -> Facts | None:
    made: Facts | None = facts
    for change in dice.sample((without_marks, capitals, publisher_form, slip, less_said, wrongly_inverted), 3):
        made = (change(made, dice) or made) if made else None
    return made if made != facts else None


Change = Callable[[Facts, random.Random], Facts | None]
WHEREVER: tuple[Change, ...] = (old_tones, inverted, wrongly_inverted, no_subtitle)  # few books allow them
SAME: tuple[Change, ...] = (
    without_marks, decomposed, capitals, publisher_form, slip, slip, credit_in_title, less_said, no_author, translator,
    several,
)  # fmt: skip

VOLUMES = (
    ("Tập 1", "Tập 2"),
    ("T.1", "T.2"),
    ("Quyển một", "Quyển hai"),
    ("Tập I", "Tập II"),
    ("Vol. 3", "Vol. 4"),
    ("Quyển thượng", "Quyển hạ"),
)


def volumes(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    one, other = dice.choice(VOLUMES)
    if dice.random() < 0.5:
        return {**facts, "parts": one}, {**facts, "parts": other}
    return {**facts, "title": f"{facts['title']} - {one}"}, {**facts, "title": f"{facts['title']} - {other}"}


def volumes_of_a_set(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    one, other = volumes({**facts, "isbn": facts["isbn"] or "9786041000018"}, dice)
    return one, {**other, "pages": str(int(facts["pages"]) + 11)}


def editions(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    first = dice.randrange(1, 8)
    forms = (f"Tái bản lần thứ {first}", f"Tái bản lần thứ {first + 1}", f"In lần thứ {first}", f"{first + 2}th ed.")
    one, other = dice.choice(((forms[0], forms[1]), (forms[2], forms[0]), (forms[2], forms[3])))
    return {**facts, "edition": one}, {**facts, "edition": other, "year": ""}


def printings(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    later = {
        **facts,
        "isbn": "",
        "year": str(int(facts["year"]) + dice.randrange(3, 9)),
        "pages": str(int(int(facts["pages"]) * 1.1) + 9),
    }
    return {**facts, "isbn": ""}, later


def electronic(facts: Facts, _dice: random.Random) -> tuple[Facts, Facts]:
    return {**facts, "carrier": "print"}, {**facts, "carrier": "online"}


def companion(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    return facts, {
        **facts,
        "title": f"{facts['title']} - {dice.choice(('Sách bài tập', 'Sách giáo viên', 'Hướng dẫn đọc', 'Tuyển tập'))}",
    }


def other_title_same_isbn(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    isbn = facts["isbn"] or "9786041000018"
    other = dice.choice(
        ("Kỹ thuật nuôi cá nước ngọt", "Lịch sử Đảng bộ huyện Thới Lai", "Toán cao cấp", "Bệnh học nội khoa")
    )
    return {**facts, "isbn": isbn}, {**facts, "isbn": isbn, "title": other, "author": "Trần Văn Hậu"}


def another_isbn(facts: Facts, _dice: random.Random) -> tuple[Facts, Facts]:
    return {**facts, "isbn": "9786041000018"}, {**facts, "isbn": "9786042000024", "year": str(int(facts["year"]) + 4)}


def another_author(facts: Facts, dice: random.Random) -> tuple[Facts, Facts]:
    author = dice.choice(("Đinh Gia Khánh", "Bùi Văn Nguyên", "Hoàng Tiến Tựu", "Vũ Ngọc Khánh"))
    return facts, {**facts, "author": author, "publisher": "Nxb. Đồng Nai", "isbn": ""}


def another_publisher(facts: Facts, _dice: random.Random) -> tuple[Facts, Facts]:
    return facts, {
        **facts,
        "publisher": "Nxb. Nghệ An",
        "year": str(int(facts["year"]) + 1),
        "pages": str(int(facts["pages"]) + 20),
        "isbn": "",
    }


DIFFERENT = (
    volumes, volumes, volumes_of_a_set, editions, printings, electronic, companion, other_title_same_isbn, another_isbn,
    another_author, another_publisher,
)  # fmt: skip

# The same letters with other marks are other words: both sides of each were looked up.
MARKS = (
    ("Truyện Kiều", "Truyền kiểu"), ("Bàn tay", "Bán tay"), ("Con mả con ma", "Con má con mạ"),
    ("Người bán than", "Người bạn thân"),
    ("Lá thư tình", "Lá thứ tính"), ("Cây đàn lòng", "Cày dân lòng"), ("Đất nước", "Dắt nước"), ("Mua hè", "Mùa hè"),
    ("Đường về nhà", "Đương vẽ nhà"), ("Chuyện làng", "Chuyến làng"),
)  # fmt: skip


def rows(books: Path) -> Iterator[Facts]:
    """Rows of the label file from the books that state title, author, publisher, year and pages."""
    dice = random.Random(20250701)
    full = []
    with books.open(encoding="utf-8", newline="") as stream:
        for book in csv.DictReader(stream):
            usable = (
                all(book[name] for name in ("title", "author", "publisher", "year", "pages"))
                and book["source"] != "loc-1982-ocr"
            )
            if usable and not re.search(r"Bộ(?=[A-ZĐ])|Combo|Tác Giả|Tập|\d", book["title"], re.IGNORECASE):
                full.append(
                    {**dict.fromkeys(SIDE, ""), **{name: book[name] for name in SIDE if name in book}, "id": book["id"]}
                )
    for number, book in enumerate(full):
        key = book.pop("id")
        for change in (*WHEREVER, SAME[number % len(SAME)], SAME[(number * 5 + 3) % len(SAME)]):
            other = change(dict(book), dice)
            if other is not None and other != book:
                yield _row("same", change.__name__, key, book, other)
        part = DIFFERENT[number % len(DIFFERENT)]
        yield _row("different", part.__name__, key, *part(dict(book), dice))
    for number, (one, other) in enumerate(MARKS):
        book = full[number]
        yield _row("different", "marks", "", {**book, "title": one, "isbn": ""}, {**book, "title": other, "isbn": ""})


def _row(label: str, made: str, key: str, one: Facts, other: Facts) -> Facts:
    sides = {**{f"a_{name}": one[name] for name in SIDE}, **{f"b_{name}": other[name] for name in SIDE}}
    return {"label": label, "made": f"variant:{made}", "source_a": key, "source_b": key, **sides}


if __name__ == "__main__":
    writer = csv.DictWriter(sys.stdout, COLUMNS, delimiter="\t", lineterminator="\n")
    for row in rows(Path(sys.argv[1])):
        writer.writerow(row)
