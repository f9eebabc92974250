"""Names and sentences that the catalogue's staff pages put its codes into."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import SourceRecord
from lienthu.lib import matching
from lienthu.lib.marc.problems import REASONS

Names = dict[str, str | Promise]

# lib.marc.detect.FORMATS, the usual ones first.
FORMAT_NAMES: Names = {
    "iso2709": "MARC 21 (ISO 2709)",
    "marcxml": "MARCXML",
    "csv": _("Table (CSV)"),
    "xlsx": _("Excel workbook (XLSX)"),
    "isis": _("CDS/ISIS (ISO with lines)"),
    "unimarc": "UNIMARC (ISO 2709)",
    "json": "MARC-in-JSON",
    "alephseq": "Aleph Sequential",
    "marcmaker": "MarcEdit (MARCMaker)",
    "marcline": _("MARC in lines of text"),
}
# lib.marc.charset.ENCODINGS, the usual ones first.
ENCODING_NAMES: Names = {
    "utf-8": "Unicode (UTF-8)",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI-Windows",
    "viscii": "VISCII",
    "vps": "VPS",
    "cp1258": "Windows-1258",
    "marc-8": "MARC-8",
    "mixed": _("several, told record by record"),
    "latin-1": _("Western (Windows-1252)"),
    "cp850": _("Western (DOS 850)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "koi8-r": _("Cyrillic (KOI8-R)"),
    "cp866": _("Cyrillic (DOS 866)"),
}
ELEMENT_NAMES: Names = {
    "title": _("Title"),
    "parts": _("Volume or part"),
    "responsibility": _("Statement of responsibility"),
    "authors": _("Authors"),
    "edition": _("Edition"),
    "place": _("Place of publication"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "extent": _("Extent"),
    "isbns": _("ISBN"),
    "issns": _("ISSN"),
    "languages": _("Languages"),
    "series": _("Series"),
    "kind": pgettext_lazy("of material", "Kind"),
    "carrier": _("Carrier"),
}
KIND_NAMES: Names = {
    "book": _("Book"),
    "serial": _("Newspaper or magazine"),
    "article": _("Article"),
    "score": _("Music score"),
    "map": _("Map"),
    "video": _("Film or video"),
    "audio": _("Sound recording"),
    "image": _("Picture"),
    "kit": _("Kit"),
    "computer": _("Software or data"),
    "manuscript": _("Manuscript"),
    "other": _("Other material"),
}
CARRIER_NAMES: Names = {
    "print": _("Printed"),
    "online": _("Online"),
    "audio": pgettext_lazy("carrier", "Sound disc or tape"),
    "video": pgettext_lazy("carrier", "Video disc or tape"),
    "microform": _("Microform"),
    "electronic": _("Electronic medium"),
    "braille": _("Braille"),
    "manuscript": pgettext_lazy("carrier", "Handwritten"),
}
# Any other language shows as its ISO 639-2 code.
LANGUAGE_NAMES: Names = {
    "vie": _("Vietnamese"),
    "eng": _("English"),
    "fre": _("French"),
    "chi": _("Chinese"),
    "khm": _("Khmer"),
    "cjm": _("Cham"),
    "rus": _("Russian"),
    "ger": _("German"),
    "jpn": _("Japanese"),
    "kor": _("Korean"),
    "spa": _("Spanish"),
    "ita": _("Italian"),
    "por": _("Portuguese"),
    "lat": _("Latin"),
    "tha": _("Thai"),
    "lao": _("Lao"),
    "ara": _("Arabic"),
    "swe": _("Swedish"),
    "pol": _("Polish"),
    "cze": _("Czech"),
    "ind": _("Indonesian"),
    "may": _("Malay"),
    "hin": _("Hindi"),
    "san": _("Sanskrit"),
    "heb": _("Hebrew"),
    "mul": _("Several languages"),
    "und": _("Language not stated"),
}
# What a column of a table may hold (lib.marc.drafting.TARGETS), in the order of the choice.
TARGET_NAMES: Names = {
    "": _("nothing: leave it out"),
    "title": _("Title"),
    "subtitle": _("Remainder of title"),
    "part_number": _("Volume or part"),
    "part_title": _("Title of the volume"),
    "author": _("Author"),
    "other_authors": _("Other authors, translators, editors"),
    "corporate": _("Corporate author"),
    "responsibility": _("Statement of responsibility"),
    "edition": _("Edition"),
    "place": _("Place of publication"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "extent": _("Extent"),
    "size": _("Size"),
    "series": _("Series"),
    "series_number": _("Number in the series"),
    "isbn": _("ISBN"),
    "issn": _("ISSN"),
    "ean": _("EAN, the barcode of the trade"),
    "price": _("Price"),
    "language": _("Language"),
    "ddc": _("Classification (DDC)"),
    "subject": _("Subjects or keywords"),
    "summary": _("Summary"),
    "note": _("Note"),
    "link": _("Web address"),
    "control_number": _("Record number"),
    "accession_number": _("Accession numbers"),
    "barcode": _("Barcodes"),
    "call_number": _("Call number"),
    "location": _("Branch or shelf"),
    "copies": _("Number of copies"),
}


# Details of lib.marc.problems.Refused.
_SHORT = re.compile(r" \((?P<there>\d+) of (?P<declared>\d+) bytes\)")
_LENGTH = re.compile(r" \((?P<there>\d+) bytes\)")
_AT = re.compile(r" \(byte (?P<at>\d+)\)")
_COUNTS = re.compile(r" \((?P<entries>\d+) entries, (?P<fields>\d+) fields\)")


def language(code: str) -> str:
    """The language's name, or its code where we have none."""
    return str(LANGUAGE_NAMES.get(code, code))


def encoding_doubt(given: str, evident: str) -> str:
    """What to say when a file's own bytes contradict the encoding that a person gave for it."""
    names = {"evident": ENCODING_NAMES.get(evident, evident), "given": ENCODING_NAMES.get(given, given)}
    return (
        gettext(
            "The file's own letters speak for %(evident)s and not for %(given)s, as was given: see whether the records "
            "read well, or leave the encoding to be detected."
        )
        % names
    )


def element_text(element: str, value: str) -> str:
    """One value of an element (words.ELEMENT_NAMES) for people: codes in words, the rest as it stands."""
    names = {"languages": LANGUAGE_NAMES, "kind": KIND_NAMES, "carrier": CARRIER_NAMES}.get(element)
    if names is None:
        return value
    return "; ".join(str(names.get(code, code)) for code in value.split("; "))


def sentence(text: str) -> str:
    """One of `matching.SENTENCES` in the reader's language."""
    return gettext(text)


def reject_reason(code: str, reason: str) -> str:
    """Why a record was rejected, in the reader's language; with the detail in brackets behind it."""
    known = REASONS.get(code)
    if known is None or not reason.startswith(known):
        return reason
    return gettext(known) + _detail(reason[len(known) :])


def _detail(text: str) -> str:
    """A reason's detail: numbers of bytes are said in words of the reader's, anything else is left as it is."""
    if found := _SHORT.fullmatch(text):
        return " " + gettext("(%(there)s of %(declared)s bytes)") % found.groupdict()
    if found := _LENGTH.fullmatch(text):
        return " " + gettext("(%(there)s bytes)") % found.groupdict()
    if found := _AT.fullmatch(text):
        return " " + gettext("(at byte %(at)s)") % found.groupdict()
    if found := _COUNTS.fullmatch(text):
        return " " + gettext("(%(entries)s entries, %(fields)s fields)") % found.groupdict()
    return text


def evidence(record: SourceRecord) -> str:
    """Why a record is in its title, in words."""
    if record.grouped_by == SourceRecord.GroupedBy.PERSON:
        return gettext("placed by a person")
    if not record.evidence:
        return gettext("first record of its title")
    return " ".join(gettext(text) for text in matching.explain(matching.from_code(record.evidence)))
