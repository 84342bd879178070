"""A map as of a day: the same drawing without what was not there yet, and with signs for what may have been."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from stances.argument.graph import build_whole_graph
from stances.argument.options import ClusterBy, LayoutMode, MapView
from stances.argument.presence import Presence, Timing
from stances.dates.day import Day
from stances.dates.uncertain import UncertainDate
from stances.figures.map.layout.graphviz import render_in_process
from stances.figures.map.render import draw_view
from stances.record.entries import Document
from stances.record.extent import extent
from stances.record.record import Record
from stances.record.vocabulary import Basis
from tests.support.drawings import compose
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records
from tests.support.svg import SVG

GEOMETRY = re.compile(r'\b(?:points|x|y|cx|cy|rx|ry|d)="[^"]*"')


def draw_as_of(record: Record, day: str | Day | None, **view) -> etree._Element:
    as_of = UncertainDate.parse(day).earliest if isinstance(day, str) else day
    return etree.fromstring(draw_view(record, MapView(as_of=as_of, **view), "svg", render_in_process))


def groups(root: etree._Element) -> dict[str, etree._Element]:
    return {g.get("data-slug", ""): g for g in root.iter(f"{SVG}g") if g.get("data-slug")}


def geometry(group: etree._Element) -> list[str]:
    """Where everything in a group lies, but for the sign that may be added to it."""
    for sign in group.findall(f".//{SVG}g[@class='perhaps']"):
        sign.clear()
    return GEOMETRY.findall(etree.tostring(group).decode())


def struck(group: etree._Element) -> bool:
    return b"line-through" in etree.tostring(group)


def signed(group: etree._Element) -> bool:
    return group.find(f".//{SVG}g[@class='perhaps']") is not None


WITHDRAWN = debate(
    claim("a", when="1928-03", acts=[{"participant": "ann", "act": "withdraws", "when": "1928-07"}]),
    claim("b", "bob", when="1928-09"),
)


def test_what_was_not_there_yet_is_left_out() -> None:
    present = groups(draw_as_of(argued(), "1928-04-30", dispute="turn"))
    assert set(present) == {"thesis", "ground", "grounds"}


def test_what_may_be_there_is_paler_has_a_question_mark_and_says_so() -> None:
    present = groups(draw_as_of(argued(), "1928-04-10", dispute="turn"))
    thesis, ground = present["thesis"], present["ground"]
    assert "possible" in thesis.get("class", "").split()
    assert signed(thesis)
    assert [g.get("opacity") for g in thesis.findall(f"{SVG}g")] == ["0.75", None]
    assert thesis.findtext(f"{SVG}title") == "Ann, April 1928, perhaps by then"
    assert not signed(ground)
    assert "possible" not in ground.get("class", "").split()
    assert "perhaps by then" in present["grounds"].findtext(f"{SVG}title", "")


@pytest.mark.parametrize("layout", LayoutMode)
def test_a_withdrawn_claim_is_struck_from_its_withdrawal_on(layout) -> None:
    for day, expected in (("1928-05-01", False), ("1928-07-10", False), ("1928-07-31", True)):
        group = groups(draw_as_of(WITHDRAWN, day, dispute="turn", layout=layout))["a"]
        assert struck(group) is expected
        assert ("withdrawn" in group.get("class", "").split()) is expected
    assert struck(groups(draw_as_of(WITHDRAWN, None, dispute="turn"))["a"])


def test_a_withdrawal_that_may_have_been_has_a_question_mark_and_strikes_nothing() -> None:
    group = groups(draw_as_of(WITHDRAWN, "1928-07-10", dispute="turn"))["a"]
    assert "perhaps-withdrawn" in group.get("class", "").split()
    assert signed(group)
    assert "perhaps withdrawn by then" in group.findtext(f"{SVG}title", "")


def test_a_claim_that_was_perhaps_withdrawn_lies_where_the_whole_time_has_it() -> None:
    record = debate(claim("a"), claim("b", when=None, acts=[{"participant": "ann", "act": "withdraws"}]))
    whole, then = (groups(draw_as_of(record, day, dispute="turn")) for day in (None, "1928-05-31"))
    assert {slug: geometry(group) for slug, group in then.items()} == {
        slug: geometry(group) for slug, group in whole.items()
    }


def test_what_others_did_to_a_claim_later_is_not_said_before() -> None:
    acts = [
        {"participant": "bob", "act": "endorses", "when": "1928-05"},
        {"participant": "carl", "act": "endorses", "when": "1928-11"},
    ]
    record = debate(claim("a", when="1928-03", acts=acts), claim("b", when="1928-12"))
    texts = {}
    for day in ("1928-04-01", "1928-06-01", "1928-12-31"):
        group = groups(draw_as_of(record, day, dispute="turn"))["a"]
        texts[day] = ("".join(group.itertext("{*}text")), group.findtext(f"{SVG}desc", ""))
    for said in texts["1928-04-01"]:
        assert "endorsed" not in said
    for said in texts["1928-06-01"]:
        assert "endorsed by Bob" in said
        assert "Carl" not in said
    for said in texts["1928-12-31"]:
        assert "endorsed by Bob, Carl" in said


def test_an_empty_cluster_is_left_out() -> None:
    record = debate(claim("a", when="1928-03"), claim("b", "bob", when="1928-09"))
    root = draw_as_of(record, "1928-05-01", dispute="turn", cluster=ClusterBy.SPEAKER)
    assert [
        g.get("data-speaker") for g in root.iter(f"{SVG}g") if g.get("class", "").startswith("cluster")
    ] == ["ann"]


def test_the_drawing_says_of_which_day_it_is() -> None:
    root = draw_as_of(argued(), "1928-05-09", dispute="turn", basis=Basis.KNOWN)
    said = "as of 9 May 1928, as known"
    assert root.findtext(f"{SVG}title") == f"Argument map: The turn, {said}"
    assert said in root.findtext(f"{SVG}desc", "")
    assert said in "".join(root.itertext("{*}text", "{*}tspan")).replace("As", "as")
    plain = draw_as_of(argued(), "1928-05-09", dispute="turn", title=False)
    assert "As of" not in "".join(plain.itertext("{*}text", "{*}tspan"))


def test_as_known_a_claim_tells_when_its_document_arrived() -> None:
    letter = Document.model_validate(
        {
            "slug": "letter",
            "title": "Letter",
            "when": "1928-05-09",
            "received": [{"by": "bob", "when": "1928-05-28"}],
        }
    )
    record = debate(letter, claim("a", when="1928-05-09", document="letter"))
    assert set(groups(draw_as_of(record, "1928-05-09", dispute="turn"))) == {"a"}
    group = groups(draw_as_of(record, "1928-05-28", dispute="turn", basis=Basis.KNOWN))["a"]
    assert "Letter, received by Bob 28 May 1928" in group.findtext(f"{SVG}desc", "")


@given(
    records(),
    st.integers(int(Day.of(1927, 1, 1)), int(Day.of(1930, 12, 31))).map(Day),
    st.sampled_from(Basis),
)
@examples(25)
def test_nothing_moves_from_day_to_day(record, day, basis) -> None:
    bounds = extent(record)
    assume(bounds is not None and bounds[0] <= day <= bounds[1])
    whole, then = compose(record), compose(record, as_of=day, basis=basis)
    assert {slug: whole.claims[slug].rect for slug in then.claims} == {
        slug: element.rect for slug, element in then.claims.items()
    }
    assert {slug: whole.links[slug].points for slug in then.links} == {
        slug: element.points for slug, element in then.links.items()
    }
    assert (then.origin, then.size) == (whole.origin, whole.size) or not then.claims
    presences = Timing(record, basis).presence_by_slug(build_whole_graph(record), day)
    assert {*then.claims, *then.links} == {s for s, at in presences.items() if at != Presence.ABSENT}


def test_a_link_that_may_be_there_is_paler() -> None:
    record = debate(claim("a", when="1928-03"), claim("b", when="1928-05"), link("l", "rebuts", "b", "a"))
    present = groups(draw_as_of(record, "1928-05-09", dispute="turn"))
    assert "possible" in present["l"].get("class", "").split()


def test_a_collapsed_group_is_there_once_any_of_its_claims_may_be() -> None:
    record = debate(
        claim("a", "ann", when="1928-03"), claim("b", "bob", when="1928-09"), link("l", "rebuts", "b", "a")
    )
    view = {"dispute": "turn", "fold": ("speaker:ann", "speaker:bob")}

    def collapsed(day: str | None) -> tuple[list[str | None], int]:
        elements = list(draw_as_of(record, day, **view).iter(f"{SVG}g"))
        return [g.get("data-fold") for g in elements if g.get("data-fold")], len(
            [g for g in elements if g.get("data-links")]
        )

    assert collapsed(None) == (["speaker:ann", "speaker:bob"], 1)
    assert collapsed("1928-05-01") == (["speaker:ann"], 0)
