"""Pictures as they come in: told by content, turned upright, and freed of what the camera wrote into them."""

import io
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError
from wagtail.images.forms import BaseImageForm

from lienthu.common.pictures import MOST_PIXELS
from lienthu.common.uploads import media_type

KINDS: Final = {"image/jpeg": ("JPEG", "jpg"), "image/png": ("PNG", "png"), "image/webp": ("WEBP", "webp")}
LONGEST: Final = 2600  # pixels: what a wide screen needs, and no more


def cleaned(upload: "UploadedFile[Any]") -> ContentFile[bytes]:
    """The picture drawn anew, without place, time, maker or anything else in it. Raises ValidationError.

    What only calls itself a picture (HTML, SVG, a program) has other first bytes, and cannot be drawn.
    """
    kind = media_type(upload)
    if kind not in KINDS:
        raise ValidationError(_("This is no picture that can be shown: hand in a JPEG, PNG or WebP."))
    name, ending = KINDS[kind]
    try:
        upload.seek(0)
        with Image.open(upload, formats=[name]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise ValidationError(_("The picture has too many points. Make it smaller and hand it in again."))
            opened.thumbnail((LONGEST, LONGEST))
            drawn = ImageOps.exif_transpose(opened)
            if name == "JPEG" and drawn.mode != "RGB":
                drawn = drawn.convert("RGB")
            written = io.BytesIO()
            drawn.info = {}
            drawn.save(written, name, quality=88)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as broken:
        raise ValidationError(_("The picture cannot be read. Take another copy of it.")) from broken
    stem = (upload.name or "picture").rpartition(".")[0] or "picture"
    return ContentFile(written.getvalue(), name=f"{stem[-60:]}.{ending}")


def _read(wagtails: Callable[[Any], object], upload: Any) -> object:
    """What Wagtail makes of it: after our own look at what it is, and without falling over a file that breaks off."""
    if isinstance(upload, UploadedFile) and media_type(upload) not in KINDS:
        raise ValidationError(_("This is no picture that can be shown: hand in a JPEG, PNG or WebP."))
    try:
        return wagtails(upload)
    except (OSError, SyntaxError, ValueError) as broken:
        raise ValidationError(_("The picture cannot be read. Take another copy of it.")) from broken


class PictureForm(BaseImageForm):
    """Wagtail's form, which keeps the cleaned picture instead of what was handed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.to_python = partial(_read, file.to_python)

    def clean_file(self) -> object:
        file = self.cleaned_data.get("file")
        if not isinstance(file, UploadedFile):
            return file
        made = cleaned(file)
        upload = InMemoryUploadedFile(io.BytesIO(made.read()), "file", made.name, f"image/{made.name}", made.size, None)
        from wagtail.images.fields import WagtailImageField

        return WagtailImageField().to_python(upload)
