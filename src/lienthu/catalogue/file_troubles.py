"""Why a whole file cannot be read, in the reader's language and under the librarian's own name for the file.

`lib.marc` says it in one English sentence about the path that it was given; ours is a name that nobody knows.
"""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# "%(file)s is <what>; <advice>."
_WHAT = frozenset(
    (
        _("empty"),
        _("a PDF document"),
        _("a picture"),
        _("an RTF document"),
        _("a 7z archive"),
        _("a RAR archive"),
        _("a bzip2 archive"),
        _("an xz archive"),
        _("an archive"),
        _("a database"),
        _("an Access database"),
        _("a program"),
        _("a Parquet table"),
        _("an old Office file"),
        _("a part of a CDS/ISIS base"),
        _("not a file of records that is known here"),
        _("a web page"),
        _("a PICA file"),
        _("an XML file without a single record"),
        _("without a single record"),
        _("JSON without MARC records"),
        _("XML without MARC records"),
        _("an empty table"),
        _("damaged and cannot be unpacked"),
        _("damaged or locked and cannot be unpacked"),
        _("damaged or no XLSX workbook"),
        _("damaged"),
    )
)
_ADVICE = frozenset(
    (
        _("export it from your system as ISO 2709 (.mrc), MARCXML, CSV or XLSX"),
        _("open it and save it as XLSX or CSV"),
        _("export the base in ISIS as an ISO 2709 (.iso) file and import that"),
        _("save the file that the page offers, not the page itself"),
        _("export it as MARC 21 or MARCXML"),
        _("export it as MARCXML"),
        _("export it as MARC-in-JSON or MARCXML"),
        _("fill it in or choose another file"),
        _("copy or pack it again"),
        _("pack it again"),
    )
)
_IS = re.compile(r" is (?P<what>[^;]+); (?P<advice>.+)\.")
_PACKS = re.compile(r" packs (?P<count>\d+) files together; unpack it and import them one by one\.")
_NO_TABLE = re.compile(r" cannot be read as a table \((?P<detail>.*)\); save it as XLSX\.", re.DOTALL)


def told(text: str, *, stored: str, own: str) -> str:
    """The sentence of an UnreadableFile about the file named `stored`, for people who call it `own`."""
    if text.startswith("There is no file "):
        return gettext("The uploaded file is no longer kept here; upload it again.")
    if text.startswith(f"No column of {stored} "):
        return no_title_column(own)
    said = text.removeprefix(stored)
    found = _IS.fullmatch(said)
    if found and found["what"] in _WHAT and found["advice"] in _ADVICE:
        parts = {"file": own, "what": gettext(found["what"]), "advice": gettext(found["advice"])}
        return gettext("%(file)s is %(what)s; %(advice)s.") % parts
    if found := _PACKS.fullmatch(said):
        packed = {"file": own, "count": found["count"]}
        return gettext("%(file)s packs %(count)s files together; unpack it and import them one by one.") % packed
    if found := _NO_TABLE.fullmatch(said):
        table = {"file": own, "detail": found["detail"]}
        return gettext("%(file)s cannot be read as a table (%(detail)s); save it as XLSX.") % table
    return text.replace(stored, own)


def no_title_column(own: str) -> str:
    """What to do about a table in which no column was recognised as the title."""
    sentence = gettext("No column of %(file)s was recognised as the title: say below which column holds it.")
    return sentence % {"file": own}


def no_title_tag(own: str) -> str:
    """What to do about a CDS/ISIS base with tags of its own."""
    sentence = gettext("%(file)s is a CDS/ISIS base with tags of its own: say below which tag holds the title.")
    return sentence % {"file": own}
