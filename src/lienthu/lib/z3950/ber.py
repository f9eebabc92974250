"""BER, as much of it as Z39.50 needs: tags, lengths, definite and indefinite. ITU-T X.690, sections 8.1 to 8.19.

Nothing that comes in is trusted: depth, number of elements and lengths are bounded, and whatever is not BER raises
`BadBer` and nothing else.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

UNIVERSAL, APPLICATION, CONTEXT, PRIVATE = 0, 1, 2, 3
BOOLEAN, INTEGER, BIT_STRING, OCTET_STRING, NULL, OID, EXTERNAL, SEQUENCE = 1, 2, 3, 4, 5, 6, 8, 16
VISIBLE_STRING, GENERAL_STRING = 26, 27
DEEPEST: Final = 60  # elements in elements; a record in a response stands about ten deep
MOST_ELEMENTS: Final = 200_000
_HIGHEST_TAG: Final = 1 << 20
_LONGEST_NUMBER: Final = 8  # bytes of an integer


class BadBer(ValueError):
    """These bytes are not BER, or not such as Z39.50 has."""


class Cut(BadBer):
    """What is there is the beginning of an element, and the rest has not come yet."""


class Node(NamedTuple):
    """An element: class and number of its tag, and its content, which is bytes or (constructed) further elements."""

    tag_class: int
    number: int
    content: bytes
    children: "tuple[Node, ...]"
    constructed: bool

    def child(self, number: int, tag_class: int = CONTEXT) -> "Node | None":
        """The first element inside with this tag."""
        return next((each for each in self.children if each.number == number and each.tag_class == tag_class), None)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.elements = 0
        self.bounded = False  # inside an element of stated length that is all there: nothing can be missing

    def node(self, at: int, end: int, depth: int) -> tuple[Node, int]:
        """The element at `at`, and where the next one begins."""
        self.elements += 1
        if depth > DEEPEST or self.elements > MOST_ELEMENTS:
            raise BadBer("too deep or too many elements")
        tag_class, constructed, number, at = self.tag(at, end)
        length, at = self.length(at, end)
        if length is None:
            if not constructed:
                raise BadBer("a plain element of no stated length")
            children, at = self._until_end(at, end, depth)
            return Node(tag_class, number, b"", children, constructed), at
        stop = at + length
        if stop > end:
            raise self._short()
        if not constructed:
            return Node(tag_class, number, self.data[at:stop], (), constructed), stop
        before, self.bounded = self.bounded, True
        inside: list[Node] = []
        while at < stop:
            node, at = self.node(at, stop, depth + 1)
            inside.append(node)
        self.bounded = before
        return Node(tag_class, number, b"", tuple(inside), constructed), stop

    def _until_end(self, at: int, end: int, depth: int) -> tuple[tuple[Node, ...], int]:
        """The elements up to the two zero bytes that end an element of no stated length."""
        inside: list[Node] = []
        while True:
            if at + 2 > end:
                raise self._short()
            if self.data[at : at + 2] == b"\x00\x00":
                return tuple(inside), at + 2
            node, at = self.node(at, end, depth + 1)
            inside.append(node)

    def tag(self, at: int, end: int) -> tuple[int, bool, int, int]:
        """Class, whether it is constructed, number, and where the length begins."""
        first, at = self._byte(at, end)
        number = first & 0x1F
        if number == 0x1F:
            number = 0
            while True:
                byte, at = self._byte(at, end)
                number = number << 7 | byte & 0x7F
                if number > _HIGHEST_TAG:
                    raise BadBer("a tag beyond all tags")
                if not byte & 0x80:
                    break
        return first >> 6, bool(first & 0x20), number, at

    def length(self, at: int, end: int) -> tuple[int | None, int]:
        """The length that is stated, None for none, and where the content begins."""
        first, at = self._byte(at, end)
        if first < 0x80:
            return first, at
        if first == 0x80:
            return None, at
        size = first & 0x7F
        if size > 4:
            raise BadBer("a length beyond all lengths")
        length = 0
        for _ in range(size):
            byte, at = self._byte(at, end)
            length = length << 8 | byte
        return length, at

    def _byte(self, at: int, end: int) -> tuple[int, int]:
        if at >= end:
            raise self._short()
        return self.data[at], at + 1

    def _short(self) -> BadBer:
        return BadBer("longer than what it stands in") if self.bounded else Cut("cut off")


def read(data: bytes) -> tuple[Node, int]:
    """The first element of the data and its length in bytes. Raises Cut where more must come first, else BadBer."""
    return _Reader(data).node(0, len(data), 0)


def may_begin_message(data: bytes) -> bool:
    """Whether the data begin with an element of a context tag with others inside, as every message does."""
    return data[0] & 0xE0 == 0xA0


def may_be_whole(data: bytes) -> bool:
    """Whether it is worth reading the data: as many as the first element states, or an end where it states none.

    So a message that comes in many small pieces is read once and not after each of them.
    """
    reader = _Reader(data)
    try:
        _class, _constructed, _number, at = reader.tag(0, len(data))
        length, at = reader.length(at, len(data))
    except Cut:
        return False
    return data.endswith(b"\x00\x00") if length is None else at + length <= len(data)


def write(number: int, content: bytes | Iterable[bytes], tag_class: int = CONTEXT) -> bytes:
    """An element; its content is bytes (plain), or an iterable of elements (constructed). Lengths are stated."""
    plain = isinstance(content, bytes)
    body = content if isinstance(content, bytes) else b"".join(content)
    first = tag_class << 6 | (0 if plain else 0x20)
    tag = bytes([first | number]) if number < 31 else bytes([first | 0x1F, *_base128(number)])
    return tag + _written_length(len(body)) + body


def _written_length(length: int) -> bytes:
    if length < 0x80:
        return bytes([length])
    body = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([0x80 | len(body)]) + body


def _base128(number: int) -> Iterator[int]:
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    yield from reversed(groups)


def integer(number: int) -> bytes:
    """The content of an INTEGER."""
    return number.to_bytes(number.bit_length() // 8 + 1, "big", signed=True)


def number_of(node: Node | None, otherwise: int = 0) -> int:
    """The number that an INTEGER holds; `otherwise` where there is none. Raises BadBer."""
    if node is None:
        return otherwise
    if node.constructed or not 0 < len(node.content) <= _LONGEST_NUMBER:
        raise BadBer("no number")
    return int.from_bytes(node.content, "big", signed=True)


def truth_of(node: Node | None, *, otherwise: bool = False) -> bool:
    """What a BOOLEAN holds. Raises BadBer."""
    if node is None:
        return otherwise
    if node.constructed or len(node.content) != 1:
        raise BadBer("neither true nor false")
    return node.content != b"\x00"


def bits(*numbers: int) -> bytes:
    """The content of a BIT STRING in which these bits are set, bit 0 being the first."""
    size = max(numbers) + 1
    value = sum(1 << (size - 1 - number) for number in numbers)
    unused = -size % 8
    return bytes([unused]) + (value << unused).to_bytes((size + unused) // 8, "big")


def bits_of(node: Node | None) -> frozenset[int]:
    """The bits that are set."""
    data = node.content if node else b""
    return frozenset(
        at * 8 + bit for at, byte in enumerate(data[1:9]) for bit in range(8) if byte & 0x80 >> bit
    )  # fmt: skip


def oid(dotted: str) -> bytes:
    """The content of an OBJECT IDENTIFIER."""
    first, second, *rest = (int(part) for part in dotted.split("."))
    return bytes(byte for number in (first * 40 + second, *rest) for byte in _base128(number))


def oid_of(node: Node | None) -> str:
    """An OBJECT IDENTIFIER with dots, "" where there is none. Raises BadBer."""
    if node is None:
        return ""
    numbers, number = [], 0
    for byte in node.content[:64]:
        number = number << 7 | byte & 0x7F
        if number > 1 << 32:
            raise BadBer("no object identifier")
        if not byte & 0x80:
            numbers.append(number)
            number = 0
    if not numbers:
        raise BadBer("no object identifier")
    first = min(numbers[0] // 40, 2)
    return ".".join(map(str, (first, numbers[0] - first * 40, *numbers[1:])))


def octets_of(node: Node) -> bytes:
    """A string's bytes, also where it was sent in pieces (X.690, 8.7.3)."""
    if not node.constructed:
        return node.content
    return b"".join(octets_of(piece) for piece in node.children)


def text_of(node: Node | None) -> str:
    """A string of any kind as text; what is not UTF-8 is taken for Latin-1."""
    if node is None:
        return ""
    data = octets_of(node)
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")
