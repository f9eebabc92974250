"""Words read out of a Word document or a PDF, for search alone. Pure. A scanned page has none to read."""

import io
import time
import unicodedata
import zipfile
from typing import Final

from lxml import etree

from lienthu.registry.rules.searching import LONGEST

PARAGRAPH: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
TEXT: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
PDF: Final = "application/pdf"
LARGEST: Final = 20_000_000  # bytes of the part that holds the words
PATIENCE: Final = 10.0  # seconds after which the rest of a PDF's pages is left unread
# What a file that is no good PDF, or one made to harm, is known to raise beside pypdf's own errors.
BROKEN: Final = (
    ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RecursionError, TypeError, ValueError,
)  # fmt: skip


def words_of(docx: bytes) -> str:
    """A paragraph a line; "" where nothing can be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(docx)) as packed:
            if packed.getinfo("word/document.xml").file_size > LARGEST:
                return ""
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
            tree = etree.fromstring(packed.read("word/document.xml"), parser)
    except (zipfile.BadZipFile, KeyError, OSError, etree.XMLSyntaxError):
        return ""
    lines = ("".join(part.text or "" for part in line.iter(TEXT)) for line in tree.iter(PARAGRAPH))
    return "\n".join(line for line in lines if line.strip())


def words_of_pdf(pdf: bytes, longest: int) -> str:
    """A page after the other, up to about `longest` letters; "" where there are none, or a password keeps them."""
    from pypdf import PasswordType, PdfReader  # large: loaded where a PDF is read
    from pypdf.errors import PyPdfError

    found: list[str] = []
    until = time.monotonic() + PATIENCE
    try:
        reader = PdfReader(io.BytesIO(pdf))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            return ""
        for page in reader.pages:
            found.append(unicodedata.normalize("NFC", page.extract_text()).replace("\0", ""))
            if sum(map(len, found)) >= longest or time.monotonic() > until:
                break
    except (PyPdfError, *BROKEN):
        pass  # what was read before it broke can be searched
    return "\n".join(text for text in found if text.strip())


def words_in(content: bytes, media_type: str) -> str:
    """What search keeps of a file: a PDF, else a Word document."""
    text = words_of_pdf(content, LONGEST) if media_type == PDF else words_of(content)
    return text[:LONGEST]
