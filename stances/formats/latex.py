"""Texts in LaTeX's spelling, as BibTeX has them, and back."""

from __future__ import annotations

import re
import unicodedata

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "`": r"\textasciigrave{}",
    "'": r"\textquotesingle{}",
    "@": r"\symbol{64}",
    "\n": r"\newline{}",
    "\t": " ",
    **{char: f"\\{char}" for char in "#$%&_"},
    "-": "-{}",
}
_ESCAPED = re.compile(r"-(?=-)|['`](?=['`])|[^\w\s-]|[_\n\t]")
_ACCENTS = {
    "`": 0x300,
    "'": 0x301,
    "^": 0x302,
    "~": 0x303,
    "=": 0x304,
    "u": 0x306,
    ".": 0x307,
    '"': 0x308,
    "r": 0x30A,
    "H": 0x30B,
    "v": 0x30C,
    "d": 0x323,
    "c": 0x327,
    "k": 0x328,
    "b": 0x331,
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "l": "ł",
    "L": "Ł",
    "aa": "å",
    "AA": "Å",
    "i": "ı",
    "j": "ȷ",
    "dh": "ð",
    "DH": "Ð",
    "th": "þ",
    "TH": "Þ",
    "dj": "đ",
    "textendash": "–",
    "textemdash": "—",
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "S": "§",
    "newline": "\n",
    "par": "\n\n",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbackslash": "\\",
    "textbraceleft": "{",
    "textbraceright": "}",
    "textasciigrave": "`",
    "textquotesingle": "'",
    "textquoteleft": "‘",
    "textquoteright": "’",
    "textquotedblleft": "“",
    "textquotedblright": "”",
    "guillemotleft": "«",
    "guillemotright": "»",
    "quotedblbase": "„",
    "textdegree": "°",
    "slash": "/",
}
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "~": "\N{NO-BREAK SPACE}"}
_SPELLED = re.compile(
    r"""\\symbol\{(?P<code>\d{1,7})\}
    | \\(?:(?P<sign>[`'^~=."])\s*|(?P<mark>[urHvdckb])(?=[\s{]))\s*(?:\{\s*\\?(?P<in>[a-zA-Z])\s*\}|\\?(?P<bare>[a-zA-Z]))
    | \\(?P<name>[a-zA-Z]+)(?:\s*\{\}|[ \n]*)
    | \\(?P<char>.)
    | (?P<ligature>---?|``|''|~)
    | [{}]
    """,
    re.VERBOSE,
)


def write_latex(text: str) -> str:
    """The text as the value of a BibTeX field in braces."""
    return _ESCAPED.sub(lambda match: _ESCAPES.get(match[0], match[0]), text)


def read_latex(text: str) -> str:
    """The text that a value spells: letters with accents, signs and dashes; commands that only set type are dropped."""
    if not re.search(r"[\\{}~`]|--|''", text):
        return text
    return _SPELLED.sub(_read_spelled, text)


def _read_spelled(match: re.Match[str]) -> str:
    if code := match["code"]:
        return chr(int(code)) if int(code) < 0xD800 else ""
    if accent := match["sign"] or match["mark"]:
        letter = match["in"] or match["bare"]
        return unicodedata.normalize("NFC", letter + chr(_ACCENTS[accent]))
    if name := match["name"]:
        return _LETTERS.get(name, "")
    return match["char"] or _LIGATURES.get(match["ligature"] or "", "")
