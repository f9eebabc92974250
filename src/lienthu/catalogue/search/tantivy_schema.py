"""The fields of the embedded index and the form in which a document goes into it."""

from base64 import b64encode
from hashlib import blake2b
from typing import Any, Final

import orjson
import tantivy

from lienthu.catalogue.search.documents import TitleDocument
from lienthu.catalogue.search.entry import entry

SCHEMA: Final = 3  # raise it whenever a field, its form, `Entry` or `TitleDocument` changes


def build_schema() -> tantivy.Schema:
    """The schema. Text comes folded already, so the tokenizer only splits at spaces.

    Positions are kept only where phrases are asked for; `text` answers words without a field and needs none. `holders`
    is all of `library` as one value: titles held by the same libraries share it, which `tantivy_facets` counts by.
    """
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("id", indexed=True, fast=True)
    builder.add_unsigned_field("stamp", fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    for name in ("exact", "pairs"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("title", "author", "subject", "publisher", "series"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("numbers", tokenizer_name="whitespace", index_option="basic")
    builder.add_text_field("classes", tokenizer_name="whitespace", index_option="basic")
    builder.add_unsigned_field("heading", indexed=True)
    builder.add_text_field("sort", fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("recent", fast=True)
    builder.add_unsigned_field("year", indexed=True, fast=True)
    builder.add_unsigned_field("library", indexed=True, fast=True)
    for name in ("holders", "language", "subject_heading", "kind", "carrier"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("available", indexed=True, fast=True)
    builder.add_bytes_field("shown", stored=True)
    return builder.build()


def heading_key(folded_title: str) -> int:
    """A whole title as one number: shorter in the index than the text, and as good for equality."""
    return int.from_bytes(blake2b(folded_title.encode(), digest_size=8).digest(), "big") >> 1


def prepare(document: TitleDocument) -> str:
    """The document as the index takes it: text, so that another process than the writer can prepare it."""
    (
        number, text, exact, title, pairs, author, subject, publisher, series, numbers, classes, headings, sort, digest
    ) = entry(document)  # fmt: skip
    year = document.year
    libraries = sorted(set(document.libraries))
    fields: dict[str, Any] = {
        "id": number,
        "stamp": digest,
        "text": text,
        "title": title,
        "heading": [heading_key(heading) for heading in headings],
        "sort": sort,
        "recent": ((year or 0) << 40) + number,
        "library": libraries,
        "holders": " ".join(map(str, libraries)),
        "available": int(document.available),
        "shown": b64encode("\n".join((document.title, *document.authors)).encode()).decode(),
        "kind": document.kind,
        "carrier": document.carrier,
    }
    for name, words in (
        ("exact", exact),
        ("pairs", pairs),
        ("author", author),
        ("subject", subject),
        ("publisher", publisher),
        ("series", series),
        ("numbers", numbers),
        ("classes", classes),
    ):
        if words:
            fields[name] = words
    if year is not None:
        fields["year"] = year
    if document.languages:
        fields["language"] = tuple(dict.fromkeys(document.languages))
    if document.subjects:
        fields["subject_heading"] = tuple(dict.fromkeys(document.subjects))
    return orjson.dumps(fields).decode()
