"""Pieces of a page: elements whose words can be nothing but words, and the colours of players."""

from __future__ import annotations

import html

from resonance.palettes import DARK, LIGHT, Palette, tones


class Markup(str):
    """What is HTML already. Every other text is escaped where it is put into an element."""

    __slots__ = ()


def element(name: str, *content: str, **attributes: str | None) -> Markup:
    """`<name ...>content</name>`. An attribute of None is left out; the underscore after `class_` goes away."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{words}>{join(*content)}</{name}>")


def join(*content: str) -> Markup:
    """One after the other, without an element around them."""
    return Markup("".join(each if isinstance(each, Markup) else html.escape(each) for each in content))


def number(parts: tuple[str, str], **attributes: str) -> Markup:
    """A cell with a number and its smaller unit."""
    text, unit = parts
    return element("td", text, element("i", unit) if unit else "", class_="n", **attributes)


class ClassColours:
    """A class of the style sheet for every colour that is used, in the tones of both themes."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, colour: str) -> str:
        return self._names.setdefault(colour, f"c{len(self._names)}")

    def css(self, palette: Palette) -> str:
        lines = []
        for colour, name in self._names.items():
            look = tones(palette, colour)
            values = {
                "full": look.full,
                "from": look.steps[0],
                "to": look.steps[-1],
                "letter": look.letter,
                "on-bar": look.text,
                "quiet-on-bar": look.muted,
                "you": look.accent,
            }
            lines.append(f".{name}{{{_variables(values)}}}")
        return "\n".join(lines)


def _variables(values: dict[str, str]) -> str:
    return "".join(f"--{name}:{value};" for name, value in values.items())


def style(colours: ClassColours) -> Markup:
    """The style sheet: dark, and light where the reader's system is."""
    dark = f":root{{color-scheme:dark light;{_variables(_palette(DARK))}}}\n{colours.css(DARK)}"
    light = f":root{{{_variables(_palette(LIGHT))}}}\n{colours.css(LIGHT)}"
    return Markup(f"<style>\n{dark}\n@media (prefers-color-scheme: light){{\n{light}\n}}\n{_SHEET}</style>")


def _palette(palette: Palette) -> dict[str, str]:
    names = ("ground", "raised", "hairline", "text", "muted", "faint", "accent", "danger", "boss", "ok")
    return {name: getattr(palette, name) for name in names}


_SHEET = """
*{box-sizing:border-box}
body{margin:0 auto;padding:24px;max-width:1080px;background:var(--ground);color:var(--text);
 font:14px/1.5 "Segoe UI","Noto Sans",system-ui,sans-serif;font-variant-numeric:tabular-nums}
h1{margin:0;font-size:26px}
h2{margin:36px 0 8px;font-size:17px;border-bottom:2px solid var(--accent);display:inline-block}
p{margin:4px 0}
.muted,th,.n i,.spec{color:var(--muted)}
.n i{font-size:11px;font-style:normal;padding-left:1px}
.kill{color:var(--ok)}.wipe{color:var(--danger)}.warning{color:var(--accent)}
.sums{display:flex;flex-wrap:wrap;gap:10px;margin-top:16px}
.sums div{background:var(--raised);border:1px solid var(--hairline);padding:8px 14px;min-width:130px}
.sums b{display:block;font-size:18px}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%}
th{font-weight:400;font-size:12px;text-align:left;padding:4px 10px;white-space:nowrap}
td{padding:4px 10px;border-bottom:1px solid var(--hairline);white-space:nowrap}
td.name{width:100%}
.n{text-align:right}
td.rank{color:var(--muted);text-align:right;width:36px}
.bar{background:linear-gradient(var(--full),var(--full)) no-repeat 0 100%/var(--share) 2px,
 linear-gradient(90deg,var(--from),var(--to)) no-repeat 0 0/var(--share) 100%;color:var(--on-bar)}
.bar .n i,.bar .spec,.bar td.rank{color:var(--quiet-on-bar)}
.chip{display:inline-block;width:20px;line-height:20px;margin-right:10px;text-align:center;font-weight:700;font-size:11px;
 background:var(--full);color:var(--letter)}
.spec{margin-left:8px;font-size:12px}
.you .who{color:var(--you);font-weight:700}
details{border-bottom:1px solid var(--hairline)}
summary{cursor:pointer;padding:6px 10px}
summary time{color:var(--muted);margin-right:12px}
details table{margin:0 0 12px 24px;width:calc(100% - 24px)}
.minus{color:var(--danger)}.plus{color:var(--ok)}
.killed td{border-left:3px solid var(--danger)}.killed td~td{border-left:0}
svg{display:block;width:100%;height:auto;margin-top:6px}
svg text{fill:var(--muted);font-size:12px}
svg .grid{stroke:var(--hairline)}
svg .curve{fill:none;stroke:var(--full);stroke-width:2;stroke-linejoin:round}
svg .hp{fill:none;stroke:var(--danger);stroke-width:1}
svg .death{stroke:var(--danger);stroke-width:2}
svg .pull{fill:var(--faint)}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;margin:8px 0 0;padding:0;list-style:none;font-size:12px;
 color:var(--muted)}
.legend span{display:inline-block;width:14px;height:0;margin-right:6px;vertical-align:middle;
 border-top:2px solid var(--full,var(--danger))}
footer{margin-top:40px;padding-top:10px;border-top:1px solid var(--hairline);color:var(--muted);font-size:12px}
@media print{body{max-width:none;padding:0}details{break-inside:avoid}}
"""
