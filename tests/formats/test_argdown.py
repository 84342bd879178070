"""Argdown: what we write, @argdown/core reads; what it reads, we read as it does; and what we wrote comes back."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from stances.formats import load_path, require_valid
from stances.formats.argdown import is_argdown
from stances.formats.argdown_outline import read_outline, write_outline
from stances.formats.argdown_parser import parse
from stances.formats.argdown_reader import read_argdown
from stances.formats.argdown_source import read_source
from stances.formats.argdown_writer import write_argdown
from stances.formats.base import FormatError
from stances.record.entries import Entry
from stances.record.record import Record
from stances.record.vocabulary import LinkKind
from tests.support.argdown_core import CoreReading, read_texts
from tests.support.properties import examples
from tests.support.small_debate import argued, claim, debate, link, shown_debate
from tests.support.strategies import records

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "data").glob("*.yaml"))

SKETCH = """\
===
title: Was the turn real?
author: Nobody
===

An introduction that says *what follows*. // and a comment

# The turn {isGroup: true}

[Turn]: The turn is real. #left-turn {speaker: Radek, date: June 1928}
  + [Grain]: Grain was taken from the _kulaks_.
    - <Needs>: It was taken because bread was needed.
  <- [Slogan]: It is a slogan, see @[Turn].
  -> [Words]
  +> [Line]: The line
     has changed. #(many words)
  >< [Not]: The turn is not real.

[Turn]: There has been a turn \\[to the left\\].

## Its reasons

<From deeds>: Deeds count.

(1) [Grain]
(2) Whoever takes grain means it.
--
Modus ponens, practical reason
{uses: [1, 2]}
--
    <_ [Doubt]: Deeds may be forced.
(3) They mean it.
(4) [Words]: Words follow.
----
(5) [Turn]

* a point
* [Point]: another {proponent: "Karl R."}
    + <Needs>

/* Any language, and what stays as it is. */

[Левый поворот]: Поворот был. 中文 \\# 5 * 3
  - «Нет», [см.](https://example.org/a_b)
"""


def counts(record: Record) -> tuple[int, int]:
    return len(record.claims), len(record.links)


def expected_counts(record: Record) -> tuple[int, int]:
    """Statements and links as @argdown/core counts them: an argument that attacks or undercuts has a conclusion of its own."""
    undercut = {link.target for link in record.links.values() if link.kind is LinkKind.UNDERCUTS}
    alone = [link for slug, link in record.links.items() if link.with_ or slug in undercut]
    conclusions = sum(link.kind is not LinkKind.SUPPORTS for link in alone)
    plain = {
        (
            link.kind,
            link.mutual,
            frozenset((link.source, link.target)) if link.mutual else (link.source, link.target),
        )
        for slug, link in record.links.items()
        if link not in alone
    }
    return len(record.claims) + conclusions, len(plain) + len(alone) + conclusions


def assert_core_reads(record: Record, reading: CoreReading) -> None:
    assert reading.errors == []
    assert (reading.claims, reading.links) == expected_counts(record)
    texts = {statement["title"]: statement["text"].split() for statement in reading.statements}
    assert all(texts[claim.slug] == claim.text.split() for claim in record.claims.values())


def test_what_we_write_is_read_by_argdowns_own_parser_with_every_claim_link_tag_and_date() -> None:
    shipped = [load_path(path) for path in SHIPPED]
    trouble = debate(
        claim(
            "odd", text="{a} [b]: <c>: #d @[e] *f* __g__ // h /* i */ <!-- j --> .~. :happy: === k === \\ l"
        ),
        claim("lines", text="One\n\n(1) two\n- three  four "),
        claim("joined", text="- (1) 1. + no sign"),
        claim("other-end", text="…", dispute="other", tags=["bread (price of)", "left", "мир"]),
        link(
            "joint", "rebuts", "odd", "other-end", **{"with": ["lines"]}, attribution="inferred", mutual=True
        ),
        link("deep", "undercuts", "joined", "joint", rationale="It }: does ]: not >: follow"),
        link("deeper", "undercuts", "odd", "deep", rationale="“=== no ===”"),
    )
    debates = [shown_debate(), argued(), trouble, *shipped]
    for record, reading in zip(debates, read_texts([*map(write_argdown, debates)]), strict=True):
        assert_core_reads(record, reading)
    [bridge] = read_texts([write_argdown(shown_debate())])
    built = bridge.statements[0]
    assert (built["section"], built["data"]["speaker"], built["data"]["when"]) == (
        "The bridge",
        "ann",
        "1928-05",
    )
    [arguing] = read_texts([write_argdown(argued())])
    assert arguing.statements[0]["tags"] == ["left", "right"]


@examples(30)
@given(records())
def test_a_debate_comes_back_from_argdown_as_it_was(record: Record) -> None:
    text = write_argdown(record)
    reading = read_argdown(text)
    assert reading.record == record
    assert reading.unplaced == ()
    assert write_argdown(reading.record) == text


@pytest.mark.slow
def test_argdowns_own_parser_reads_debates_of_any_content() -> None:
    drawn: list[Record] = []

    @settings(examples(100), phases=[Phase.generate])
    @given(records())
    def draw(record: Record) -> None:
        drawn.append(record)

    draw()
    for record, reading in zip(drawn, read_texts([*map(write_argdown, drawn)]), strict=True):
        assert reading.errors == []
        assert (reading.claims, reading.links) == expected_counts(record)


def test_a_text_by_others_is_read_as_argdowns_own_parser_reads_it() -> None:
    [core] = read_texts([SKETCH])
    reading = require_valid(read_argdown(SKETCH, "turn.argdown"), "turn.argdown")
    assert core.errors == []
    assert counts(reading.record) == (core.claims, core.links)
    assert is_argdown(SKETCH)
    assert read_argdown(SKETCH.replace("\n", "\r\n"), "turn.argdown") == reading


def test_what_a_text_by_others_says_becomes_claims_links_disputes_and_participants() -> None:
    record = read_argdown(SKETCH, "turn.argdown").record
    turn = record.claims["turn"]
    assert (turn.text, turn.title, turn.speaker, str(turn.when)) == (
        "The turn is real.",
        "Turn",
        "radek",
        "1928-06",
    )
    assert (turn.tags, turn.note) == (("left-turn",), "Also put as: There has been a turn [to the left].")
    assert record.claims["line"].text == "The line has changed."
    assert record.claims["slogan"].text == "It is a slogan, see Turn."
    assert record.claims["levyi-povorot"].text == "Поворот был. 中文 # 5 * 3"
    assert {dispute.title for dispute in record.disputes.values()} == {
        "Was the turn real?",
        "The turn",
        "Its reasons",
    }
    assert {person.name for person in record.participants.values()} == {"Radek", "Karl R.", "Not stated"}
    links = {(k.kind.value, k.source, k.with_, k.target, k.mutual): k for k in record.links.values()}
    step = links["supports", "grain", ("whoever-takes-grain-means-it",), "they-mean-it", False]
    assert step.rationale == "Modus ponens, practical reason"
    assert links["supports", "they-mean-it", ("words",), "turn", False].rationale == "Deeds count."
    assert {
        ("rebuts", "slogan", (), "turn", False),
        ("rebuts", "turn", (), "words", False),
        ("supports", "turn", (), "line", False),
        ("rebuts", "not", (), "turn", True),
        ("rebuts", "needs", (), "grain", False),
        ("undercuts", "doubt", (), step.slug, False),
    } <= set(links)


def test_only_what_the_text_states_is_stated_and_what_has_no_place_is_listed_with_it() -> None:
    reading = read_argdown(SKETCH, "turn.argdown")
    assert "speaker" in reading.record.claims["turn"].model_fields_set
    assert reading.record.claims["grain"].model_fields_set.isdisjoint({"speaker", "slug", "when"})
    assert (
        "rationale"
        not in next(k for k in reading.record.links.values() if k.source == "slogan").model_fields_set
    )
    assert [str(problem) for problem in reading.unplaced] == [
        "turn.argdown:3: author: in the front matter is not kept",
        "turn.argdown:6:1: says nothing of its speaker; such claims are given to “Not stated”",
        "turn.argdown:6:43: a comment is not kept: // and a comment",
        "turn.argdown:41:1: a comment is not kept: /* Any language, and what stays as it is. */",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a] no colon", "x:1:4: a colon stands between [a] and what it says: [a]: …"),
        ("a\n\n+ b", "x:3:1: “+” has nothing above it to belong to; take away the empty line"),
        ("a\n+ b", "x:2:1: a relation stands below what it belongs to, and further to the right than that"),
        ("a\n  + ", "x:2:5: something is said here"),
        ("a {b: c", "x:1:3: this “{” opens data that “}” never closes"),
        ("a {b: [}", "x:1: this is not YAML"),
        ("(1) a\n(2) b", "x:1:1: premises end with a line of dashes"),
        ("(1) a\n-- x\n\n(2) b", "x:2:1: an inference that begins with -- ends with -- too"),
        ("a {speaker: !!python/object x}", "x:1: tag:yaml.org,2002:python/object is a tag"),
        ("===\na: &a [x]\nb: *a\n===\n\nc", "x:2: &a is an anchor"),
        ("a {attribution: sworn}", "x:1: claim “a”: attribution"),
        (
            "a\n" + "".join(f"{' ' * n} + b\n" for n in range(1, 120)),
            "x:102:103: lies more than 100 levels deep",
        ),
    ],
)
def test_what_is_not_argdown_is_refused_at_its_line_and_column(text: str, words: str) -> None:
    with pytest.raises(FormatError) as refused:
        read_argdown(text, "x")
    assert words in str(refused.value)


def test_every_problem_is_listed_and_long_hostile_texts_are_read_in_one_pass() -> None:
    with pytest.raises(FormatError) as refused:
        read_argdown("[a] b\n\n[c]: d\n\n+ e", "x")
    assert [problem.line for problem in refused.value.problems] == [1, 5]
    for piece in ("/**/", "\\{", "*a", "[a](b)", "a.b.", '{"a": "}"} ', "#a ", "<!-- -->\n", "[", "<", "@["):
        blocks, problems = parse(read_source("x " + piece * 20_000))
        assert (len(blocks), problems) == (1, [])


PIECES = (
    *(
        "[",
        "]",
        "{",
        "}",
        "<x>",
        "(1) ",
        "----",
        "--",
        "+ ",
        "- ",
        "_ ",
        "><",
        "# ",
        "===",
        "//x\n",
        "/*",
        "\\",
        "@[a]",
        "\n\n",
        "  ",
    ),
    *(
        "{slug: [x]}",
        "{text: {a: b}}",
        "{note: [1]}",
        "{link: x}",
        "{kind: [x]}",
        "{uses: {a: 1}}",
        "participants: [a]",
    ),
)


@examples(200)
@given(st.sampled_from([SKETCH, write_argdown(shown_debate())]), st.data())
def test_a_broken_text_is_read_or_refused_and_nothing_else_happens(text: str, data: st.DataObject) -> None:
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(st.integers(0, len(text)))
        text = (
            text[:place] + data.draw(st.sampled_from(PIECES)) + text[place + data.draw(st.integers(0, 20)) :]
        )
    with suppress(FormatError):
        assert read_argdown(text).record.debate.title


def test_data_that_means_something_else_elsewhere_is_listed_and_takes_nothing_away() -> None:
    text = '<A>: a {source: "C1", kind: deductive}\n\n(1) x\n(2) y\n----\n(3) z\n  -> [w]: no'
    reading = read_argdown(text, "x")
    assert counts(reading.record) == (4, 2)
    kept = [str(problem) for problem in reading.unplaced]
    assert {"x:1:1: source: is not kept: C1", "x:1:1: kind: is not kept: deductive"} <= set(kept)


def test_the_small_debate_is_shown_in_the_docs() -> None:
    shown = (ROOT / "docs" / "formats" / "argdown.md").read_text(encoding="utf-8")
    assert f"```argdown\n{write_argdown(shown_debate())}```" in shown


def stated(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in entry.model_fields_set}


def test_an_outline_names_links_of_other_disputes_and_mutual_ones_as_they_are() -> None:
    assert_outlines_come_back(
        debate(
            claim("here"),
            claim("there", dispute="other"),
            claim("more"),
            link("contrary", "rebuts", "here", "there", mutual=True),
            link("back", "supports", "there", "more"),
            link("joint", "undercuts", "here", "back", **{"with": ["more"]}, attribution="inferred"),
        )
    )


def assert_outlines_come_back(record: Record) -> None:
    for slug in record.disputes:
        reading = read_outline(write_outline(record, slug), record, slug)
        assert reading.unplaced == ()
        for entry in reading.record.entries():
            known = record.get(entry.kind_name, entry.slug)
            assert known is not None, entry
            assert stated(entry) == {name: getattr(known, name) for name in entry.model_fields_set}
        assert {
            claim.slug for claim in record.claims_of_dispute.get(slug, ())
        } <= reading.record.claims.keys()


@examples(20)
@given(records())
def test_the_outline_of_a_dispute_changes_nothing_when_it_is_taken_back(record: Record) -> None:
    assert_outlines_come_back(record)
