"""The handout: everything that was said is in it as it was written, its links lead somewhere, its drawings are legible."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from lxml import etree

from stances.argument.graph import build_dispute_graph
from stances.errors import NotFoundError
from stances.figures.map.layout.graphviz import render_in_process
from stances.formats import find_format
from stances.graphics.text_metrics import clean_text
from stances.graphics.typography import BODY_SIZE_PT, MIN_TEXT_PT, SMALL_SIZE_PT
from stances.publishing.handout import Handout, build_handout
from stances.publishing.handout_section import SectionCache
from stances.publishing.page_size import Paper, Sheet
from stances.publishing.typst import render_png
from stances.record.entries import Document
from stances.record.excerpt import excerpt
from stances.record.record import Record
from stances.record.vocabulary import ColumnUnit
from tests.support.grid_debate import stance
from tests.support.scripts_debates import FROM_RIGHT, LONG
from tests.support.small_debate import argued, claim, debate, link
from tests.support.strategies import records


def _data(made: Handout) -> dict[str, Any]:
    """What the typography reads, the disputes in the place of their files' names."""
    data: dict[str, Any] = json.loads(made.files["handout.json"])
    data["disputes"] = [json.loads(made.files[name]) for name in data["disputes"]]
    return data


def _queried(made: Handout, what: str) -> list[dict[str, Any]]:
    """What the typesetter made of the document: its headings, links, labels."""
    files: Any = {"main.typ": made.source.encode(), **made.files}
    answers: list[dict[str, Any]] = json.loads(typst.query(files, what))
    return answers


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


@settings(max_examples=8)
@given(records())
def test_any_text_can_be_set_and_stays_what_it_is(record: Record) -> None:
    made = build_handout(record, render_in_process)
    assert made.render_pdf().startswith(b"%PDF")
    said = set(_texts(_data(made)))
    assert {clean_text(c.text) for c in record.claims.values()} <= said
    joined = [
        k for slug in record.disputes for k in build_dispute_graph(record, slug, context=False).links.values()
    ]
    assert {clean_text(link.rationale) for link in joined} <= said


@pytest.mark.parametrize("text", ["#panic()", "$x$ *a* _b_ @c <d> `e`", '#"x" \\ // ] }', "= Not a heading"])
def test_no_text_becomes_markup(text: str) -> None:
    made = build_handout(debate(claim("a", text=text)), render_in_process)
    assert text in set(_texts(_data(made)))
    assert text not in made.source
    assert {h["body"].get("text") for h in _queried(made, "heading")} >= {"The turn", "Colophon"}
    assert made.render_pdf().startswith(b"%PDF")


def test_every_claim_and_link_of_a_dispute_is_there_under_its_number(shipped: Record) -> None:
    (section,) = _data(build_handout(shipped, render_in_process, dispute="left-turn"))["disputes"]
    numbers = {c["slug"]: c["number"] for c in section["claims"]}
    assert numbers.keys() == {c.slug for c in shipped.claims_of_dispute["left-turn"]}
    assert sorted(numbers.values()) == list(range(1, len(numbers) + 1))
    for link_ in section["links"]:
        (source,) = link_["sources"]
        assert numbers[source["slug"]] == source["number"]


def test_what_claims_do_to_each_other_is_said_from_both_sides() -> None:
    section = _data(build_handout(argued(), render_in_process, dispute="turn"))["disputes"][0]
    own = {link["sources"][0]["slug"]: link for link in section["links"]}
    said = {c["slug"]: {r["words"]: r["ends"] for r in c["relations"]} for c in section["claims"]}
    assert (own["objection"]["verb"], own["objection"]["target"]["slug"]) == ("rebuts", "thesis")
    assert [end["slug"] for end in said["thesis"]["rebutted by"]] == ["objection"]
    denied = own["doubt"]["target"]
    ((of,), verb) = denied["of"], denied["verb"]
    assert (of["slug"], denied["slug"], verb) == ("ground", "thesis", "supports")


def test_what_claims_do_together_and_what_excludes_what_is_said_at_each_of_them() -> None:
    joined = link("joined", "supports", "reply", "thesis", **{"with": ["ground"]})
    record = argued(joined, link("excludes", "rebuts", "reply", "alone", mutual=True))
    made = build_handout(record, render_in_process, dispute="turn")
    section = _data(made)["disputes"][0]
    said = {c["slug"]: {r["words"]: r["ends"] for r in c["relations"]} for c in section["claims"]}
    for slug, words, far, near in (
        ("ground", "supports", "thesis", "reply"),
        ("thesis", "supported by", "reply", "ground"),
    ):
        ends = [(e["slug"], [one["slug"] for one in e["together"]]) for e in said[slug][words]]
        assert (far, [near]) in ends
    (contrary,) = (one for one in section["links"] if one["mutual"])
    assert (contrary["verb"], contrary["target"]["slug"]) == ("is contrary to", "alone")
    assert [end["slug"] for end in said["alone"]["is contrary to"]] == ["reply"]
    (row,) = (one for one in section["links"] if len(one["sources"]) > 1)
    assert [end["slug"] for end in row["sources"]] == ["reply", "ground"]
    assert made.render_pdf().startswith(b"%PDF")


@pytest.mark.parametrize("paper", [Paper.A4, Paper.LETTER])
def test_drawings_are_legible_and_fit_the_paper(shipped: Record, paper: Paper) -> None:
    made = build_handout(shipped, render_in_process, paper)
    wide = max(Sheet(paper).size)
    for section in _data(made)["disputes"]:
        for shown, smallest in (
            (section["grid"]["parts"], SMALL_SIZE_PT),
            (section["map"]["sheets"], BODY_SIZE_PT),
        ):
            for drawing in shown:
                width = float(
                    etree.fromstring(made.files[drawing["file"]]).get("width", "").removesuffix("pt")
                )
                assert drawing["width"] / width * smallest >= MIN_TEXT_PT - 0.05
                assert drawing["width"] < wide


def _laid_out(made: Handout) -> dict[str, Any]:
    """The number of pages, and on which of them scales, figures by their texts, and claims by their labels are."""
    report = """
#context [#metadata((pages: counter(page).final().first(), scales: query(<scale>).map(s => s.location().page()),
  figures: query(image).map(i => (i.alt, i.location().page())), headings: query(heading).map(h => h.location().page()),
))<laid-out>]"""
    (answer,) = _queried(replace(made, source=made.source + report), "<laid-out>")
    laid_out: dict[str, Any] = answer["value"]
    return laid_out


MAX_PAGES = {"left-turn": 9, "statement": 7, "slogan": 3, "repression": 5}


@pytest.mark.parametrize("dispute", MAX_PAGES)
def test_a_grid_has_its_scale_on_its_sheet_and_pages_are_full(shipped: Record, dispute: str) -> None:
    laid_out = _laid_out(build_handout(shipped, render_in_process, dispute=dispute))
    (sheet,) = {page for name, page in laid_out["figures"] if name.startswith("Stances over time")}
    assert sheet in laid_out["scales"]
    assert laid_out["pages"] <= MAX_PAGES[dispute]
    assert laid_out["pages"] in (*laid_out["headings"], *(page + 1 for page in laid_out["headings"]))


@pytest.mark.slow
def test_the_whole_debate_takes_no_more_pages_than_it_needs(shipped: Record) -> None:
    laid_out = _laid_out(build_handout(shipped, render_in_process))
    assert laid_out["pages"] <= 84
    grids = [page for name, page in laid_out["figures"] if name.startswith("Stances over time")]
    assert set(grids) <= set(laid_out["scales"])


def test_a_sheet_of_the_map_names_its_claims_and_a_claim_its_sheet(shipped: Record) -> None:
    (section,) = _data(build_handout(shipped, render_in_process, dispute="left-turn"))["disputes"]
    on_sheets = {number: sheet["number"] for sheet in section["map"]["sheets"] for number in sheet["claims"]}
    assert on_sheets == {c["number"]: c["sheet"] for c in section["claims"] if c["sheet"]}
    assert sorted((*on_sheets, *section["map"]["unlinked"])) == sorted(c["number"] for c in section["claims"])
    linked = {end["number"] for row in section["links"] for end in (*row["sources"], row["target"])}
    assert on_sheets.keys() == linked


def test_its_contents_and_bookmarks_name_every_dispute(shipped: Record) -> None:
    made = build_handout(shipped, render_in_process)
    tops = [h["body"]["text"] for h in _queried(made, "heading") if h["level"] == 1 and h["outlined"]]
    assert tops == [*(d.title for d in shipped.disputes.values()), "Between disputes", "Documents"]


def test_the_whole_debate_lists_every_link(shipped: Record) -> None:
    data = _data(build_handout(shipped, render_in_process))
    within = {link["rationale"] for section in data["disputes"] for link in section["links"]}
    between = {link["rationale"] for link in data["between"]}
    assert within | between == {clean_text(link.rationale) for link in shipped.links.values()}
    assert len(data["between"]) == len(between) > 0
    assert not within & between
    for one in data["between"]:
        ends = [*one["sources"], one["target"], *one["of"]]
        assert len({end["dispute"] for end in ends}) > 1


def test_a_link_between_disputes_names_both_ends_and_the_link_that_it_denies() -> None:
    record = argued(claim("far", "bob", dispute="other"), link("far-doubts", "undercuts", "far", "objects"))
    link_ = {
        link["sources"][0]["slug"]: link
        for link in _data(build_handout(record, render_in_process))["between"]
    }
    leads, denies = link_["thesis"], link_["far"]
    assert (leads["of"], leads["target"]["slug"], leads["target"]["dispute"]) == ([], "elsewhere", "other")
    assert (denies["of"][0]["slug"], denies["denied"], denies["target"]["slug"]) == (
        "objection",
        "rebuts",
        "thesis",
    )
    assert not _data(build_handout(record, render_in_process, dispute="turn"))["between"]


def test_it_says_what_it_is_and_where_it_comes_from(shipped: Record) -> None:
    made = build_handout(shipped.with_revision(41), render_in_process, dispute="slogan")
    pdf = made.render_pdf()
    for said in ("The slogan of 1917 and permanent revolution", "The editors of"):
        assert said.encode() in re.sub(rb"\s+", b" ", pdf)
    assert any("revision 41" in line for line in _data(made)["colophon"])
    assert any("Revolutionary History" in line for line in _data(made)["colophon"])


def test_only_what_is_cited_is_listed_and_all_of_it(shipped: Record) -> None:
    data = _data(build_handout(shipped, render_in_process, dispute="cause"))
    cited = {c.document for c in shipped.claims_of_dispute["cause"]} - {None}
    assert cited <= {d["slug"] for d in data["documents"]}
    assert len(data["documents"]) < len(shipped.documents)


def test_attribution_is_said_in_words(shipped: Record) -> None:
    (section,) = _data(build_handout(shipped, render_in_process, dispute="expulsion"))["disputes"]
    how = {c["slug"]: c["how"] for c in section["claims"]}
    assert how["he-directs-the-opposition"] == "reported by Politburo, in our words"
    assert "own claim, in our words" in how.values()
    assert "inferred by the editor" in how.values()


def test_an_empty_dispute_can_be_handed_out() -> None:
    (section,) = _data(made := build_handout(debate(), render_in_process, dispute="turn"))["disputes"]
    assert section["map"] is None
    assert made.render_pdf().startswith(b"%PDF")


def test_a_small_dispute_is_one_page() -> None:
    record = debate(
        claim("a"), claim("b"), link("for", "supports", "b", "a"), stance("s", "ann", 1, "1928-05")
    )
    made = build_handout(record, render_in_process, dispute="turn")
    assert len(render_png(made.source, made.files, ppi=20)) == 1


def test_what_numbered_columns_are_is_listed() -> None:
    record = debate(Document(slug="letter", title="A letter"), claim("a", document="letter"))
    by_document = record.debate.model_copy(update={"unit": ColumnUnit.DOCUMENTS})
    record = Record.from_entries(by_document, record.entries())
    (section,) = _data(made := build_handout(record, render_in_process, dispute="turn"))["disputes"]
    entries = [{"sign": "1", "words": "A letter (undated)"}]
    assert section["grid"]["columns"] == {"heading": "Documents", "entries": entries}
    assert made.render_pdf().startswith(b"%PDF")


def test_more_rows_than_a_page_has_room_for_are_divided(shipped: Record) -> None:
    crowd = [
        p.model_copy(update={"slug": f"{p.slug}-{n}"}) for p in shipped.participants.values() for n in (1, 2)
    ]
    claims = [claim(f"by-{p.slug}", p.slug, dispute="left-turn") for p in crowd]
    record = shipped.with_edits([*crowd, *claims])
    (section,) = _data(build_handout(record, render_in_process, dispute="left-turn"))["disputes"]
    assert len(section["grid"]["parts"]) > 1


@given(records())
@settings(max_examples=15)
def test_a_dispute_is_all_in_its_excerpt(record: Record) -> None:
    """Else what is remembered of a dispute could be out of date."""
    for slug in record.disputes:
        whole = build_handout(record, render_in_process, dispute=slug).files
        assert build_handout(excerpt(record, slug), render_in_process, dispute=slug).files == whole


def test_every_shipped_dispute_is_all_in_its_excerpt(shipped: Record) -> None:
    for slug in ("left-turn", "slogan"):
        whole = build_handout(shipped, render_in_process, dispute=slug).files
        assert build_handout(excerpt(shipped, slug), render_in_process, dispute=slug).files == whole


def test_an_edit_leaves_what_is_remembered_of_other_disputes(shipped: Record) -> None:
    """And makes anew what it touches, so that the whole is what it would be without a memory."""
    sections, drawings = SectionCache(), Counter[bool]()

    def engine(dot: str, format: str) -> bytes:
        drawings[edited] += 1
        return render_in_process(dot, format)

    edited = False
    build_handout(shipped, engine, cache=sections)
    edited = True
    claim = shipped.claims_of_dispute["slogan"][0]
    changed = shipped.with_entry(claim.model_copy(update={"text": f"{claim.text} And so on."})).with_revision(
        9
    )
    again = build_handout(changed, engine, cache=sections)
    assert again.files == build_handout(changed, render_in_process).files
    assert drawings[True] < drawings[False] / 3


def test_an_unknown_dispute_is_refused() -> None:
    with pytest.raises(NotFoundError):
        build_handout(argued(), render_in_process, dispute="nothing")


def test_links_between_numbers_lead_to_claims() -> None:
    made = build_handout(
        debate(claim("a"), claim("b", "bob"), link("k", "rebuts", "b", "a")), render_in_process
    )
    targets = {link_["dest"] for link_ in _queried(made, "link")}
    assert 'label("claim turn a")' in targets
    assert 'label("claim turn b")' in targets


@pytest.mark.parametrize("content", [FROM_RIGHT, LONG], ids=["from right", "long"])
def test_every_script_and_the_longest_words_can_be_set(content: dict[str, Any]) -> None:
    record = find_format("json").loads(json.dumps(content), "debate.json")
    made = build_handout(record, render_in_process)
    assert made.render_pdf().startswith(b"%PDF")
    assert json.loads(made.files["style.json"])["language"] == (record.debate.language or "")
    words = (word for text in _texts(_data(made)) for word in re.split(r"[\s\u200b]", text))
    assert max(map(len, words)) < 30
