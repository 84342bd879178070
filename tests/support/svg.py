"""What tests look for in a finished SVG: its elements of a class, and the facts in its metadata."""

from __future__ import annotations

from typing import Any

from lxml import etree

SVG = "{http://www.w3.org/2000/svg}"
WORK = "{http://creativecommons.org/ns#}Work"


def of_class(root: Any, name: str) -> list[Any]:
    return [e for e in root.iter() if name in (e.get("class") or "").split()]


def metadata_facts(root: Any) -> dict[str, list[str]]:
    """The facts in a drawing's metadata, by name."""
    (work,) = root.iterfind(f"{SVG}metadata/*/{WORK}")
    facts: dict[str, list[str]] = {}
    for fact in work:
        facts.setdefault(etree.QName(fact).localname, []).append("".join(fact.itertext()))
    return facts
