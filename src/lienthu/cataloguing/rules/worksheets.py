"""The forms by kind of thing: which fields matter, under the names that people use for them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lienthu.cataloguing.rules.sheets import Box, Group, Section, Worksheet
from lienthu.lib.marc.carrier import kind_of
from lienthu.lib.marc.record import Record

TITLE = Group(
    "title",
    _("Title"),
    ("245",),
    (
        Box("a", _("Title proper"), _("As on the title page: “Truyện Kiều”.")),
        Box("b", _("Other title information"), _("What follows the title: “truyện thơ”.")),
        Box("n", _("Volume number"), "“Tập 1”", wide=False),
        Box("p", _("Title of the volume"), wide=False),
        Box(
            "c",
            _("Statement of responsibility"),
            _("Who wrote, translated, compiled it, in the words of the title page."),
        ),
    ),
    "00",
)
OTHER_TITLE = Group("other_title", _("Other title"), ("246",), (Box("a", _("Other title")),), "3 ", repeatable=True)
AUTHOR = Group(
    "author",
    _("Author"),
    ("100",),
    (
        Box("a", _("Main author"), _("One person; names in their usual order: “Nguyễn Du”.")),
        Box("d", _("Years of life"), "“1765-1820”", wide=False),
    ),
    "0 ",
)
BODY = Group(
    "body", _("Corporate author"), ("110",), (Box("a", _("Corporate author"), _("An institution as the author.")),),
    "2 ",
)  # fmt: skip
OTHERS = Group(
    "others",
    _("Other people"),
    ("700",),
    (
        Box("a", _("Other author, translator, editor")),
        Box("e", _("Role"), "“dịch”, “chủ biên”, “minh họa”", wide=False),
    ),
    "0 ",
    repeatable=True,
)
BODIES = Group("bodies", _("Other bodies"), ("710",), (Box("a", _("Other institution")),), "2 ", repeatable=True)
EDITION = Group("edition", _("Edition"), ("250",), (Box("a", _("Edition"), "“Tái bản lần thứ 3, có bổ sung”"),))
IMPRINT = Group(
    "imprint",
    _("Publication"),
    ("260", "264"),
    (
        Box("a", _("Place of publication"), wide=False),
        Box("b", _("Publisher"), wide=False),
        Box("c", _("Year of publication"), wide=False),
    ),
    takes=lambda content: content[1:2] in (" ", "1", ""),
)
EXTENT = Group(
    "extent",
    _("Physical description"),
    ("300",),
    (
        Box("a", _("Number of pages or volumes"), "“300 tr.”", wide=False),
        Box("b", _("Illustrations"), "“minh họa, ảnh”", wide=False),
        Box("c", _("Size"), "“21 cm”", wide=False),
        Box("e", _("Comes with"), "“1 CD-ROM”", wide=False),
    ),
)
SERIES = Group(
    "series",
    _("Series"),
    ("490",),
    (Box("a", _("Series title")), Box("v", _("Number in the series"), wide=False)),
    "0 ",
    repeatable=True,
)
ISBN = Group(
    "isbn",
    _("ISBN and price"),
    ("020",),
    (
        Box("a", _("ISBN"), _("Type or scan it; the check digit is checked."), wide=False, inputmode="text"),
        Box("c", _("Price"), "“95000 đ”", wide=False),
    ),
    repeatable=True,
)
ISSN = Group("issn", _("ISSN"), ("022",), (Box("a", _("ISSN"), "“1859-1531”", wide=False),), repeatable=True)
CLASS = Group(
    "class",
    _("Classification"),
    ("082",),
    (
        Box("a", _("DDC number"), wide=False),
        Box("b", _("Author or title mark"), wide=False),
        Box("2", _("DDC edition"), "“23”", wide=False),
    ),
    "04",
    repeatable=True,
)
SUBJECT = Group(
    "subject",
    _("Subject heading"),
    ("650",),
    (
        Box("a", _("Subject heading"), wide=False),
        Box("x", _("Aspect"), wide=False),
        Box("z", pgettext_lazy("subject", "Place"), wide=False),
        Box("y", pgettext_lazy("subject", "Period"), wide=False),
    ),
    " 4",
    repeatable=True,
)
KEYWORD = Group("keyword", _("Keyword"), ("653",), (Box("a", _("Keyword")),), "  ", repeatable=True)
PLACE = Group(
    "place",
    _("Place that it is about"),
    ("651",),
    (
        Box("a", _("Place name"), _("Commune, district, province: “Huế (Thành phố)”."), wide=False),
        Box("x", _("Aspect"), wide=False),
        Box("y", pgettext_lazy("subject", "Period"), wide=False),
    ),
    " 4",
    repeatable=True,
)
PERSON = Group(
    "person",
    _("Person that it is about"),
    ("600",),
    (Box("a", _("Name"), wide=False), Box("d", _("Years of life"), wide=False), Box("x", _("Aspect"), wide=False)),
    "04",
    repeatable=True,
)
LOCAL = Group("local", _("Local-studies heading"), ("690",), (Box("a", _("Local-studies heading")),), repeatable=True)
HOST = Group(
    "host",
    _("Source of the article"),
    ("773",),
    (
        Box("t", _("Taken from"), _("The book, newspaper or journal that an article or chapter stands in.")),
        Box("g", _("Issue, date, pages"), "“Số 12 (2024), tr. 15-20”", wide=False),
        Box("x", _("ISSN"), wide=False),
    ),
    "0 ",
    repeatable=True,
)
SUMMARY = Group("summary", _("Summary"), ("520",), (Box("a", _("Summary"), area=True),), repeatable=True)
NOTE = Group("note", _("Note"), ("500",), (Box("a", _("Note")),), repeatable=True)
CONTENTS = Group("contents", _("Contents"), ("505",), (Box("a", _("Contents"), area=True),), "0 ")
LINK = Group(
    "link",
    _("Web address"),
    ("856",),
    (Box("u", _("Web address"), inputmode="url"), Box("y", _("Words of the link"), wide=False)),
    "40",
    repeatable=True,
)
FREQUENCY = Group("frequency", _("Frequency"), ("310",), (Box("a", _("Frequency"), "“Hằng tháng”"),))
DATES = Group("dates", _("First and last issue"), ("362",), (Box("a", _("First and last issue"), "“Số 1 (2001)-”"),),
              "0 ")  # fmt: skip
BEFORE = Group("before", _("Earlier title"), ("780",), (Box("t", _("Earlier title")),), "00", repeatable=True)
AFTER = Group("after", _("Later title"), ("785",), (Box("t", _("Later title")),), "00", repeatable=True)
PERFORMERS = Group("performers", _("Performers"), ("511",), (Box("a", _("Performers")),), "0 ", repeatable=True)
MAKERS = Group(
    "makers", _("Director, camera, music"), ("508",), (Box("a", _("Director, camera, music")),), repeatable=True
)
DURATION = Group(
    "duration", _("Playing time"), ("306",), (Box("a", _("Playing time"), _("Six digits: 013000 is 1 h 30 min."),
    inputmode="numeric"),),
)  # fmt: skip
PUBLISHER_NUMBER = Group(
    "publisher_number",
    _("Publisher's number"),
    ("028",),
    (Box("a", _("Number of the disc"), wide=False), Box("b", _("Label"), wide=False)),
    "42",
    repeatable=True,
)
SYSTEM = Group(
    "system", _("Format, system"), ("538",), (Box("a", _("Format, system"), "“DVD”, “MP3”"),), repeatable=True
)
CAST_EXTENT = Group(
    "extent",
    _("Physical description"),
    ("300",),
    (
        Box("a", _("Number of discs, playing time"), "“1 DVD (90 phút)”", wide=False),
        Box("b", _("Sound, colour"), "“âm thanh, màu”", wide=False),
        Box("c", _("Size"), "“12 cm”", wide=False),
        Box("e", _("Comes with"), wide=False),
    ),
)
IDENTITY, MAKING, ABOUT, MORE = (
    _("Identification"),
    _("Publication and form"),
    _("What it is about"),
    _("Further fields"),
)
LANGUAGE, COUNTRY, AUDIENCE, LITERARY = "008_35-37", "008_15-17", "008_22", "008_33"

BOOK = Worksheet(
    "book",
    _("Book"),
    _("A printed book or one of its volumes."),
    "book",
    "am",
    (
        Section(IDENTITY, (ISBN, TITLE, AUTHOR, OTHERS)),
        Section(MAKING, (EDITION, IMPRINT, EXTENT, SERIES)),
        Section(ABOUT, (CLASS, SUBJECT, KEYWORD, SUMMARY)),
        Section(MORE, (BODY, BODIES, OTHER_TITLE, NOTE, CONTENTS, PERSON, PLACE, LINK), folded=True),
    ),
    (LANGUAGE, AUDIENCE, LITERARY, COUNTRY),
)
SERIAL = Worksheet(
    "serial",
    _("Newspaper or magazine"),
    _("Anything that appears in numbered issues."),
    "serial",
    "as",
    (
        Section(IDENTITY, (ISSN, TITLE, BODY, BODIES)),
        Section(MAKING, (IMPRINT, FREQUENCY, DATES, EXTENT)),
        Section(ABOUT, (CLASS, SUBJECT, KEYWORD, SUMMARY)),
        Section(MORE, (OTHER_TITLE, OTHERS, BEFORE, AFTER, NOTE, PLACE, LINK), folded=True),
    ),
    (LANGUAGE, "008_18", "008_21", COUNTRY),
    {"008_06": "c", "008_11-14": "9999"},
)
LOCAL_STUDIES = Worksheet(
    "local",
    _("Local-studies item"),
    _("A book, article or chapter about a place or by its people."),
    "pin",
    "am",
    (
        Section(IDENTITY, (TITLE, AUTHOR, OTHERS, HOST)),
        Section(_("What place and whom it is about"), (PLACE, PERSON, LOCAL, SUBJECT, KEYWORD, SUMMARY)),
        Section(MAKING, (IMPRINT, EXTENT, CLASS)),
        Section(MORE, (ISBN, EDITION, SERIES, BODY, BODIES, OTHER_TITLE, NOTE, LINK), folded=True),
    ),
    (LANGUAGE, AUDIENCE, COUNTRY),
)
AUDIOVISUAL = Worksheet(
    "audiovisual",
    _("Film, music, audio book"),
    _("A disc, tape or file that is watched or listened to."),
    "video",
    "gm",
    (
        Section(IDENTITY, (TITLE, AUTHOR, OTHERS, PERFORMERS, MAKERS)),
        Section(MAKING, (IMPRINT, CAST_EXTENT, DURATION, SYSTEM, PUBLISHER_NUMBER)),
        Section(ABOUT, (CLASS, SUBJECT, KEYWORD, SUMMARY)),
        Section(MORE, (ISBN, EDITION, SERIES, BODY, BODIES, OTHER_TITLE, NOTE, CONTENTS, LINK), folded=True),
    ),
    ("LDR_06", LANGUAGE, AUDIENCE, COUNTRY),
)
WORKSHEETS: Mapping[str, Worksheet] = {
    sheet.key: sheet for sheet in (BOOK, SERIAL, LOCAL_STUDIES, AUDIOVISUAL)
}  # fmt: skip
_OF_KIND = {"serial": "serial", "article": "local", "video": "audiovisual", "audio": "audiovisual"}


def sheet_for(record: Record) -> Worksheet:
    """The form that suits a record that was made elsewhere."""
    local = any(tag in ("651", "690", "773") for tag, _content in record.fields)
    key = _OF_KIND.get(kind_of(record.leader.ljust(24)), "local" if local else "book")
    return WORKSHEETS[key]
