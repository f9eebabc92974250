"""Our reader of ISO 2709 against rmarc, which reads as pymarc does."""

import contextlib
import io
import unicodedata
import warnings
from collections import Counter

import rmarc

from lienthu.lib.marc.canonical import canonical_fields
from lienthu.lib.marc.charset import is_utf8
from lienthu.lib.marc.source import Bad, parse
from lienthu.lib.marc.tests.samples import name_of, opened, results, shared_files

# Files whose records differ from rmarc's, and why ours is right. How many may differ, of the first 60.
KNOWN_DIFFERENCES = {
    "evergreen/hebrew.marc": (1, "a byte without meaning is U+FFFD here, a blank there"),
    "folio-reservoir/badchar-utf8.marc": (1, "a control character is left out here"),
    "folio-reservoir/badchar.marc": (1, "a control character is left out here"),
    "idzebra/sample-marc": (24, "Danish in Latin-1 without a flag, taken for MARC-8 there"),
    "idzebra/simple-rusmarc": (72, "Russian in KOI8-R, taken for MARC-8 there"),
    "psulib/sample_psucat.mrc.gz": (150, "a letter beyond ASCII for a subfield code is left out there"),
    "pymarc/1251.dat": (6, "Russian in Windows-1251, taken for MARC-8 there"),
    "pymarc/bad_eacc_encoding.dat": (1, "bytes without meaning"),
    "pymarc/bad_marc8_escape.dat": (1, "half an escape sequence is left out here"),
    "pymarc/utf8_invalid.mrc": (1, "U+FFFD for a subfield code is left out there"),
    "traject/bad_subfield_code.marc": (1, "MARC-8 with a damaged code, taken for Latin-1 here"),
    "yaz/marc1.json.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc1.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc1.xml.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc2.json.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc2.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc2.xml.marc": (1, "danMARC's third indicator is left out here"),
    "yaz/marc3.marc": (1, "a field without subfields keeps its text here"),
    "yaz/marc5.json.marc": (1, "a letter beyond ASCII for a subfield code is left out there"),
    "yaz/marc10.marc": (1, "Danish in Latin-1 without a flag, taken for MARC-8 there"),
    "yaz/marc11.marc": (1, "Danish in Latin-1 without a flag, taken for MARC-8 there"),
    "yaz/marc12.marc": (1, "bytes without meaning"),
}


def as_rmarc_reads(raw: bytes) -> list[tuple[str, str]] | None:
    with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        record = next(iter(rmarc.MARCReader(io.BytesIO(raw), force_utf8=is_utf8(raw) and b"\x1b" not in raw)), None)
    if record is None:
        return None
    fields = []
    for field in record.fields:
        if field.data is not None and not field.subfields:
            fields.append((field.tag, unicodedata.normalize("NFC", field.data)))
        else:
            parts = "".join("\x1f" + part.code + unicodedata.normalize("NFC", part.value) for part in field.subfields)
            fields.append((field.tag, "".join(field.indicators) + parts))
    return fields


def test_every_record_of_the_samples_has_the_fields_that_rmarc_finds() -> None:
    same = 0
    different: Counter[str] = Counter()
    for path in shared_files():
        source = opened(path)
        if source is None or source.format not in ("iso2709", "unimarc"):
            continue
        for result in results(source, most=60):
            theirs = None if isinstance(result, Bad) else as_rmarc_reads(result.raw)
            if theirs is None:
                continue
            ours = canonical_fields(parse(result.raw, format=source.format, encoding=source.encoding))
            if ours == theirs:
                same += 1
            else:
                different[name_of(path)] += 1
    unexplained = {name: count for name, count in different.items() if count > KNOWN_DIFFERENCES.get(name, (0, ""))[0]}
    assert not unexplained
    assert same > 1500
