"""Small random arguments, quick to make: claims of few people, with and without dates, joined in every way there is."""

from __future__ import annotations

from hypothesis import strategies as st

from stances.record.entries import Claim, Link
from stances.record.record import Record
from tests.support.small_debate import claim, debate, link

_WHEN = (
    None,
    "1928",
    "1928-03",
    "1928-03~",
    "1928-05-09",
    "1928-05/1928-08",
    "1928-12-31",
    "1929-01/..",
    "../1928-04",
)
_TEXTS = (
    "Short.",
    "A longer claim, of the kind that people make in letters from exile.",
    "x" * 60,
    "Ж " * 80,
)


@st.composite
def _claims(draw: st.DrawFn, most: int) -> list[Claim]:
    made = st.tuples(
        st.sampled_from(["ann", "bob", "carl"]),
        st.sampled_from(_WHEN),
        st.sampled_from(["turn", "other"]),
        st.sampled_from(_TEXTS),
        st.sampled_from(["asserted", "reported", "inferred"]),
    )
    return [
        claim(f"c{n}", speaker, when, dispute=dispute, text=text, attribution=how)
        for n, (speaker, when, dispute, text, how) in enumerate(draw(st.lists(made, max_size=most)))
    ]


@st.composite
def arguments(draw: st.DrawFn, most: int = 12) -> Record:
    """A debate of up to so many claims and links; undercuts of undercuts and rings of claims come up too."""
    claims = draw(_claims(most))
    links: list[Link] = []
    number = st.integers(0, max(0, len(claims) - 1))
    others: st.SearchStrategy[list[int]] = st.just([]) | st.lists(number, max_size=2, unique=True)
    ends = st.tuples(st.sampled_from(["supports", "rebuts", "mutual", "undercuts"]), number, number, others)
    for kind, source, target, more in draw(st.lists(ends, max_size=most)) if len(claims) > 1 else []:
        slug, joined = f"k{len(links)}", [f"c{n}" for n in more if n not in (source, target)]
        if kind == "undercuts" and links:
            denied = links[target % len(links)].slug
            links.append(link(slug, kind, f"c{source}", denied, by="ann", **{"with": joined}))
        elif kind == "mutual" and source != target:
            links.append(link(slug, "rebuts", f"c{source}", f"c{target}", mutual=True))
        elif kind in ("supports", "rebuts") and source != target:
            links.append(link(slug, kind, f"c{source}", f"c{target}", by="ann", **{"with": joined}))
    return debate(*claims, *links)
