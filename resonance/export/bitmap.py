"""PNG -> what the clipboard of Windows calls a picture."""

from __future__ import annotations

import io

FILE_HEADER = 14  # bytes of a .bmp file before the bitmap itself


def device_independent_bitmap(png: bytes) -> bytes:
    """A BITMAPINFOHEADER and its points, 24 bits each: the format CF_DIB."""
    from PIL import Image

    file = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        picture.convert("RGB").save(file, "BMP")
    return file.getvalue()[FILE_HEADER:]
