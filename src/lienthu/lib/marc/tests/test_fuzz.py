"""Nothing that is in a file brings the reader down or makes it lose count."""

import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lienthu.lib.marc import iso2709
from lienthu.lib.marc.canonical import digest
from lienthu.lib.marc.problems import REASONS
from lienthu.lib.marc.reading import _careful, _fast
from lienthu.lib.marc.source import Bad, Block, Parsed, UnreadableFile, open_source, parse, read_block
from lienthu.lib.marc.tests.samples import BOOK, MARC, SHARED, name_of, opened, shared_files
from lienthu.lib.marc.write import to_iso2709, to_marcxml

SEEDS = (
    "loc-books-2016/loc_vietnamese.mrc",
    "evergreen/oss.marc",
    "idzebra/simple-rusmarc",
    "isis/cds__cds.iso",
    "isis/lilacs30__lilacs30.iso",
    "isis/cds__cds.json",
    "yaz/marc9.xml",
    "yaz/tmarc9.xml",
    "yaz/marc9.json",
    "folio-reservoir/oai-response-1.xml",
    "stanford/titleTests.jsonl",
    "folio-reservoir/records-in.json",
    "qa-catalogue/alephseq__alephseq-example1.txt",
    "qa-catalogue/marcmaker__04.marcmaker",
    "qa-catalogue/marctxt__010000011.mrctxt",
)
STRANGE = (
    b"\x1d",
    b"\x1e",
    b"\x1f",
    b"<",
    b"&",
    b'"',
    b"}",
    b"\xff",
    b"\n",
    b"\x00",
    b"00000",
    b"<record>",
    b"<!--",
    b"]]>",
)


def survives(path: Path) -> None:
    """The file is refused in words, or every record in it is there, good or bad, and reads again as it read."""
    try:
        source = open_source(path)
    except UnreadableFile as refusal:
        assert "\n" not in str(refusal)
        return
    read = 0
    for block in source.blocks():
        found = read_block(block)
        assert (block.first, block.records) == (read, len(found))
        read += len(found)
        for result in found:
            if isinstance(result, Bad):
                assert result.reason.startswith(REASONS[result.code])
            else:
                record = parse(result.raw, format=source.format, encoding=source.encoding, columns=source.columns)
                assert digest(record) == result.digest


def mutated(data: bytes, chance: random.Random) -> bytes:
    out = bytearray(data)
    for _ in range(chance.choice((1, 2, 5, 20))):
        at, action = chance.randrange(len(out) or 1), chance.randrange(5)
        if not out or action == 0:
            out[at:at] = chance.choice(STRANGE)
        elif action == 1:
            out[at] = chance.randrange(256)
        elif action == 2:
            del out[at : at + chance.choice((1, 3, 100))]
        elif action == 3:
            out[at:at] = out[chance.randrange(len(out)) :][:200]
        else:
            del out[max(at, len(out) // 2) :]
    return bytes(out)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_real_file_that_was_damaged_is_still_read_or_refused(seed: str, tmp_path: Path) -> None:
    if not SHARED.exists():
        pytest.skip("NOT TESTED: the sample files are not on this machine")
    chance = random.Random(seed)  # noqa: S311
    data = (MARC / seed).read_bytes()[:6000]
    for at in range(12):
        path = tmp_path / f"{at}-{Path(seed).name}"
        path.write_bytes(mutated(data, chance))
        survives(path)


@settings(max_examples=120, deadline=None)
@given(
    st.binary(max_size=400), st.sampled_from([b"", to_iso2709(BOOK), to_marcxml(BOOK).encode(), b"[{", b"00100nam a22"])
)
def test_any_bytes_at_all_are_read_or_refused(data: bytes, before: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.mrc"
        path.write_bytes(before + data)
        survives(path)


def agree(raw: bytes) -> bool:
    """Whether the short way took the record; if it did, the long way says the same."""
    quick = _fast(0, raw, None)
    if quick is not None:
        assert quick == _careful(0, raw, Block("iso2709", "utf-8", 0, 1, raw, 0), None)
    return quick is not None


def test_the_short_way_says_what_the_long_way_says_of_every_sample() -> None:
    taken = 0
    for path in shared_files():
        source = opened(path)
        if source is not None and source.format in ("iso2709", "unimarc"):
            payload = next(source.blocks()).payload
            assert isinstance(payload, bytes)
            taken += sum(agree(raw) for raw in iso2709.pieces(payload)[:60])
    assert taken > 1200, "the short way is hardly ever taken"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(to_iso2709(BOOK)) - 1), st.binary(min_size=1, max_size=3), st.integers(0, 4))
def test_the_short_way_says_what_the_long_way_says_of_damaged_records(at: int, put: bytes, out: int) -> None:
    raw = to_iso2709(BOOK)
    raw = raw[:at] + put.replace(b"\x1d", b"") + raw[at + out :]
    agree(raw.removesuffix(b"\x1d") + b"\x1d")


def test_a_block_travels_between_processes(tmp_path: Path) -> None:
    import pickle

    path = tmp_path / "one.mrc"
    path.write_bytes(to_iso2709(BOOK))
    (block,) = open_source(path).blocks()
    (result,) = pickle.loads(pickle.dumps(read_block(pickle.loads(pickle.dumps(block)))))  # noqa: S301
    assert isinstance(result, Parsed)
    assert name_of(MARC / "x") == "x"
