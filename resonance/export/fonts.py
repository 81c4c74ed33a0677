"""Text in pictures: each glyph from the first installed font that has it, as the windows of the system do it.

A name may hold Latin, Chinese, Hangul and emoji at once, and no font has them all.
"""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, features

from resonance.names import JOINER

EMOJI_STYLE = "\ufe0f"  # asks for the coloured form of the character before it

STRIKE_PX = 109
"""The one size that the bitmaps of Noto Color Emoji have."""

LOOK_PX = 24
"""In this size it is looked whether a font has a glyph."""

EMOJI_SHARE = 1.15
"""Height of an emoji that must be shrunk, by the size of the text around it."""

_NO_CHARACTER = "\U0010ffff"  # no font has a glyph for it


@dataclass(frozen=True, slots=True)
class Face:
    """File names of a font, in both weights."""

    regular: str
    bold: str
    index: int = 0  # within a collection
    is_emoji: bool = False


_LATIN = (
    Face("segoeui.ttf", "segoeuib.ttf"),
    Face("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"),
    Face("SFNS.ttf", "SFNS.ttf"),
    Face("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    Face("arial.ttf", "arialbd.ttf"),
)
_JAPANESE = (
    Face("meiryo.ttc", "meiryob.ttc"),
    Face("YuGothR.ttc", "YuGothB.ttc"),
    Face("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    Face("NotoSansCJKjp-Regular.otf", "NotoSansCJKjp-Bold.otf"),
)
_CHINESE = (
    Face("msyh.ttc", "msyhbd.ttc"),
    Face("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc", index=2),
    Face("NotoSansCJKsc-Regular.otf", "NotoSansCJKsc-Bold.otf"),
    Face("Hiragino Sans GB.ttc", "Hiragino Sans GB.ttc"),
    Face("wqy-microhei.ttc", "wqy-microhei.ttc"),
    Face("DroidSansFallbackFull.ttf", "DroidSansFallbackFull.ttf"),
)
_OTHERS = (
    Face("malgun.ttf", "malgunbd.ttf"),
    Face("AppleSDGothicNeo.ttc", "AppleSDGothicNeo.ttc"),
    Face("msjh.ttc", "msjhbd.ttc"),
    Face("LeelawUI.ttf", "LeelaUIb.ttf"),
    Face("NotoSansThai-Regular.ttf", "NotoSansThai-Bold.ttf"),
    Face("NotoSansArabic-Regular.ttf", "NotoSansArabic-Bold.ttf"),
    Face("seguisym.ttf", "seguisym.ttf"),
    Face("NotoSansSymbols2-Regular.ttf", "NotoSansSymbols2-Regular.ttf"),
    Face("NotoSansSymbols-Regular.ttf", "NotoSansSymbols-Bold.ttf"),
    Face("seguiemj.ttf", "seguiemj.ttf", is_emoji=True),
    Face("NotoColorEmoji.ttf", "NotoColorEmoji.ttf", is_emoji=True),
)


class Fonts:
    """Measures and draws. Made for one picture: a font file may not serve two threads."""

    def __init__(self, language: str) -> None:
        """`language`: which forms Chinese characters have, where the countries draw them differently."""
        asian = (*_CHINESE, *_JAPANESE) if language == "zh" else (*_JAPANESE, *_CHINESE)
        installed = _installed()
        self._faces = [face for face in (*_LATIN, *asian, *_OTHERS) if face.regular.lower() in installed]
        self._opened: dict[tuple[Face | None, int, bool], _Opened] = {}
        self._chosen: dict[str, Face | None] = {}

    def width(self, text: str, size_px: int, *, bold: bool = False) -> float:
        return sum(self._open(face, size_px, bold).width(run) for face, run in self._runs(text))

    def draw(
        self,
        image: Image.Image,
        place: tuple[float, float],
        text: str,
        size_px: int,
        colour: str,
        *,
        bold: bool = False,
    ) -> None:
        """`place`: the left end of the baseline."""
        left, baseline = place
        for face, run in self._runs(text):
            opened = self._open(face, size_px, bold)
            opened.draw(image, (left, baseline), run, colour)
            left += opened.width(run)

    def fit(self, text: str, size_px: int, width: float, *, bold: bool = False) -> str:
        """The text, ending in "…" where it is wider; "" where not even that has room."""
        if self.width(text, size_px, bold=bold) <= width:
            return text
        parts = list(clusters(text))
        while parts and self.width("".join(parts).rstrip() + "…", size_px, bold=bold) > width:
            parts.pop()
        return "".join(parts).rstrip() + "…" if parts else ""

    def _runs(self, text: str) -> Iterator[tuple[Face | None, str]]:
        """Stretches of one font."""
        for face, run in groupby(clusters(text), self._face_of):
            yield face, "".join(run)

    def _face_of(self, cluster: str) -> Face | None:
        """None = the font that Pillow brings along."""
        if cluster not in self._chosen:
            faces: Sequence[Face] = self._faces
            if _wants_emoji(cluster):
                faces = sorted(faces, key=lambda face: not face.is_emoji)
            found = (face for face in faces if self._open(face, LOOK_PX, False).has(cluster[0]))
            self._chosen[cluster] = next(found, faces[0] if faces else None)
        return self._chosen[cluster]

    def _open(self, face: Face | None, size_px: int, bold: bool) -> _Opened:
        key = (face, size_px, bold)
        if key not in self._opened:
            self._opened[key] = _Opened(face, size_px, bold)
        return self._opened[key]


class _Opened:
    """A font in one size and weight."""

    def __init__(self, face: Face | None, size_px: int, bold: bool) -> None:
        self._size_px = size_px
        self._scale = 1.0  # of its pixels on the picture; other than 1 for a font of bitmaps
        self._has: dict[str, bool] = {}
        self._font = self._load(face, bold)
        self._nothing = self._glyph(_NO_CHARACTER)

    def _load(self, face: Face | None, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
        if face is None:
            return ImageFont.load_default(self._size_px)
        files = _installed()
        path = files.get((face.bold if bold else face.regular).lower()) or files[face.regular.lower()]
        try:
            return ImageFont.truetype(path, self._size_px, index=face.index)
        except OSError:
            if not face.is_emoji:
                return ImageFont.load_default(self._size_px)
            self._scale = self._size_px * EMOJI_SHARE / STRIKE_PX
            return ImageFont.truetype(path, STRIKE_PX, index=face.index)

    def has(self, char: str) -> bool:
        """Whether it has a glyph of its own for it."""
        if char not in self._has:
            glyph = self._glyph(char)
            self._has[char] = char.isspace() or (bool(glyph[1]) and glyph != self._nothing)
        return self._has[char]

    def width(self, text: str) -> float:
        return float(self._font.getlength(_drawable(text))) * self._scale

    def draw(self, image: Image.Image, place: tuple[float, float], text: str, colour: str) -> None:
        text = _drawable(text)
        if self._scale == 1.0:
            pen = ImageDraw.Draw(image)
            pen.text(place, text, fill=colour, font=self._font, anchor="ls", embedded_color=True)
            return
        left, top, right, bottom = (round(side) for side in self._font.getbbox(text, anchor="ls"))
        if right <= left or bottom <= top:
            return
        strip = Image.new("RGBA", (right - left, bottom - top))
        ImageDraw.Draw(strip).text((-left, -top), text, font=self._font, anchor="ls", embedded_color=True)
        size = (max(1, round(strip.width * self._scale)), max(1, round(strip.height * self._scale)))
        small = strip.resize(size, Image.Resampling.LANCZOS)
        image.paste(small, (round(place[0] + left * self._scale), round(place[1] + top * self._scale)), small)

    def _glyph(self, char: str) -> tuple[tuple[int, int], bytes]:
        """Its size and its points: all characters that a font lacks look the same."""
        mask = self._font.getmask(char, "L")
        return mask.size, bytes(mask) if mask.size[0] and mask.size[1] else b""


def clusters(text: str) -> Iterator[str]:
    """What belongs together: a letter and its accents, an emoji and its parts, the two letters of a flag."""
    cluster = ""
    for char in text:
        if cluster and (_continues(char) or cluster[-1] == JOINER or (_is_flag(char) and _is_half_flag(cluster))):
            cluster += char
            continue
        if cluster:
            yield cluster
        cluster = char
    if cluster:
        yield cluster


def _continues(char: str) -> bool:
    is_skin_tone = 0x1F3FB <= ord(char) <= 0x1F3FF
    return is_skin_tone or char == JOINER or unicodedata.category(char) in ("Mn", "Me", "Mc")


def _is_flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _is_half_flag(cluster: str) -> bool:
    return len(cluster) == 1 and _is_flag(cluster)


def _wants_emoji(cluster: str) -> bool:
    is_wide_symbol = unicodedata.category(cluster[0]) == "So" and unicodedata.east_asian_width(cluster[0]) == "W"
    return is_wide_symbol or EMOJI_STYLE in cluster


@cache
def _can_join() -> bool:
    """Whether Pillow was built with the library that makes one picture of the parts of an emoji."""
    return bool(features.check("raqm"))


def _drawable(text: str) -> str:
    """Without it, the first part alone: better than all parts in a row with boxes between them."""
    if _can_join():
        return text
    return "".join(part[0] if JOINER in part else part.replace(EMOJI_STYLE, "") for part in clusters(text))


@cache
def _installed() -> dict[str, Path]:
    """The font files of this computer by their names in small letters; the user's own come first."""
    found: dict[str, Path] = {}
    for folder in _folders():
        for where, _folders_in_it, files in os.walk(folder):
            for file in files:
                found.setdefault(file.lower(), Path(where, file))
    return found


def _folders() -> list[Path]:
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData/Local"))
        return [local / "Microsoft/Windows/Fonts", Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    own = Path(os.environ.get("XDG_DATA_HOME") or home / ".local/share")
    return [own / "fonts", home / ".fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]
