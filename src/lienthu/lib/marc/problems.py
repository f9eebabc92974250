"""What can be wrong with a file or with one record, and what to tell the librarian about it."""

# Every code that a record can be refused with. The text says what is wrong and what to do; an application may
# translate it. A refusal's reason is this text, followed by " (detail)" when there is one.
REASONS = {
    "authority": "This is an authority record (a name or subject heading), not a description of a book; "
    "take such files in under Headings.",
    "holdings": "This is a holdings record, not a description of a book; export bibliographic records with their "
    "copies in fields such as 852 or 952.",
    "classification": "This is a classification record, not a description of a book; "
    "import bibliographic records only.",
    "community": "This is a community information record, not a description of a book; "
    "import bibliographic records only.",
    "no-fields": "The record has no fields at all; export it again from the system it came from.",
    "too-short": "The record is too short to hold a leader and one field; it was cut off or is not MARC. "
    "Export it again.",
    "cut-off": "The record ends before its end: the file was cut off here. Export or copy the file again.",
    "not-marc": "This stretch of the file is not a MARC record: it does not begin with a record's 24-character leader.",
    "broken-directory": "The record's directory does not fit its fields, and they cannot be told apart without it. "
    "Export the record again, in MARCXML if that fails too.",
    "broken-utf8": "The record is partly UTF-8, but some characters are damaged. Correct them in the system "
    "it came from and export it again.",
    "undecodable": "The record's characters fit none of the encodings known here. Choose the encoding by hand, "
    "or export in UTF-8.",
    "xml-malformed": "The record is not well-formed XML. Correct it or export it again.",
    "xml-not-marc": "This XML record has neither a leader nor MARC fields. Export as MARCXML.",
    "oai-deleted": "The OAI server says only that this record was deleted, without its content. "
    "Withdraw it by hand if your library held it.",
    "json-malformed": "The record is not well-formed JSON. Export it again.",
    "json-not-marc": "This JSON object holds no MARC fields. Export as MARC-in-JSON.",
    "bad-tag": "A field's tag is not three characters long, so the record cannot be MARC. Correct the tag and "
    "export again.",
    "isis-unknown-tags": "This CDS/ISIS base has tags of its own and nothing tells which of them holds the title. "
    "Say which tag holds what in the column mapping.",
    "line-malformed": "A line of this record does not follow the format of the file. Correct it or export again.",
    "row-no-title": "The row has no title. Fill in the title, or check which column holds it.",
    "row-too-long": "The row has more cells than the heading has columns, most often for want of quotation marks "
    "around a cell. Correct the row.",
    "table-malformed": "A quotation mark in this row is missing or in the wrong place, so that its cells cannot be "
    "told apart. Correct the row.",
    "unreadable": "The record could not be read. Export it again, in MARCXML if you can.",
}


class UnreadableFile(ValueError):
    """The file as a whole cannot be read. The message is one line that says what to do."""


class Refused(Exception):
    """One record cannot be taken in. `code` is a key of REASONS; `detail` is short and not translated.

    `raw` is the record as it stands in the file, where that is not what the parser was given.
    """

    def __init__(self, code: str, detail: str = "", *, raw: bytes | None = None) -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
        self.raw = raw

    @property
    def reason(self) -> str:
        return f"{REASONS[self.code]} ({self.detail})" if self.detail else REASONS[self.code]
