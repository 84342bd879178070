"""Make drawings and pages smaller for files that contain all they need, unchanged for a reader. Pure."""

from __future__ import annotations

import re

_TAG = re.compile(r"<[^>]*>")
_NUMBER = re.compile(r"-?\d+\.\d+")


def _round_path(match: re.Match[str]) -> str:
    """Round the coordinates of a curve to whole points; its ends stay under its arrowheads."""
    return _NUMBER.sub(lambda number: str(round(float(number[0]))), match[0]).replace(",-", "-")


_ELEMENT_SUBSTITUTIONS = tuple(
    (re.compile(pattern, re.DOTALL), replacement)
    for pattern, replacement in (
        (r"^<\?xml.*?\?>\s*", ""),
        (r"<metadata>.*?</metadata>\s*", ""),
        (r"<desc>.*?</desc>\s*", ""),
        (r"<text [^>]*>\s*</text>\s*", ""),
        (r">\s+<", "><"),
        (
            r'<title>[^<]*</title>\s*<a href="#(link-[^"]*)" aria-label="[^"]*">',
            r'<a href="#\1" aria-labelledby="\1">',
        ),
        (r'<title>[^<]*</title>\s*(<a href="#claim-[^"]*") aria-label="[^"]*">', r"\1>"),
    )
)
_ATTRIBUTE_SUBSTITUTIONS = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r' role="group" aria-roledescription="\w+"', ""),
        (r' data-(?:slug|speaker|dispute|faction|from|to|source|target|kind)="[^"]*"', ""),
        (r'^<g id="[^"]*" class="(claim|link)\b', r'<g class="\1'),
        (r'(<g class="[^"]*?) (?:asserted|reported|inferred)(?: faction-[\w-]+)?', r"\1"),
        (r' d="[^"]*"', _round_path),
        (r"(\d\.\d)\d+", r"\1"),
        (r"(\d)\.0(?!\d)", r"\1"),
        (r' font-size="11"', ""),
        (r'^(<text .*) fill="#1f2328"', r"\1"),
        (r'( points="(\S+)[^"]*) \2"', r'\1"'),
    )
)
_LINK = re.compile(r'(<g class="link[^>]*)>(.*?)</g>', re.DOTALL)
_STROKES = tuple(re.compile(rf' {name}="[^"]*"') for name in ("stroke", "stroke-width"))
_HOLLOW = ' fill="none"'
_RECTANGLE = re.compile(
    r'<polygon fill="([^"]*)" stroke="none" points="([\d.-]+),([\d.-]+) \2,([\d.-]+) ([\d.-]+),\4 \5,\3"/>'
)


def minify_map(svg: str) -> str:
    """Minify a map for a page that has its claims in full: drop descriptions, round numbers to a tenth of a point."""
    for pattern, replacement in _ELEMENT_SUBSTITUTIONS:
        svg = pattern.sub(replacement, svg)
    svg = _LINK.sub(_hoist_stroke, _TAG.sub(_minify_tag, svg))
    svg = _RECTANGLE.sub(r'<path fill="\1" d="M\2 \3V\4H\5V\3z"/>', svg)
    return svg.replace("<svg ", '<svg font-size="11" fill="#1f2328" ', 1)


def _minify_tag(match: re.Match[str]) -> str:
    tag = match[0]
    for pattern, replacement in _ATTRIBUTE_SUBSTITUTIONS:
        tag = pattern.sub(replacement, tag)
    return tag


def _hoist_stroke(match: re.Match[str]) -> str:
    """Move what a link's shapes have in common to its group: colour and width of lines if all are the same, and no filling."""
    group, shapes = match.groups()
    for stroke in _STROKES:
        if len(strokes := set(stroke.findall(shapes))) == 1:
            group, shapes = group + strokes.pop(), stroke.sub("", shapes)
    if _HOLLOW in shapes:
        group, shapes = group + _HOLLOW, shapes.replace(_HOLLOW, "")
    return f"{group}>{shapes}</g>"


_VALUE = re.compile(r'="([\w#.:-]+)"(?=[ >])')
_OPTIONAL_END_TAG = re.compile(r"</(?:li|td|th|tr|option)>\s*")
_PARAGRAPH = re.compile(r"</p>\s*(?=</?(?:p|ul|ol|li|div|blockquote|section|footer|figure|h\d)\b)")


def minify_html(page: str) -> str:
    """Return HTML without the indents, quotation marks and end tags that are optional."""
    page = _TAG.sub(
        lambda tag: _VALUE.sub(r"=\1", tag[0]), _PARAGRAPH.sub("", _OPTIONAL_END_TAG.sub("", page))
    )
    return re.sub(r"\s*\n\s*", "\n", page)
