"""Words read out of a Word document, for search alone. Pure. Of a PDF nothing is read: its words need not be in it."""

import io
import zipfile
from typing import Final

from lxml import etree

PARAGRAPH: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
TEXT: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
LARGEST: Final = 20_000_000  # bytes of the part that holds the words


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
