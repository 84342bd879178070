"""A map over several pages: nothing lost, nothing twice, text large enough, and every cut link named at both of its ends."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stances.argument.graph import Graph
from stances.argument.options import Arrangement, MapView
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.map import build_argument_map
from stances.figures.map.pagination import MapPage, paginate_map
from stances.graphics.typography import BODY_SIZE_PT
from stances.record.entries import Link
from stances.record.record import Record
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records
from tests.support.svg import SVG

LANDSCAPE = 740.0, 480.0
COLUMN = 241.0, 600.0
TINY = 180.0, 150.0
PLAIN = MapView(title=False, legend=False)


def _groups(page: MapPage) -> dict[str, etree._Element]:
    root = etree.fromstring(page.svg)
    return {g.get("data-slug", ""): g for g in root.iter(f"{SVG}g") if g.get("data-slug")}


def _words(group: etree._Element) -> str:
    return " ".join("".join(text.itertext()) for text in group.iter(f"{SVG}text")).replace("\u00a0", " ")


def _whole(record: Record) -> Graph:
    return build_argument_map(record, PLAIN).graph


def _is_shown(link: Link, pages: tuple[MapPage, ...]) -> bool:
    """As an arrow on one page, as stubs that name each other's pages, or in words, if what it undercuts is in words too."""
    stubs = [(p.number, r) for p in pages for r in p.references if r.link == link.slug]
    arrows = [p for p in pages if link.slug in _groups(p) and all(r.link != link.slug for r in p.references)]
    pairs = {(here, r.page) for here, r in stubs}
    in_words = any(
        "undercuts that" in _words(_groups(p)[link.source]) for p in pages if link.source in p.claims
    )
    return bool(arrows) or any((there, here) in pairs for here, there in pairs) or in_words


@examples(40)
@given(records(most=5), st.sampled_from([Arrangement.ARGUMENT, Arrangement.TIME]))
def test_no_claim_and_no_link_is_lost(record: Record, arrange: Arrangement) -> None:
    pages = paginate_map(record, replace(PLAIN, arrange=arrange), render_in_process, TINY)
    graph = _whole(record)
    assert sorted(slug for page in pages for slug in page.claims) == sorted(graph.claims)
    assert all(_is_shown(link, pages) for link in graph.links.values())


@examples(25)
@given(records(most=4))
def test_a_stub_or_a_box_says_where_the_other_end_is(record: Record) -> None:
    pages = paginate_map(record, PLAIN, render_in_process, TINY)
    page_of = {slug: page.number for page in pages for slug in page.claims}
    numbers = {slug: number for number, slug in enumerate(_whole(record).claims, 1)}
    for page in pages:
        groups = _groups(page)
        for reference in page.references:
            in_words = " ".join(map(_words, groups.values()))
            words = _words(groups[reference.link]) if reference.link in groups else in_words
            assert f"p. {reference.page}" in words
            if reference.far in page_of:
                assert page_of[reference.far] == reference.page
            if reference.far in page_of and reference.link in groups:
                stub = rf"(→|from|↔) {numbers[reference.far]}, [^→↔]*p\. {reference.page}"
                assert re.search(stub, words)


def test_pages_are_legible_and_in_order(shipped: Record) -> None:
    view = MapView(dispute="left-turn", title=False, legend=False)
    pages = paginate_map(shipped, view, render_in_process, LANDSCAPE)
    assert [page.number for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        assert page.scale * BODY_SIZE_PT >= 8
        assert page.size_pt[0] * page.scale <= LANDSCAPE[0] + 0.01
        assert page.size_pt[1] * page.scale <= LANDSCAPE[1] + 0.01


def test_the_same_map_is_split_the_same_way(shipped: Record) -> None:
    view = MapView(dispute="statement")
    assert paginate_map(shipped, view, render_in_process, LANDSCAPE) == paginate_map(
        shipped, view, render_in_process, LANDSCAPE
    )


def test_what_fits_is_one_page_without_references() -> None:
    (page,) = paginate_map(argued(), PLAIN, render_in_process, (2000, 2000))
    assert not page.references
    assert page.scale == 1


def test_one_arrow_serves_links_that_differ_in_their_far_ends_alone() -> None:
    record = debate(
        claim("a", when="1928-01"),
        *(claim(f"b{n}", "bob", f"1928-0{n}") for n in range(2, 6)),
        *(link(f"k{n}", "rebuts", f"b{n}", "a") for n in range(2, 6)),
    )
    pages = paginate_map(record, PLAIN, render_in_process, (100, 60))
    assert len(pages) == 5
    groups = _groups(pages[0])
    assert [_words(groups[f"k{n}"]) for n in range(2, 6)] == [f"from {n}, Bob, p. {n}" for n in range(2, 6)]
    lines = [path for n in range(2, 6) for path in groups[f"k{n}"].iter(f"{SVG}path")]
    assert len([line for line in lines if line.get("fill") == "none"]) == 1


def test_an_undercut_of_a_cut_link_is_named_where_that_link_starts() -> None:
    pages = paginate_map(argued(), PLAIN, render_in_process, (100, 60))
    (ground,) = (page for page in pages if "ground" in page.claims)
    (doubt,) = (page for page in pages if "doubt" in page.claims)
    assert _words(_groups(doubt)["doubts"]) == f"→ that 1 supports 2, p. {ground.number}"
    assert _words(_groups(ground)["doubts"]) == f"from 4, Carl, p. {doubt.number}"


@pytest.mark.parametrize("called", ["p.", "sheet"])
def test_pages_are_called_as_the_caller_likes(called: str) -> None:
    pages = paginate_map(argued(), PLAIN, render_in_process, (100, 60), page_word=called)
    words = [_words(g) for p in pages for slug, g in _groups(p).items() if slug == "replies"]
    assert len(words) == 2
    assert all(f", {called} " in line for line in words)


def test_pages_of_two_maps_share_no_ids() -> None:
    views = (MapView(dispute="turn"), MapView(participant="ann"))
    pages = [page for view in views for page in paginate_map(argued(), view, render_in_process, (100, 60))]
    ids = [e.get("id") for page in pages for e in etree.fromstring(page.svg).iter() if e.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page_size", [LANDSCAPE, COLUMN], ids=str)
@pytest.mark.parametrize("arrange", Arrangement)
def test_pages_are_legible_in_every_arrangement_and_lose_nothing(
    shipped: Record, arrange: Arrangement, page_size: tuple[float, float]
) -> None:
    view = MapView(dispute="statement", title=False, legend=False, arrange=arrange)
    pages = paginate_map(shipped, view, render_in_process, page_size)
    assert 1 < len(pages) <= 10
    assert min(page.scale for page in pages) * BODY_SIZE_PT >= 8
    claims = [slug for page in pages for slug in page.claims]
    assert sorted(claims) == sorted(build_argument_map(shipped, view).graph.claims)


def test_a_claim_with_many_links_says_by_pages_what_they_are_from() -> None:
    answers = [claim(f"a{n}", when=f"1928-{n % 12 + 1:02}") for n in range(60)]
    links = [link(f"l{n}", "supports", f"a{n}", "top") for n in range(60)]
    pages = paginate_map(debate(claim("top"), *answers, *links), PLAIN, render_in_process, LANDSCAPE)
    assert min(page.scale for page in pages) * BODY_SIZE_PT >= 8
