"""Names that readers see for the codes of a record: kinds, carriers, languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from lienthu.catalogue.words import CARRIER_NAMES, KIND_NAMES, LANGUAGE_NAMES

FIELDS: dict[str, str | Promise] = {
    "any": _("Everywhere"),
    "title": _("Title"),
    "author": _("Author"),
    "subject": _("Subject"),
    "publisher": _("Publisher"),
    "series": _("Series"),
    "isbn": _("ISBN"),
    "ddc": _("DDC number"),
}
SORTS: dict[str, str | Promise] = {
    "relevance": _("Best match"),
    "newest": _("Newest first"),
    "title": _("Title, A to Y"),
}
# What the search did with a parameter that it could not use (catalogue.search.state.Notice).
NOTICES: dict[str, str | Promise] = {
    "query_cut": _("The search was longer than 500 characters; the rest was left out."),
    "field_unknown": _("The field in the address is not known; all fields were searched."),
    "year_unreadable": _("A year must be a number such as 1995; the year was left out."),
    "years_turned": _("The first year was later than the last; the two were exchanged."),
    "sort_unknown": _("The order in the address is not known; the best matches come first."),
    "page_unreadable": _("The page in the address does not exist; the nearest one is shown."),
    "too_many_values": _("More than 30 values were chosen in one list; the first 30 are used."),
}
# ISO 639-2 codes of records → language tags of the web (BCP 47: the two-letter code where there is one).
LANGUAGE_TAGS = {
    "vie": "vi", "eng": "en", "fre": "fr", "chi": "zh", "khm": "km", "cjm": "cjm", "rus": "ru", "ger": "de",
    "jpn": "ja", "kor": "ko", "spa": "es", "ita": "it", "por": "pt", "lat": "la", "tha": "th", "lao": "lo",
    "ara": "ar", "swe": "sv", "pol": "pl", "cze": "cs", "ind": "id", "may": "ms", "hin": "hi", "san": "sa",
    "heb": "he",
}  # fmt: skip


def kind(code: str) -> str:
    return str(KIND_NAMES.get(code) or KIND_NAMES["other"])


def carrier(code: str) -> str:
    return str(CARRIER_NAMES.get(code, code))


def language(code: str) -> str:
    return str(LANGUAGE_NAMES.get(code, code))
