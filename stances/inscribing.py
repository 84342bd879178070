"""Writes into a PNG what it is: texts under keywords, which viewers show as its properties and catalogues read. Pure."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = len(_SIGNATURE) + 25
"""Where the first chunk, which describes the picture, ends: 13 bytes of content between 12 of the chunk's own."""


def inscribed(png: bytes, texts: Mapping[str, str]) -> bytes:
    """The picture with these texts; a keyword is of at most 79 Latin letters."""
    chunks = b"".join(_chunk(b"iTXt", _international(keyword, text)) for keyword, text in texts.items())
    return png[:_HEADER] + chunks + png[_HEADER:]


def _international(keyword: str, text: str) -> bytes:
    """An international text: not compressed, in no language that is named, its keyword not translated."""
    return keyword.encode("latin-1") + b"\0" + b"\0\0" + b"\0" + b"\0" + text.encode()


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
