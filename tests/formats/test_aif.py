"""AIF and xAIF: what comes back, what other programs read of it, and nodesets written by hand from AIF's documentation."""

from __future__ import annotations

import importlib
import json
import sys
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given

from stances.formats import FormatError, find_format, recognise
from stances.record.entries import Claim, Link
from stances.record.record import Record
from stances.record.vocabulary import Attribution, LinkKind
from tests.support.arguebuf_graphs import read_nodesets
from tests.support.properties import examples
from tests.support.small_debate import argued, link, shown_debate
from tests.support.strategies import records

AIF, XAIF = find_format("aif"), find_format("xaif")
DOCS = Path(__file__).parents[2] / "docs" / "formats"


def _claim(record: Record, claim: Claim) -> tuple[Any, ...]:
    names = [" ".join(record.participants[slug].name.split()) for slug in (claim.speaker, *claim.reported_by)]
    kind = claim.attribution
    if kind is not Attribution.INFERRED:
        kind = Attribution.REPORTED if claim.reported_by else Attribution.ASSERTED
    title = " ".join(record.disputes[claim.dispute].title.split())
    return claim.text.strip(), str(claim.when), kind, title, *names


def _link(record: Record, link: Link) -> tuple[Any, ...]:
    target = record.claims.get(link.target)
    aimed = record.links.get(link.target)
    text = target.text.strip() if target else aimed and aimed.rationale
    premises = sorted(record.claims[slug].text.strip() for slug in link.premises)
    return (
        link.kind,
        tuple(premises),
        text,
        " ".join(link.rationale.split()),
        link.attribution is Attribution.INFERRED,
    )


@pytest.mark.parametrize("known", [AIF, XAIF], ids=lambda known: known.name)
def test_the_small_debates_come_back_with_all_claims_links_speakers_dates_and_reporters(known: Any) -> None:
    excluding = link("excludes", "rebuts", "reply", "alone", mutual=True)
    for record in (shown_debate(), argued(excluding)):
        reading = known.load(known.encode(record).decode(), "x")
        again = reading.record
        assert [_claim(again, c) for c in again.claims.values()] == [
            _claim(record, c) for c in record.claims.values()
        ]
        assert [_link(again, k) for k in again.links.values()] == [
            _link(record, k) for k in record.links.values()
        ]
        assert not reading.unplaced


@examples(30)
@given(records())
def test_every_debate_has_as_many_claims_and_links_when_it_comes_back(record: Record) -> None:
    again = AIF.loads(AIF.encode(record).decode(), "x")
    told = [claim for claim in record.claims.values() if claim.text.strip()]
    assert [claim.text for claim in again.claims.values()] == [claim.text.strip() for claim in told]
    if len(told) == len(record.claims):
        mutual = sum(link.mutual for link in record.links.values())
        assert len(record.links) <= len(again.links) <= len(record.links) + mutual


def test_xaif_finds_the_same_speakers_propositions_and_relations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", ModuleType("pandas"))  # which only its tables need
    record = argued()
    oracle = importlib.import_module("xaif.xaif").AIF(json.loads(XAIF.encode(record)))
    assert oracle.is_valid_json_aif()
    assert oracle.is_json_aif_dialog()
    said = [node for node in oracle.nodes if node["type"] == "L"]
    speakers = [oracle.get_speaker(node["nodeID"])[0].strip() for node in said]
    assert [f"{name} : " for name in speakers] == [node["text"].partition(" : ")[0] + " : " for node in said]
    found = oracle._get_relations_argument(oracle.nodes, oracle.aif["edges"], "argument-relation")
    pairs = zip(found["proposition1_text"], found["proposition2_text"], found["relation"], strict=True)
    texts = {slug: claim.text for slug, claim in record.claims.items()}
    links = [link for link in record.links.values() if link.target in texts]
    assert sorted(pairs) == sorted((texts[k.source], texts[k.target], k.rationale) for k in links)


def test_arguebuf_reads_the_same_claims_and_schemes(shipped: Record) -> None:
    debates = (shown_debate(), argued(), shipped)
    readings = read_nodesets([AIF.encode(record).decode() for record in debates])
    for record, reading in zip(debates, readings, strict=True):
        links = record.links.values()
        assert sorted(reading.texts) == sorted(claim.text for claim in record.claims.values())
        assert reading.schemes.count("Support") == sum(link.kind is LinkKind.SUPPORTS for link in links)
        assert len(reading.schemes) == len(links) + sum(link.mutual for link in links)
        assert reading.edges == sum(1 + len(link.premises) + 2 * link.mutual for link in links)


@pytest.mark.parametrize("known", [AIF, XAIF], ids=lambda known: known.name)
def test_the_page_of_a_format_shows_what_it_writes(known: Any) -> None:
    page = (DOCS / f"{known.name}.md").read_text(encoding="utf-8")
    assert known.encode(shown_debate()).decode() in page
    assert known.loss in page.replace("\n", " ")


# Nodesets written by hand


def node(id_: object, type_: str, text: str = "", **more: object) -> dict[str, object]:
    return {"nodeID": id_, "type": type_, "text": text, **more}


def edges(*paths: str) -> list[dict[str, object]]:
    pairs = [pair for path in paths for pair in pairwise(path.split())]
    return [{"edgeID": n, "fromID": source, "toID": target} for n, (source, target) in enumerate(pairs)]


MONOLOGUE = {
    "nodes": [
        *(node(f"{n}_x", "I", f"Claim {n}.") for n in range(1, 6)),
        *(node("r", "RA", "RA", scheme="Expert Opinion"), node("c", "CA", "CA")),
        *(node("u", "CA", "Not here"), node("m", "MA", "MA")),
    ],
    "edges": edges("1_x r 3_x", "2_x r", "4_x c 3_x", "5_x u r", "1_x m 2_x"),
}
"""Co-premises, a conflict, an undercut and a rephrasing, by nobody."""

DIALOGUE = {
    "AIF": {
        "nodes": [
            *(node(1, "L", "Ann : build it"), node(2, "YA", "Asserting"), node(3, "I", "Build it.")),
            *(node(4, "L", "Bob : why?"), node(5, "YA", "Pure Questioning"), node(6, "I", "Bob asks why.")),
            *(node(7, "L", "trade"), node(8, "YA", "Asserting"), node(9, "I", "It brings trade.")),
            *(node(10, "TA", "Transition"), node(11, "YA", "Arguing"), node(12, "RA", "Inference")),
            *(node(13, "L", ""), node(14, "YA", "Agreeing"), node(15, "XX", "?"), node(16, "I", "")),
        ],
        "edges": edges("1 2 3", "4 5 6", "7 8 9", "1 10 7", "10 11 12", "9 12 3", "13 14 3 99"),
        "locutions": [{"nodeID": 7, "personID": 1}, {"nodeID": 13, "personID": 2}],
        "participants": [
            {"participantID": 1, "firstname": "Carl", "surname": "May"},
            {"participantID": 2, "firstname": "Dora", "surname": ""},
        ],
    },
    "text": {"txt": "…"},
}
"""Numbers as ids, an empty locution, a question, an argued inference, and nodes and edges of no use."""

CIRCLE = {
    "nodes": [
        *(node("a", "I", "A."), node("b", "I", "B."), node("x", "CA", "CA"), node("y", "CA", "CA")),
        *(node("z", "RA", "RA"), node("a", "I", "Twice.")),
    ],
    "edges": edges("a x b", "b y x", "x y", "z z", "a z a"),
}
"""Conflicts on each other, an inference to itself, and an id that is given twice."""


def _read(data: object) -> tuple[Record, str]:
    text = json.dumps(data)
    reading = recognise(text, "pasted").load(text, "pasted")
    return reading.record, "\n".join(map(str, reading.unplaced))


def test_a_monologue_is_read_with_its_co_premises_conflict_and_undercut() -> None:
    record, unplaced = _read(MONOLOGUE)
    support, rebuttal, undercut, rephrasing = record.links.values()
    assert (support.kind, len(support.premises), support.rationale) == (
        LinkKind.SUPPORTS,
        2,
        "Expert Opinion",
    )
    assert (rebuttal.kind, record.claims[rebuttal.source].text) == (LinkKind.REBUTS, "Claim 4.")
    assert (undercut.kind, undercut.target) == (LinkKind.UNDERCUTS, support.slug)
    assert {link.attribution for link in record.links.values()} == {Attribution.INFERRED}
    assert [p.name for p in record.participants.values()] == ["Unknown speaker"]
    assert rephrasing.kind is LinkKind.SUPPORTS
    assert "1 rephrasing (MA) became an inferred support" in unplaced


def test_a_dialogue_is_read_with_who_says_asks_and_argues() -> None:
    record, unplaced = _read(DIALOGUE)
    told = [(record.participants[c.speaker].name, c.attribution) for c in record.claims.values()]
    assert told == [("Ann", "asserted"), ("Bob", "inferred"), ("Carl May", "asserted")]
    (act,) = record.claims["build-it"].acts
    assert (act.participant, act.act) == ("dora", "endorses")
    (link,) = record.links.values()
    assert (link.source, link.target, link.attribution) == ("it-brings-trade", "build-it", "asserted")
    for words in (
        "1 node of the type “XX”",
        "1 edge to or from a node that is not there",
        "1 claim is left out: its text",
    ):
        assert words in unplaced


def test_a_circle_is_read_once_around() -> None:
    record, unplaced = _read(CIRCLE)
    assert len(record.claims) == 2
    assert [link.kind.value for link in record.links.values()] == ["rebuts", "undercuts", "undercuts"]
    assert "1 RA does not lead from claims to a claim or link" in unplaced
    assert "1 node without an id, or with that of another" in unplaced


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"nodes": [', "x:1:12: this is not JSON"),
        ('{"nodes": {}}', "x:1: has no list of nodes"),
        ('{"AIF": [1]}', "x:1: has no list of nodes"),
        ('{"AIF":' * 50_000 + "1" + "}" * 50_000, "too deep in each other|has no list of nodes"),
    ],
)
def test_what_is_no_nodeset_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(FormatError, match=words):
        AIF.load(text, "x")


def test_nodes_of_any_type_are_read_or_told() -> None:
    with suppress(FormatError):
        _read(
            {
                "nodes": [1, None, {"nodeID": [1]}, node(1, "I", "A."), node(2, "L")],
                "edges": [1, {"fromID": {}}],
                "locutions": 5,
            }
        )


def test_many_claims_and_speakers_of_one_name_cost_no_more_than_others() -> None:
    nodes = [node(n, "I", "The same.") for n in range(5_000)]
    nodes += [node(f"s{n}", "L", f"Speaker {n} : said") for n in range(5_000)]
    nodes += [node(f"y{n}", "YA", "Asserting") for n in range(5_000)]
    record, _ = _read({"nodes": nodes, "edges": edges(*(f"s{n} y{n} {n}" for n in range(5_000)))})
    assert len(record.claims) == len(record.participants) == 5_000
