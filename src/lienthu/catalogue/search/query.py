"""What is asked: a small tree of words, phrases and years that the search page and the protocols share.

`parse` reads the language of the search box and never raises: whatever cannot be an operator is a word.

    truyện kiều              both words
    "truyện kiều"            the phrase
    kiề*                     words that begin so
    kiều -phim               not that word (also NOT)
    kiều OR thuý             either (also |), not when the whole query is in capitals
    tg:"nguyễn du" nd:kiều   in a field; `tác giả: nguyễn du` holds until the next field
    1990..2000  ..1975       years
    978-604-1-23456-7        an ISBN, of 10 or 13 digits
    ( … )                    a group
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias, get_args

from lienthu.lib.vietnamese import nfc

FieldName: TypeAlias = Literal["any", "title", "author", "subject", "publisher", "series", "isbn", "ddc"]
FIELDS: Final[tuple[FieldName, ...]] = get_args(FieldName)

LONGEST: Final = 500  # characters of a query that are read; the rest is left out
MOST_PIECES: Final = 60  # words, phrases and brackets that are read
DEEPEST: Final = 8  # brackets within brackets; deeper ones are left out


@dataclass(frozen=True, slots=True)
class Everything:
    """Every title."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it was typed. `prefix`: words that begin so. In `isbn` it is an identifier, in `ddc` a class and
    the classes below it."""

    text: str
    field: FieldName = "any"
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side, in this order, in one field."""

    text: str
    field: FieldName = "any"


@dataclass(frozen=True, slots=True)
class Years:
    """Published from `low` to `high`, both included; None is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class And:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Or:
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Every title but those of the node."""

    node: "Node"


Node: TypeAlias = Everything | Word | Phrase | Years | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    """A tree, the text it was read from (empty when it came from a protocol) and where its words were looked for."""

    root: Node
    text: str = ""
    field: FieldName = "any"


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a search without ranking it. Values of one facet widen it (either), facets narrow each other."""

    libraries: tuple[int, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    available: bool = False


_ALIASES: Final[dict[str, FieldName]] = {
    **{name: name for name in FIELDS},
    "tg": "author",
    "tác giả": "author",
    "tac gia": "author",
    "nd": "title",
    "nhan đề": "title",
    "nhan de": "title",
    "tên sách": "title",
    "ten sach": "title",
    "cd": "subject",
    "đề tài": "subject",
    "de tai": "subject",
    "chủ đề": "subject",
    "chu de": "subject",
    "nxb": "publisher",
    "nhà xuất bản": "publisher",
    "nha xuat ban": "publisher",
    "tt": "series",
    "tùng thư": "series",
    "tung thu": "series",
    "issn": "isbn",
    "kpl": "ddc",
    "phân loại": "ddc",
    "phan loai": "ddc",
}

_NAMES = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in sorted(_ALIASES, key=len, reverse=True))
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<years>(?<!\S)(?:\d{{4}}\.\.(?:\d{{4}})?|\.\.\d{{4}})(?![\w.]))
    | (?P<year>(?<!\w)(?:year|năm):\s?(?:(?P<y1>\d{{4}})(?P<to>\.\.|-)?(?P<y2>(?<=[.-])\d{{4}})?(?!\w)))
    | (?P<field>(?<!\w)(?:{_NAMES}):)(?P<gap>\s*)
    | (?P<quote>["“”„])
    | (?P<open>\()
    | (?P<close>\))
    | (?P<bar>\|)
    | (?P<minus>(?<![^\s(])-(?=[^\s-]))
    | (?P<word>[^\s"“”„()|]+)
    )""",
    re.VERBOSE | re.IGNORECASE,
)
_QUOTES = re.compile('["“”„]')
# Words between single spaces, the last perhaps starred, nothing that could be an operator, a field or a number in use:
# most of what is typed. Half as many as are read, so that `MOST_PIECES` is out of reach.
_PLAIN = re.compile(rf"(?!\d{{7}})[^\W_]+(?: (?!\d{{7}})[^\W_]+){{0,{MOST_PIECES // 2}}}\*?")
_OPERATORS: Final[dict[str, str]] = {"OR": "bar", "AND": "and", "NOT": "not"}
_IDENTIFIER = re.compile(r"[0-9][0-9-]{6,16}[0-9Xx]")


def isbn13(text: str) -> str | None:
    """The 13 digits of a valid ISBN (10 or 13 digits, hyphens and spaces allowed), else None. Source: ISO 2108."""
    digits = text.replace("-", "").replace(" ", "").upper()
    if not digits.isascii():
        return None
    if len(digits) == 10 and digits[:9].isdigit() and (digits[9].isdigit() or digits[9] == "X"):
        weighed = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(digits))
        if weighed % 11:
            return None
        stem = "978" + digits[:9]
        return stem + _check_digit(stem)
    if len(digits) == 13 and digits.isdigit() and digits[:3] in {"978", "979"} and _check_digit(digits) == digits[12]:
        return digits
    return None


def _check_digit(digits: str) -> str:
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits[:12]))
    return str(-weighed % 10)


def parse(text: str, *, field: FieldName = "any", prefix: bool = False) -> Query:
    """The query that `text` asks. `field`: where words without a field of their own are looked for. `prefix`: the last
    word is still being typed. An empty text asks for everything. Never raises."""
    if len(text) > LONGEST or not text.isprintable():
        text = text[:LONGEST].encode("utf-8", "ignore").decode().replace("\x00", " ")
    clean = nfc(text).strip()
    words = clean.split() if _PLAIN.fullmatch(clean) else []
    if words and (clean.islower() or _OPERATORS.keys().isdisjoint(words)):
        return Query(_words(words, field, prefix=prefix), clean, field)
    return Query(_Reader(clean, field, prefix).read(), clean, field)


def _words(words: list[str], field: FieldName, *, prefix: bool) -> Node:
    """What `_Reader` would read of words in which nothing is an operator."""
    *others, last = words
    starred = last.endswith("*")
    ending = Word(last[:-1] if starred else last, field, starred or prefix)
    return And((*[Word(word, field) for word in others], ending)) if others else ending


@dataclass(slots=True)
class _Reader:
    """One reading of one query, from left to right."""

    text: str
    default: FieldName
    prefix: bool
    place: int = 0
    pieces: int = 0
    shouted: bool = field(init=False)
    seen: dict[int, tuple[str, re.Match[str] | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # In a title pasted in capitals, OR and NOT are words of the title.
        self.shouted = not any(letter.islower() for letter in self.text)

    def read(self) -> Node:
        nodes = []
        while self.place < len(self.text) and self.pieces < MOST_PIECES:
            before = self.place
            node = self._either(self.default, 0)
            if node is not None:
                nodes.append(node)
            if self.place == before:  # a closing bracket without its opening one
                self.place += 1
        if nodes or not self.text:
            return _all(nodes) or Everything()
        return Everything() if self.text == "*" else Word(self.text)  # signs only: no title has that word

    def _either(self, where: FieldName, depth: int) -> Node | None:
        """Groups of words between ORs, up to a closing bracket or the end."""
        groups: list[Node] = []
        while True:
            group = self._together(where, depth)
            if group is not None:
                groups.append(group)
            kind, _ = self._peek()
            if kind != "bar":
                break
            self._take()
        if len(groups) < 2:
            return groups[0] if groups else None
        return Or(tuple(groups))

    def _together(self, where: FieldName, depth: int) -> Node | None:
        nodes: list[Node] = []
        while self.pieces < MOST_PIECES:
            kind, match = self._peek()
            if kind in {"", "bar"} or (kind == "close" and depth):
                break
            if kind == "field" and match is not None and match["gap"] and self._stands_before_words(match.end()):
                # `tác giả: nguyễn du` with a space holds for the words that follow
                self._take()
                where = _field_of(match["field"])
                continue
            node = self._one(where, depth)
            if node is not None:
                nodes.append(node)
        return _all(nodes)

    def _one(self, where: FieldName, depth: int) -> Node | None:
        """One word, phrase, range or group, with what stands before it."""
        kind, match = self._take()
        if match is None or kind in {"and", "close"}:
            return None
        if kind in {"minus", "not"}:
            following, _ = self._peek()
            if following in {"", "bar", "close"}:
                return None
            node = self._one(where, depth)
            return Not(node) if node is not None else None
        if kind == "field":
            following, _ = self._peek()
            if following in {"", "bar", "close", "field"}:
                return Word(match["field"].rstrip(":"), where)
            return self._one(_field_of(match["field"]), depth)
        if kind == "open":
            return self._group(where, depth)
        return self._leaf(kind, match, where)

    def _group(self, where: FieldName, depth: int) -> Node | None:
        if depth >= DEEPEST:
            return None
        node = self._either(where, depth + 1)
        if self._peek()[0] == "close":
            self._take()
        return node

    def _leaf(self, kind: str, match: re.Match[str], where: FieldName) -> Node | None:
        if kind == "quote":
            return self._phrase(where)
        if kind == "years":
            low, _, high = match["years"].partition("..")
            return Years(int(low) if low else None, int(high) if high else None)
        if kind == "year":
            low = int(match["y1"])
            high = int(match["y2"]) if match["y2"] else None if match["to"] else low
            return Years(low, high)
        return self._word(match["word"], where)

    def _phrase(self, where: FieldName) -> Node | None:
        closing = _QUOTES.search(self.text, self.place)
        end = closing.start() if closing else len(self.text)
        inside = self.text[self.place : end].strip()
        self.place = closing.end() if closing else end
        if not inside:
            return None
        number = isbn13(inside)
        if number and where in {"any", "isbn"}:
            return Word(number, "isbn")
        return Phrase(inside, where)

    def _word(self, word: str, where: FieldName) -> Node | None:
        starred = len(word) > 1 and word.endswith("*")
        word = word.rstrip("*") if starred else word
        if not any(letter.isalnum() for letter in word):
            return None if not starred else Word(word or "*", where)
        if where in {"any", "isbn"}:
            number = isbn13(word.strip(".,;:"))
            if number:
                return Word(number, "isbn")
            if where == "any" and not starred and _IDENTIFIER.fullmatch(word):
                return Or((Word(word, "isbn"), self._plain(word, where)))
        return Word(word, where, prefix=True) if starred else self._plain(word, where)

    def _plain(self, word: str, where: FieldName) -> Word:
        being_typed = self.prefix and self.place >= len(self.text)
        return Word(word, where, prefix=being_typed)

    def _stands_before_words(self, place: int) -> bool:
        return self._peek(place)[0] not in {"", "close", "bar"}

    def _peek(self, place: int | None = None) -> tuple[str, re.Match[str] | None]:
        place = self.place if place is None else place
        if place not in self.seen:
            self.seen[place] = self._token(place)
        return self.seen[place]

    def _token(self, place: int) -> tuple[str, re.Match[str] | None]:
        match = _TOKEN.match(self.text, place)
        if match is None:
            return "", None
        kind = match.lastgroup or ""
        if kind == "gap":  # stands behind every field
            kind = "field"
        if kind == "word" and not self.shouted:
            kind = _OPERATORS.get(match["word"], kind)
        return kind, match

    def _take(self) -> tuple[str, re.Match[str] | None]:
        kind, match = self._peek()
        if match is not None:
            self.place = match.end()
            self.pieces += 1
        else:
            self.place = len(self.text)
        return kind, match


def _field_of(written: str) -> FieldName:
    return _ALIASES[" ".join(written.rstrip(":").lower().split())]


def _all(nodes: list[Node]) -> Node | None:
    if len(nodes) < 2:
        return nodes[0] if nodes else None
    return And(tuple(nodes))


def leaves(node: Node) -> Iterator[Word | Phrase]:
    """The words and phrases of a tree that are asked for (not those under Not), from left to right."""
    if isinstance(node, Word | Phrase):
        yield node
    elif isinstance(node, And | Or):
        for child in node.nodes:
            yield from leaves(child)
