"""Draw the program's icon into assets/: icon.ico for Windows, icon.png for everybody else. `python tools/draw_icon.py`

Three bars of a meter on a dark tile, as the tray icon shows them. The same bytes each time.
"""

from pathlib import Path

from PIL import Image, ImageDraw

ASSETS = Path(__file__).resolve().parent.parent / "assets"
SIZES_PX = (16, 20, 24, 32, 40, 48, 64, 128, 256)
PNG_PX = 64
OVERSAMPLING = 8
GROUND, ACCENTS = (0x15, 0x17, 0x1C, 255), ((0xFF, 0xD1, 0x66, 255), (0xE8, 0xA8, 0x4C, 255), (0xC9, 0x82, 0x3F, 255))
CORNER = 3 / 16
BARS = ((3.0, 5.4, 13.0), (6.8, 9.2, 10.4), (10.6, 13.0, 7.4))  # top, bottom, right end, in sixteenths
LEFT = 3.0


def draw(size_px: int) -> Image.Image:
    """Drawn larger and shrunk: Pillow's shapes have no smooth edges."""
    side = size_px * OVERSAMPLING
    unit = side / 16
    image = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((0, 0, side - 1, side - 1), radius=side * CORNER, fill=GROUND)
    for (top, bottom, right), colour in zip(BARS, ACCENTS, strict=True):
        box = (LEFT * unit, top * unit, right * unit - 1, bottom * unit - 1)
        pen.rounded_rectangle(box, radius=unit * 0.6, fill=colour)
    return image.resize((size_px, size_px), Image.Resampling.LANCZOS)


def main() -> None:
    pictures = [draw(size_px) for size_px in SIZES_PX]
    pictures[-1].save(
        ASSETS / "icon.ico", sizes=[(side, side) for side in SIZES_PX], append_images=pictures[:-1], bitmap_format="png"
    )
    draw(PNG_PX).save(ASSETS / "icon.png", optimize=True)


if __name__ == "__main__":
    main()
