"""Builders: pictures as a telephone makes them."""

import io

from PIL import Image

ORIENTATION, GPS = 0x0112, 0x8825


def photograph(kind: str = "JPEG", *, size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture that lies on its side and says where it was taken and by which telephone."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[0x010F] = "Telephone of a reader"
    exif.get_ifd(GPS)[2] = (23.0, 17.0, 4.0)
    stream = io.BytesIO()
    Image.new("RGB", size, "#0d5a51").save(stream, kind, exif=exif)
    return stream.getvalue()


def says_nothing(data: bytes) -> bool:
    """Whether the picture tells neither place nor maker nor anything else beside itself."""
    with Image.open(io.BytesIO(data)) as picture:
        return not dict(picture.getexif()) and not dict(picture.getexif().get_ifd(GPS)) and b"Telephone" not in data
