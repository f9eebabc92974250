"""What may be put on a site as a file: a PDF by its first bytes, kept under a name of ours."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from lienthu.common.uploads import media_type

DOCUMENTS: Final = "website/documents"
LARGEST: Final = 20_000_000  # bytes


def document_path(_instance: object, _filename: str) -> str:
    return f"{DOCUMENTS}/{get_random_string(20)}.pdf"


def is_document(file: Any) -> None:
    """Raise ValidationError unless the file is a PDF of a sensible size; one that was kept before is left alone."""
    upload = file if isinstance(file, UploadedFile) else getattr(file, "file", None)
    if not isinstance(upload, UploadedFile):
        return
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("The file is larger than 20 MB. Make it smaller, or divide it."))
    if media_type(upload) != "application/pdf":
        raise ValidationError(_("This is not a PDF. Save the document as PDF and hand that in."))
