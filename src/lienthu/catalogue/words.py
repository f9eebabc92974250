"""Names and sentences that the catalogue's staff pages put its codes into."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.models import SourceRecord
from lienthu.lib import matching
from lienthu.lib.marc.problems import REASONS

ELEMENT_NAMES: dict[str, str | Promise] = {
    "title": _("Title"),
    "parts": _("Volume or part"),
    "responsibility": _("Statement of responsibility"),
    "authors": _("Authors"),
    "edition": _("Edition"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "extent": _("Extent"),
    "isbns": _("ISBN"),
    "languages": _("Languages"),
    "series": _("Series"),
    "carrier": _("Carrier"),
}

# What a column of a table may hold (lib.marc.tabular.TARGETS), in the order of the choice.
TARGET_NAMES: dict[str, str | Promise] = {
    "": _("nothing: leave it out"),
    "control_number": _("Record number"),
    "title": _("Title"),
    "subtitle": _("Remainder of title"),
    "part": _("Volume or part"),
    "author": _("Author"),
    "responsibility": _("Statement of responsibility"),
    "edition": _("Edition"),
    "place": _("Place of publication"),
    "publisher": _("Publisher"),
    "year": _("Year"),
    "extent": _("Extent"),
    "isbn": _("ISBN"),
    "issn": _("ISSN"),
    "language": _("Language"),
    "ddc": _("Classification (DDC)"),
    "subject": _("Subject or keyword"),
    "series": _("Series"),
    "summary": _("Summary"),
    "link": _("Web address"),
    "accession_number": _("Accession number"),
    "barcode": _("Barcode"),
    "call_number": _("Call number"),
    "location": _("Location"),
    "copies": _("Number of copies"),
    "price": _("Price"),
    "note": _("Note"),
}


def sentence(text: str) -> str:
    """One of `matching.SENTENCES` in the reader's language."""
    return gettext(text)


def reject_reason(code: str, reason: str) -> str:
    """Why a record was rejected, in the reader's language; a detail in brackets stays as it is."""
    known = REASONS.get(code)
    if known is None or not reason.startswith(known):
        return reason
    return gettext(known) + reason[len(known) :]


def evidence(record: SourceRecord) -> str:
    """Why a record is in its title, in words."""
    if record.grouped_by == SourceRecord.GroupedBy.PERSON:
        return gettext("placed by a person")
    if not record.evidence:
        return gettext("first record of its title")
    return " ".join(gettext(text) for text in matching.explain(matching.from_code(record.evidence)))
