"""The finished drawing: well-formed for any text, named and described, addressable, and without anything active."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from stances.argument.options import Arrangement, ClusterBy, MapView
from stances.dates.uncertain import UncertainDate
from stances.figures.map.colours import BORDER_COLOUR, map_colours
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.link_styles import LINK_STYLES
from stances.figures.map.render import MapRenderer, draw_view
from stances.figures.map.svg import SvgForm
from stances.graphics.geometry import Rect
from stances.graphics.palette import (
    MIN_TEXT_CONTRAST,
    NEUTRAL_TINT,
    QUIET_TEXT_COLOUR,
    TEXT_COLOUR,
    TINTS,
    WHITE,
    contrast,
    dark_colour,
)
from stances.graphics.shapes import Path, Shape
from stances.graphics.text_metrics import clean_text
from stances.record.entries import Claim, Dispute, Link, Position, Stance
from stances.record.record import Record
from stances.record.source_wording import format_locator
from stances.record.vocabulary import Attribution
from tests.golden.drawings import DARK_STYLESHEET, dark_stylesheet
from tests.support.arguments import arguments
from tests.support.drawings import compose
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link, person
from tests.support.strategies import records
from tests.support.svg import SVG

TAGS = {"svg", "g", "a", "title", "desc", "metadata", "text", "tspan", "path", "rect", "circle"}
WHEN = UncertainDate.parse("1928-05")
HOSTILE = (
    r"\N \G \L \E \T \H \l \r \n \\", "<b>bold</b> <script>alert(1)</script>", "&lt;&amp;&#60;&nbsp;&unknown;", "]]>",
    "<!-- -->", '"quoted" \\"', "\u202eright to left\u202c \u2066isolate", "👩‍👩‍👧 🏳️‍🌈 ☭", "a\x00b\x07\x1b[31m", "\ud800 lone",
    "\ufffe\uffff\U0001ffff", "e\u0301\u0301\u0301", "中文字符" * 30, "x" * 400, "<>", "<<TABLE>>", "\u2028\u2029\x85", "{a|b}",
    "\\", "<", ">", "%s %(x)s {0}", "' OR 1=1", "&", "\u200b\u200d\ufeff", "ﷺ" * 20, "</text></svg>",
)  # fmt: skip


def _svg(record: Record, href=None, prefix="map", **view) -> etree._Element:
    return etree.fromstring(
        draw_view(
            record, MapView(**{"context": True, **view}), "svg", render_in_process, SvgForm(prefix, href)
        )
    )


def _by_slug(root: etree._Element) -> dict[str, etree._Element]:
    return {g.get("data-slug", ""): g for g in root.iter(f"{SVG}g") if g.get("data-slug")}


def _said(group: etree._Element) -> str:
    """The text that a group shows, without the white space that lines may end in."""
    text = "".join("".join(t.itertext()) for t in group.iter(f"{SVG}text"))
    return re.sub(r"\s", "", text)


def _claim_saying(text: str) -> Claim:
    """A claim whose text has passed no check, as a future path around the checks might leave it."""
    return claim("a").model_copy(update={"text": text})


def _assert_inert(root: etree._Element) -> None:
    for element in root.iter():
        name = etree.QName(element)
        assert name.namespace != SVG[1:-1] or name.localname in TAGS
        for attribute, value in element.attrib.items():
            assert not attribute.startswith("on")
            assert attribute not in ("style", "{http://www.w3.org/1999/xlink}href")
            assert "url(" not in value
            assert "javascript:" not in value


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_is_drawn_as_it_is(text) -> None:
    root = _svg(debate(_claim_saying(text)), dispute="turn")
    _assert_inert(root)
    assert re.sub(r"\s", "", clean_text(text)) in _said(_by_slug(root)["a"])


@given(st.text(st.characters(), min_size=1, max_size=120))
@settings(max_examples=150)
def test_any_text_gives_well_formed_svg_that_says_the_same(text) -> None:
    root = _svg(debate(_claim_saying(text)), dispute="turn", legend=False)
    _assert_inert(root)
    group = _by_slug(root)["a"]
    assert re.sub(r"\s", "", clean_text(text)) in _said(group)
    assert clean_text(text).rstrip(".") in group.findtext(f"{SVG}desc", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_is_drawn_as_it_is_wherever_names_stand(text) -> None:
    ann = person("ann", "x").model_copy(update={"name": text})
    reason = link("l", "supports", "b", "a").model_copy(update={"rationale": text})
    record = Record.from_entries(
        debate().debate.model_copy(update={"title": text}), (ann, claim("a"), claim("b"), reason)
    )
    _assert_inert(_svg(record, cluster="speaker", colour="speaker"))


@given(records())
@examples(25)
def test_any_debate_is_drawn_whole(record) -> None:
    root = _svg(record)
    _assert_inert(root)
    groups = _by_slug(root)
    assert set(record.claims) <= set(groups)
    ids = Counter(element.get("id") for element in root.iter() if element.get("id"))
    assert not [name for name, count in ids.items() if count > 1]


def test_each_claim_and_link_is_one_group_with_its_slug_unaltered() -> None:
    record = argued()
    slugs = [g.get("data-slug", "") for g in _svg(record, dispute="turn").iter(f"{SVG}g")]
    assert sorted(filter(None, slugs)) == sorted([*record.claims, *record.links])


def test_a_link_that_is_undercut_is_drawn_in_two_parts_and_stays_one_link() -> None:
    group = _by_slug(_svg(argued(), dispute="turn"))["grounds"]
    assert len([path for path in group.findall(f"{SVG}path") if path.get("fill") == "none"]) == 2
    assert group.find(f"{SVG}circle") is not None


def test_a_claim_says_who_when_what_and_where_in_the_source() -> None:
    record = debate(claim("a", "ann", "1928-05", locator={"paragraphs": [28, 29], "notes": [75]}))
    group = _by_slug(_svg(record, dispute="turn"))["a"]
    assert group.findtext(f"{SVG}title") == "Ann, May 1928"
    description = group.findtext(f"{SVG}desc", "")
    for words in (
        "Claim a stands",
        "Ann (The left), May 1928",
        "own claim, in our words",
        "§ 28–29, note 75",
    ):
        assert words in description


def test_a_link_says_what_it_does_to_what_and_why() -> None:
    groups = _by_slug(_svg(argued(), dispute="turn"))
    assert groups["objects"].findtext(f"{SVG}title") == "rebuts, in the editor’s words: Reason objects"
    assert "“Claim objection stands.” (Bob) rebuts “Claim thesis stands.” (Ann)" in groups[
        "objects"
    ].findtext(f"{SVG}desc", "")
    assert "undercuts that “Claim ground stands.” (Ann) supports “Claim thesis stands.”" in groups[
        "doubts"
    ].findtext(f"{SVG}desc", "")


def test_classes_and_data_are_there_for_filters_and_for_the_time_slider() -> None:
    groups = _by_slug(_svg(argued(), dispute="turn"))
    objection, elsewhere, doubts = groups["objection"], groups["elsewhere"], groups["doubts"]
    assert objection.get("class") == "claim reported faction-right"
    assert (objection.get("data-from"), objection.get("data-to")) == ("1928-05-09", "1928-05-09")
    assert "context" in elsewhere.get("class", "").split()
    assert elsewhere.get("data-from") is None
    assert doubts.get("class") == "link undercuts inferred"
    assert (doubts.get("data-source"), doubts.get("data-target")) == ("doubt", "grounds")


def test_an_exported_map_links_to_nothing_and_a_served_one_to_its_claims() -> None:
    assert not list(_svg(argued()).iter(f"{SVG}a"))
    root = _svg(argued(), href=lambda kind, slug: f"/debate/{kind.value}/{slug}")
    addresses = {a.get("href") for a in root.iter(f"{SVG}a")}
    assert {"/debate/claim/thesis", "/debate/link/doubts"} <= addresses


def test_the_small_form_draws_the_same_and_leaves_out_what_its_page_says() -> None:
    whole = _svg(argued(), href=lambda kind, slug: f"#{kind.value}-{slug}")
    form = SvgForm(href=lambda kind, slug: f"#{kind.value}-{slug}", is_small=True)
    small = etree.fromstring(draw_view(argued(), MapView(context=True), "svg", render_in_process, form))
    assert ["".join(t.itertext()) for t in small.iter(f"{SVG}text")] == [
        "".join(t.itertext()) for t in whole.iter(f"{SVG}text")
    ]
    assert [a.get("href") for a in small.iter(f"{SVG}a")] == [a.get("href") for a in whole.iter(f"{SVG}a")]
    assert not list(small.iter(f"{SVG}desc", f"{SVG}metadata"))
    numbers = [value for e in small.iter() for name, value in e.items() if name in ("x", "y", "d")]
    assert not re.search(r"\.\d\d", " ".join(numbers))
    assert len(etree.tostring(small)) < 0.6 * len(etree.tostring(whole))


def test_in_a_page_each_claim_and_link_is_named_once_and_says_what_is_left_of_it_when_small() -> None:
    positions = (Position(value=1, key="+", label="yes"), Position(value=-1, key="-", label="no"))
    held = (
        Stance(slug=slug, participant="ann", dispute="turn", position=value, when=WHEN, claims=("thesis",))
        for slug, value in (("before", -1), ("after", 1))
    )
    record = argued(
        Dispute(slug="turn", title="The turn", question="Is it real?", positions=positions), *held
    )
    form = SvgForm(href=lambda kind, slug: f"/{kind.value}/{slug}", is_in_page=True)
    root = etree.fromstring(
        draw_view(record, MapView(dispute="turn", context=True), "svg", render_in_process, form)
    )
    groups = _by_slug(root)
    thesis, doubt = groups["thesis"], groups["doubts"]
    assert {name: thesis.get(f"data-{name}") for name in ("name", "words", "sign")} == {
        "name": "Ann",
        "words": "Claim thesis stands.",
        "sign": "+/-",
    }
    assert groups["ground"].get("data-sign") is None
    names = [link.get("aria-label", "") for group in (thesis, doubt) for link in group.iter(f"{SVG}a")]
    assert names[0] == "Ann: Claim thesis stands, April 1928"
    assert str(names[1]).startswith("“Claim doubt stands.” undercuts that “Claim ground stands.” supports")
    assert not list(thesis.iter(f"{SVG}title", f"{SVG}desc"))
    kinds = [
        group.get("class", "").split()[0] for group in groups.values() if "bar" not in group.get("class", "")
    ]
    assert kinds == sorted(kinds)  # claims, then links


def test_a_dark_page_has_another_colour_for_each_of_a_map_as_readable_as_in_the_light() -> None:
    assert DARK_STYLESHEET.read_text(encoding="utf-8") == dark_stylesheet()  # else: make golden
    views = [MapView(arrange=arrange, cluster=ClusterBy.FACTION) for arrange in Arrangement]
    drawn = b"".join(draw_view(argued(), view, "svg", render_in_process) for view in views).decode()
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', drawn)) <= set(map_colours())
    paper, text, quiet = map(dark_colour, (WHITE, TEXT_COLOUR, QUIET_TEXT_COLOUR))
    for tint in (*TINTS, NEUTRAL_TINT):
        fill, line, wash = map(dark_colour, (tint.fill, tint.line, tint.wash))
        assert min(contrast(text, fill), contrast(quiet, fill), contrast(line, wash)) >= MIN_TEXT_CONTRAST
        assert contrast(line, paper) >= 3
    assert contrast(dark_colour(BORDER_COLOUR), paper) >= 3
    assert (
        min(contrast(dark_colour(style.colour), paper) for style in LINK_STYLES.values()) >= MIN_TEXT_CONTRAST
    )


def test_two_maps_with_different_prefixes_can_share_a_page() -> None:
    def ids(prefix: str) -> set[str | None]:
        return {e.get("id") for e in _svg(argued(), prefix=prefix).iter() if e.get("id")}

    assert not ids("one") & ids("two")


def test_the_drawing_is_named_described_and_traceable() -> None:
    root = _svg(argued(revision=7), dispute="turn")
    assert root.findtext(f"{SVG}title") == "Argument map: The turn"
    assert "7 claims and 5 links" in root.findtext(f"{SVG}desc", "")
    named = {e.get("id") for e in root.iter()}
    assert {root.get("aria-labelledby"), root.get("aria-describedby")} <= named
    assert root.get("data-revision") == "7"
    assert any("revision 7" in (e.text or "") for e in root.iterfind(f"{SVG}metadata//"))


def test_the_drawing_needs_nothing_from_elsewhere() -> None:
    drawing = draw_view(argued(), MapView(), "svg", render_in_process)
    assert b"<!DOCTYPE" not in drawing
    assert b"<style" not in drawing
    assert b"<script" not in drawing
    assert b"<image" not in drawing


def test_no_text_comes_out_smaller_than_ten_points() -> None:
    root = _svg(argued(), dispute="turn")
    texts = [*root.iter(f"{SVG}text", f"{SVG}tspan")]
    assert min(float(text.get("font-size", "0")) for text in texts if not len(text)) >= 10
    width, height = (root.get(side, "").removesuffix("pt") for side in ("width", "height"))
    assert root.get("viewBox") == f"0 0 {width} {height}"


def test_links_can_be_told_apart_in_black_and_white() -> None:
    root = _svg(argued(), dispute="turn")
    dashes, heads = set(), set()
    for kind in ("supports", "rebuts", "undercuts"):
        group = next(g for g in root.iter(f"{SVG}g") if kind in g.get("class", "").split())
        line, *others = group.iter(f"{SVG}path", f"{SVG}circle")
        dashes.add(line.get("stroke-dasharray"))
        heads.add(tuple((sign.tag, sign.get("d", "").count("L")) for sign in others))
    assert len(dashes) == 3
    assert len(heads) == 3


def test_a_locator_says_paragraphs_notes_and_pages_in_words() -> None:
    record = debate(claim("a", locator={"paragraphs": [3], "page": "12–13"}))
    assert format_locator(record, record.claims["a"].locator) == "§ 3, p. 12–13"
    assert format_locator(record, None) == ""


def test_a_map_comes_as_dot_too() -> None:
    assert draw_view(argued(), MapView(), "dot", render_in_process).startswith(b"digraph")


def test_a_renderer_draws_an_unchanged_map_once() -> None:
    calls: list[str] = []

    def engine(dot: str, format: str) -> bytes:
        calls.append(format)
        return render_in_process(dot, format)

    renderer, record = MapRenderer(engine), argued()
    first = renderer.draw_view(record, MapView(dispute="turn", context=True))
    assert renderer.draw_view(record, MapView(dispute="turn", context=True)) is first
    asked = len(calls)
    assert renderer.draw_view(argued(revision=8), MapView(dispute="turn", context=True)) != first
    assert len(calls) == asked


def test_a_renderer_forgets_the_oldest_drawings() -> None:
    renderer, record = MapRenderer(render_in_process, max_drawings=1), argued()
    first = renderer.draw_view(record, MapView(dispute="turn", context=True))
    renderer.draw_view(record, MapView())
    assert renderer.draw_view(record, MapView(dispute="turn", context=True)) is not first


def test_links_and_claims_are_found_by_id() -> None:
    root = _svg(argued(), dispute="turn")
    assert {f"map-{e.slug}" for kind in (Claim, Link) for e in _entries(kind)} <= {
        e.get("id") for e in root.iter()
    }


def _entries(kind: type[Claim] | type[Link]):
    record = argued()
    return (record.claims if kind is Claim else record.links).values()


def _touch(sign: Shape, box: Rect | None) -> bool:
    """Whether a sign lies at the border of a box, or some points away, as Graphviz has it."""
    assert isinstance(sign, Path)
    assert box is not None
    xs, ys = zip(*sign.points, strict=True)
    gap: float = max(min(xs) - box.right, box.left - max(xs), min(ys) - box.bottom, box.top - max(ys))
    return gap < 3


@given(arguments(), st.sampled_from(Arrangement))
def test_signs_lie_at_the_ends_that_they_are_of_whichever_way_a_link_leads(
    record: Record, arrange: Arrangement
) -> None:
    inferred = [one.model_copy(update={"attribution": Attribution.INFERRED}) for one in record.links.values()]
    drawing = compose(record.with_edits(inferred), arrange=arrange, fold=())
    for one in record.links.values():
        if one.target in record.claims:
            signs = [s for s in drawing.links[one.slug].shapes if isinstance(s, Path) and s.closed]
            if one.mutual:
                del signs[1]  # stands behind the head at its start
            tail, head, *others = signs
            assert _touch(tail, drawing.claims[one.source].rect)
            assert _touch(head, drawing.claims[one.target].rect)
            for sign, slug in zip(others, one.with_, strict=True):
                assert _touch(sign, drawing.claims[slug].rect)
