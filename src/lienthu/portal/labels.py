"""Names that readers see for the codes of a record: kinds, carriers, languages."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, str | Promise] = {
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
CARRIERS: dict[str, str | Promise] = {
    "print": _("Printed"),
    "online": _("Online"),
    "audio": pgettext_lazy("carrier", "Sound disc or tape"),
    "video": pgettext_lazy("carrier", "Video disc or tape"),
    "microform": _("Microform"),
    "electronic": _("Electronic medium"),
    "braille": _("Braille"),
    "manuscript": pgettext_lazy("carrier", "Handwritten"),
}
# ISO 639-2 codes that catalogues in the delta use; any other shows as its code.
LANGUAGES: dict[str, str | Promise] = {
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


def kind(code: str) -> str:
    return str(KINDS.get(code) or KINDS["other"])


def carrier(code: str) -> str:
    return str(CARRIERS.get(code, code))


def language(code: str) -> str:
    return str(LANGUAGES.get(code, code))
