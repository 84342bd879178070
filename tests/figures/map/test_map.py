"""What a view asks for, what stands on a map, and the DOT that is written of it."""

from __future__ import annotations

import colorsys
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from stances.argument.options import BoxWords, ClusterBy, ColourBy, MapView
from stances.errors import BadRequestError, NotFoundError
from stances.figures.map.boxes import build_boxes
from stances.figures.map.dot import write_dot
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.link_styles import LINK_STYLES, TAIL_SIGNS
from stances.figures.map.map import build_argument_map
from stances.figures.map.render import draw_view
from stances.graphics.palette import NEUTRAL_TINT, QUIET_TEXT_COLOUR, TEXT_COLOUR, TINTS, contrast
from stances.graphics.shapes import Path
from stances.graphics.text_metrics import WIDTH_SLACK, clean_text, text_width, wrap_text
from stances.record.attribution_wording import note_attribution
from stances.record.record import Record
from stances.record.vocabulary import Attribution, Kind, LinkKind
from tests.support.arguments import arguments
from tests.support.drawings import caption_words, compose, words
from tests.support.small_debate import argued, claim, debate, link


def _dot(record: Record, **view: Any) -> str:
    return write_dot(build_argument_map(record, MapView(**{"context": True, **view})))


def test_a_view_is_read_from_url_parameters_and_other_names_are_ignored() -> None:
    query = {
        "dispute": "turn",
        "cluster": "speaker",
        "steps": "3",
        "legend": "no",
        "carried": "no",
        "claim": "",
    }
    assert MapView.from_query(query) == MapView(
        dispute="turn", cluster=ClusterBy.SPEAKER, steps=3, legend=False
    )


@pytest.mark.parametrize(
    ("query", "allowed"),
    [
        ({"cluster": "party"}, "none, faction or speaker"),
        ({"colour": "blue"}, "faction or speaker"),
        ({"words": "few"}, "texts or titles"),
        ({"steps": "many"}, "0 to 9"),
        ({"steps": "10"}, "0 to 9"),
        ({"legend": "maybe"}, "yes or no"),
        ({"dispute": "turn", "claim": "thesis"}, "dispute, participant or claim"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_answered_with_the_allowed_values(query, allowed) -> None:
    with pytest.raises(BadRequestError, match=allowed):
        MapView.from_query(query)


@pytest.mark.parametrize("name", ["dispute", "participant", "claim"])
def test_a_map_of_an_unknown_slug_is_not_found(name: Any) -> None:
    with pytest.raises(NotFoundError, match="ghost"):
        build_argument_map(argued(), MapView.from_query({name: "ghost"}))


def test_the_same_record_and_view_give_the_same_dot() -> None:
    assert _dot(argued(), dispute="turn") == _dot(argued(), dispute="turn")


def test_a_change_of_the_revision_alone_does_not_change_the_drawing() -> None:
    assert _dot(debate(claim("a"), revision=1)) == _dot(debate(claim("a"), revision=2))


@pytest.mark.parametrize("asked", [None, ColourBy.FACTION, ColourBy.SPEAKER])
def test_claims_have_the_colours_of_speakers_where_there_are_no_factions_and_nobody_says(
    asked: ColourBy | None,
) -> None:
    without = Record.from_entries(
        argued().debate, (e for e in argued().entries() if e.kind_name is not Kind.FACTION)
    )
    for record, usual in ((argued(), ColourBy.FACTION), (without, ColourBy.SPEAKER)):
        assert build_argument_map(record, MapView(colour=asked)).colour_by is (asked or usual)


def test_links_differ_by_dash_and_by_arrowhead_not_only_by_colour() -> None:
    assert len({style.dash for style in LINK_STYLES.values()}) == len(LinkKind)
    assert len({style.arrowhead for style in LINK_STYLES.values()}) == len(LinkKind)


def test_attribution_shows_by_the_same_sign_in_claims_and_at_the_start_of_links() -> None:
    record = argued()
    boxes = build_boxes(build_argument_map(record, MapView(dispute="turn")))
    assert {slug: box.sign for slug, box in boxes.items()} == {
        slug: TAIL_SIGNS.get(record.claims[slug].attribution, "") for slug in boxes
    }
    assert len({TAIL_SIGNS.get(how) for how in Attribution}) == len(Attribution)


def test_reported_speech_names_who_reports_it() -> None:
    record = argued()
    assert note_attribution(record, record.claims["objection"]) == "reported by Carl"
    assert note_attribution(record, record.claims["thesis"]) == ""


def test_an_undercut_ends_on_the_link_it_denies() -> None:
    dot = _dot(argued(), dispute="turn")
    assert re.search(r"doubt -> grounds", dot)
    assert re.search(r"ground -> grounds", dot)
    assert re.search(r"grounds -> thesis", dot)
    assert "ground -> thesis" not in dot


def test_the_legend_explains_what_the_map_uses_and_nothing_else() -> None:
    legend = caption_words(compose(debate(claim("a", "bob")), dispute="turn"))
    assert "The right" in legend
    assert "The left" not in legend
    assert "undercuts" not in legend
    assert "rebuts" in caption_words(compose(argued(), dispute="turn"))


def test_title_and_legend_can_be_left_out() -> None:
    assert "The turn" not in _dot(argued(), dispute="turn", title=False)
    assert "The turn" not in caption_words(compose(argued(), dispute="turn", title=False))
    assert "own claim" not in caption_words(compose(argued(), dispute="turn", legend=False))
    assert compose(argued(), dispute="turn", title=False, legend=False).caption.shapes == ()


@pytest.mark.parametrize(("cluster", "name"), [("faction", "cluster-left"), ("speaker", "cluster-ann")])
def test_claims_lie_in_clusters_by_faction_or_by_speaker(cluster, name) -> None:
    assert name in _dot(argued(), dispute="turn", cluster=cluster)
    assert "cluster-" not in _dot(argued(), dispute="turn", cluster="none")


def test_a_claim_of_another_dispute_says_where_it_comes_from() -> None:
    assert "Another matter" in _dot(argued(), dispute="turn")


def test_boxes_can_say_the_titles_of_claims_that_have_one() -> None:
    titled = debate(claim("long", text="A claim that takes many words.", title="In short"), claim("plain"))
    assert "takes many words" in _dot(titled, dispute="turn")
    short = _dot(titled, dispute="turn", words=BoxWords.TITLES)
    assert "In short" in short
    assert "takes many words" not in short
    assert "Claim plain stands." in short


def test_a_claim_its_speaker_took_back_is_struck_through() -> None:
    back = {"participant": "ann", "act": "withdraws", "when": "1928-12"}
    dot = _dot(debate(claim("a", acts=[back])), dispute="turn")
    assert "<S>Claim a stands.</S>" in dot
    assert "withdrawn by Ann (December 1928)" in dot
    assert "<S>" not in _dot(debate(claim("a", acts=[{**back, "participant": "bob"}])), dispute="turn")


def test_a_concession_is_told_in_the_box_and_strikes_nothing() -> None:
    dot = _dot(debate(claim("a", acts=[{"participant": "bob", "act": "concedes"}])), dispute="turn")
    assert "conceded by Bob" in dot
    assert "<S>" not in dot


def test_no_text_is_written_smaller_than_ten_points() -> None:
    sizes = re.findall(r'(?:POINT-SIZE="|fontsize=)([\d.]+)', _dot(argued(), dispute="turn"))
    assert sizes
    assert min(map(float, sizes)) >= 10


def test_unlinked_claims_are_a_block_under_a_heading_in_the_order_of_time() -> None:
    loose = [claim(f"c{i:02}", when=f"1928-05-{i + 1:02}") for i in range(10)]
    drawing = compose(debate(claim("a"), claim("b"), link("l", "supports", "b", "a"), *loose), dispute="turn")
    rects = {c.slug: drawing.claims[c.slug].rect for c in loose}
    tops = [rect.top for rect in rects.values() if rect]
    assert tops == sorted(tops)
    (heading,) = drawing.headings.values()
    assert words(heading.shapes) == "Not linked"
    assert heading.rect
    assert heading.rect.bottom <= min(tops)
    assert not compose(debate(*loose), dispute="turn").headings


def test_text_reads_well_on_every_tint() -> None:
    for tint in (*TINTS, NEUTRAL_TINT):
        assert contrast(TEXT_COLOUR, tint.fill) >= 7
        assert contrast(QUIET_TEXT_COLOUR, tint.wash) >= 4.5
        assert contrast(tint.line, tint.wash) >= 4


@given(st.text(), st.integers(60, 400))
def test_wrapping_loses_no_character_and_leaves_a_tenth_of_each_line_free(text, points) -> None:
    lines = wrap_text(text, points, 11)
    assert "".join(lines).replace(" ", "") == clean_text(text).replace(" ", "")
    assert all(text_width(line, 11) * WIDTH_SLACK <= points + 0.1 for line in lines)


def test_lines_are_of_about_equal_width() -> None:
    lines = wrap_text(
        "The measures against the kulak are a real break with the policy of the past years", 190, 11
    )
    widths = [text_width(line, 11) for line in lines]
    assert min(widths) > 0.7 * max(widths)


@given(arguments())
def test_a_saved_dot_names_the_source_and_the_target_of_every_link(record: Record) -> None:
    dot = _dot(record)
    edges = re.findall(r"^\t*(\w+) -> (\w+) \[.*\bid=(k\d+) ", dot, re.MULTILINE)
    split = {link.target for link in record.links.values()} & record.links.keys()
    split |= {link.slug for link in record.links.values() if link.with_}
    joining = re.findall(r'^\t*(\w+) -> (\w+) \[.*\bid="(k\d+/with/c\d+)" ', dot, re.MULTILINE)
    together = [
        (slug, link.slug, f"{link.slug}/with/{slug}") for link in record.links.values() for slug in link.with_
    ]
    assert sorted(joining) == sorted(together)
    for source, target, slug in edges:
        link = record.links[slug]
        assert (source, target) == (link.source, slug if slug in split else link.target)
    assert sorted(slug for *_, slug in edges) == sorted(record.links)


def test_conclusions_are_framed_and_attacks_that_nobody_answers_are_filled() -> None:
    record = debate(
        *(claim(slug) for slug in "abcde"),
        link("for", "supports", "b", "a"),
        link("against", "rebuts", "c", "a"),
        link("answer", "rebuts", "d", "c"),
    )
    argument_map = build_argument_map(record, MapView(dispute="turn"))
    assert (argument_map.conclusions, argument_map.unanswered) == (frozenset("a"), frozenset({"answer"}))
    widths = {slug: box.border_width for slug, box in build_boxes(argument_map).items()}
    assert [slug for slug, width in widths.items() if width > widths["e"]] == ["a"]
    assert re.search(r"arrowhead=teedot .*id=answer", write_dot(argument_map))
    assert not re.search(r"arrowhead=teedot .*id=against", write_dot(argument_map))


def test_no_tint_of_a_faction_is_near_the_hue_of_a_link() -> None:
    hues = [
        colorsys.rgb_to_hls(*(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)))[0]
        for colour in (*(tint.line for tint in TINTS), *(style.colour for style in LINK_STYLES.values()))
    ]
    links = hues[len(TINTS) :]
    for hue in hues[: len(TINTS)]:
        assert all(min(abs(hue - other), 1 - abs(hue - other)) > 0.03 for other in links)


def test_a_long_claim_widens_its_box() -> None:
    boxes = build_boxes(
        build_argument_map(debate(claim("a"), claim("b", text="many words " * 60)), MapView())
    )
    assert boxes["b"].width > 1.5 * boxes["a"].width


def test_one_argument_can_stand_out_while_the_rest_is_pale() -> None:
    record = debate(
        *(claim(slug) for slug in "abcde"),
        link("for", "supports", "b", "a"),
        link("against", "rebuts", "c", "b"),
        link("not-so", "undercuts", "d", "against"),
        link("apart", "supports", "a", "e"),
    )
    view = MapView(dispute="turn", lift="a")
    assert build_argument_map(record, view).lifted == {"a", "for", "b", "against", "c", "not-so", "d"}
    root = etree.fromstring(draw_view(record, view, "svg", render_in_process))
    groups = {g.get("data-slug"): g for g in root.iter("{*}g") if g.get("data-slug")}
    pale = {slug for slug, g in groups.items() if g.find("{*}g[@opacity]") is not None}
    assert pale == {"e", "apart"}
    plain, wide = (compose(record, dispute="turn", lift=lift).links["for"].shapes[0] for lift in (None, "a"))
    assert isinstance(plain, Path)
    assert isinstance(wide, Path)
    assert wide.points == plain.points
    assert wide.stroke_width > plain.stroke_width
    with pytest.raises(BadRequestError, match="lift"):
        build_argument_map(record, MapView(dispute="turn", lift="ghost"))
