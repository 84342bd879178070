"""Two small debates: one in Arabic and Hebrew, one whose words are as long as they can be."""

from __future__ import annotations

from typing import Any


def debate(slug: str, texts: dict[str, str], **about: str) -> dict[str, Any]:
    """A small debate in which each of these texts stands wherever one can."""
    here = {"attribution": "asserted", "locator": {"paragraphs": [1]}}
    positions = [
        {"value": value, "key": key, "label": texts["label"]} for value, key in ((1, "+"), (-1, "−"))
    ]
    claims = [
        {"slug": f"c{n}", "text": texts[f"claim {n}"], "speaker": f"p{n}", "dispute": "q", "when": f"2020-0{n}", **here}
        for n in (1, 2)
    ]  # fmt: skip
    return {
        "format": "stances/1",
        "debate": {"slug": slug, "title": texts["title"], "from": "2020-01", "to": "2020-06", **about},
        "participants": [{"slug": f"p{n}", "name": texts[f"name {n}"], "note": texts["note"]} for n in (1, 2)],
        "disputes": [{"slug": "q", "title": texts["dispute"], "question": texts["note"], "positions": positions}],
        "claims": claims,
        "links": [{"slug": "k1", "kind": "rebuts", "source": "c2", "target": "c1", "rationale": texts["note"], **here}],
        "stances": [
            {"slug": f"s{n}", "participant": f"p{n}", "dispute": "q", "position": 1, "when": f"2020-0{n}", "claims": [f"c{n}"]}
            for n in (1, 2)
        ],
    }  # fmt: skip


FROM_RIGHT = debate(
    "rtl",
    {
        "title": "مسار الدراجات — מסלול האופניים", "name 1": "فاطمة الزهراء", "name 2": "דוד בן־גוריון", "label": "نعم تماماً",
        "dispute": "هل نبني المسار؟", "note": "لأن العرض كافٍ (Report A-3).",
        "claim 1": "يجب على المجلس أن يبني مسار الدراجات في شارع النيل قبل نهاية عام 2024.",
        "claim 2": "לא: המסלול יחסום את חנויות השוק (ראו סעיף 3).",
    },
    language="ar",
)  # fmt: skip
LONG = debate(
    "long",
    {
        "title": "Rindfleischetikettierung" * 11, "name 1": "A" * 200, "name 2": "Ben", "label": "Ja" * 100, "dispute": "q" * 150,
        "note": "Donaudampfschifffahrt" * 14, "claim 1": "Donaudampfschifffahrt" * 17,
        "claim 2": "https://example.org/" + "a/" * 990,
    },
)  # fmt: skip
