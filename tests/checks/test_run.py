"""Every rule finds what it is for, finds nothing in a sound debate, and says what to do."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stances.checks.errors import find_evidence_lost
from stances.checks.finding import Finding, Level
from stances.checks.run import RULES, check_record, count_errors, explain_once
from stances.record.entries import Debate
from stances.record.kinds import MODELS
from stances.record.record import Record
from stances.record.vocabulary import Kind
from stances.record.wording import describe_entry
from tests.support.properties import examples
from tests.support.strategies import records

AT = {"paragraphs": [1]}
SOUND: dict[str, list[dict[str, Any]]] = {
    "debate": [{"slug": "d", "title": "D", "from": "1928", "to": "1929", "sources": [{"slug": "s", "title": "S"}]}],
    "faction": [{"slug": "left", "name": "Left"}],
    "participant": [
        {"slug": "ada", "name": "Ada", "involved": "1928", "locator": AT, "memberships": [{"faction": "left"}]},
        {"slug": "ben", "name": "Ben", "locator": AT},
    ],
    "dispute": [
        {
            "slug": "turn",
            "title": "Turn",
            "question": "Real?",
            "positions": [{"value": 1, "key": "+", "label": "yes"}, {"value": -1, "key": "−", "label": "no"}],
            "coverage": [{"when": "1928"}],
        }
    ],
    "event": [{"slug": "vote", "name": "Vote", "when": "1928-07", "locator": AT}],
    "document": [
        {"slug": "letter", "title": "Letter", "authors": ["ada"], "when": "1928-05", "locator": AT},
        {"slug": "reply", "title": "Reply", "authors": ["ben"], "when": "1928-06", "after": ["letter"], "locator": AT},
    ],
    "claim": [
        {"slug": "real", "text": "T", "speaker": "ada", "dispute": "turn", "document": "letter", "when": "1928-05",
         "locator": AT},
        {"slug": "sham", "text": "T", "speaker": "ben", "dispute": "turn", "document": "reply", "when": "1928-06",
         "after": ["real"], "locator": AT},
        {"slug": "told", "text": "T", "speaker": "ada", "dispute": "turn", "document": "reply", "when": "1928-05",
         "attribution": "reported", "reported_by": ["ben"], "locator": AT},
    ],
    "link": [
        {"slug": "answer", "kind": "rebuts", "source": "sham", "target": "real", "rationale": "R"},
        {"slug": "prop", "kind": "supports", "source": "told", "target": "real", "rationale": "R"},
        {"slug": "denial", "kind": "undercuts", "source": "real", "target": "answer", "rationale": "R"},
    ],
    "stance": [
        {"slug": "ada-1", "participant": "ada", "dispute": "turn", "position": 1, "when": "1928-05", "claims": ["real"]},
        {"slug": "ben-1", "participant": "ben", "dispute": "turn", "position": -1, "when": "1928-06", "claims": ["sham"]},
    ],
}  # fmt: skip


def debate(*changes: tuple[str, str, dict[str, Any]]) -> Record:
    """The sound debate with some records changed or added: kind, slug and the keys that differ."""
    items_by_slug = {(kind, item["slug"]): dict(item) for kind, items in SOUND.items() for item in items}
    for kind, slug, keys in changes:
        items_by_slug[kind, slug] = {**items_by_slug.get((kind, slug), {}), "slug": slug, **keys}
    entries = [MODELS[Kind(kind)].model_validate(item) for (kind, _), item in items_by_slug.items()]
    head = next(entry for entry in entries if isinstance(entry, Debate))
    return Record.from_entries(head, [entry for entry in entries if entry is not head])


def findings_of(record: Record, code: str) -> list[Finding]:
    return [finding for finding in check_record(record) if finding.code == code]


def link(kind: str, source: str, target: str) -> dict[str, Any]:
    return {"kind": kind, "source": source, "target": target, "rationale": "R"}


def claim(**keys: Any) -> dict[str, Any]:
    return {"text": "T", "speaker": "ada", "dispute": "turn", "locator": AT, **keys}


def stance(**keys: Any) -> dict[str, Any]:
    return {"participant": "ada", "dispute": "turn", "when": "1928-05", "claims": ["real"], **keys}


WRONG: list[tuple[str, str, tuple[str, str, dict[str, Any]]]] = [
    ("dangling-reference", "real", ("claim", "real", {"speaker": "adaa"})),
    ("dangling-reference", "prop", ("link", "prop", {"target": "nowhere"})),
    ("dangling-reference", "vote", ("event", "vote", {"tally": [{"dispute": "x", "position": 1, "count": "3"}]})),
    ("unknown-source", "ada", ("participant", "ada", {"memberships": [{"faction": "left", "locator": {"source": "x"}}]})),
    ("unknown-source", "real", ("debate", "d", {"sources": []})),
    ("shared-slug", "prop", ("claim", "prop", claim())),
    ("link-between-wrong-kinds", "prop", ("link", "prop", {"source": "answer"})),
    ("link-between-wrong-kinds", "prop", ("link", "prop", {"target": "answer"})),
    ("link-between-wrong-kinds", "denial", ("link", "denial", {"target": "real"})),
    ("link-into-itself", "prop", ("link", "prop", {"source": "real"})),
    ("link-into-itself", "denial", ("link", "denial", {"target": "denial"})),
    ("link-into-itself", "denial", ("link", "answer", {"kind": "undercuts", "target": "denial"})),
    ("co-premise-out-of-place", "prop", ("link", "prop", {"with": ["real"]})),
    ("co-premise-out-of-place", "prop", ("link", "prop", {"with": ["told"]})),
    ("co-premise-out-of-place", "denial", ("link", "denial", {"with": ["told", "told"]})),
    ("co-premise-by-another", "denial", ("link", "denial", {"with": ["sham"]})),
    ("link-between-wrong-kinds", "prop", ("link", "prop", {"with": ["answer"]})),
    ("dangling-reference", "prop", ("link", "prop", {"with": ["nowhere"]})),
    ("mutual-without-rebuttal", "prop", ("link", "prop", {"mutual": True})),
    ("dispute-named-twice", "real", ("claim", "real", {"also": ["turn"]})),
    ("dispute-named-twice", "vote", ("event", "vote", {"unsettles": ["turn", "turn"]})),
    ("dangling-reference", "vote", ("event", "vote", {"unsettles": ["return"]})),
    ("quoted-without-quotation", "real", ("claim", "real", {"rendering": "quoted"})),
    ("concession-by-speaker", "real", ("claim", "real", {"acts": [{"participant": "ada", "act": "concedes"}]})),
    ("dispute-without-positions", "turn", ("dispute", "turn", {"positions": []})),
    ("off-scale", "ada-1", ("stance", "ada-1", {"position": 2})),
    ("off-scale", "vote", ("event", "vote", {"tally": [{"dispute": "turn", "position": 2, "count": "3"}]})),
    ("debate-ends-before-it-begins", "d", ("debate", "d", {"from": "1929", "to": "1928"})),
    ("stance-without-evidence", "ada-1", ("stance", "ada-1", {"claims": []})),
    ("stance-without-evidence", "ada-1", ("stance", "ada-1", {"claims": ["sham"]})),
    ("stance-without-evidence", "ada-1",
     ("claim", "real", {"acts": [{"participant": "ada", "act": "withdraws", "when": "1928-04"}]})),
    ("claim-outside-document", "real", ("claim", "real", {"when": "1928-04"})),
    ("speech-after-report", "told", ("claim", "told", {"when": "1928-07"})),
    ("reported-without-reporter", "told", ("claim", "told", {"reported_by": []})),
    ("reported-without-reporter", "prop", ("link", "prop", {"source": "sham", "attribution": "reported"})),
    ("reported-without-reporter", "ben-1", ("stance", "ben-1", {"attribution": "reported"})),
    ("reported-without-reporter", "ada",
     ("participant", "ada", {"memberships": [{"faction": "left", "attribution": "reported"}]})),
    ("outside-involvement", "real", ("participant", "ada", {"involved": "1929"})),
    ("outside-involvement", "ada-1", ("stance", "ada-1", {"when": "1929"})),
    ("died-before-born", "ada", ("participant", "ada", {"born": "1890", "died": "1889-12"})),
    ("outside-life", "real", ("participant", "ada", {"died": "1928-04"})),
    ("outside-life", "ben-1", ("participant", "ben", {"born": "1928-07"})),
    ("missing-locator", "ben", ("participant", "ben", {"locator": None})),
    ("missing-locator", "vote", ("event", "vote", {"locator": {"source": "s"}})),
    ("missing-locator", "letter", ("document", "letter", {"locator": None})),
    ("missing-locator", "answer", ("claim", "sham", {"locator": None})),
    ("missing-locator", "ben-1", ("claim", "sham", {"locator": None})),
    ("unordered-stances", "ada-2", ("stance", "ada-2", stance(position=None))),
    ("support-cycle", "real", ("link", "back", link("supports", "real", "told"))),
    ("unused-document", "letter", ("claim", "real", {"document": None})),
    ("thin-coverage", "turn", ("dispute", "turn", {"coverage": []})),
    ("thin-coverage", "ben-1", ("dispute", "turn", {"coverage": [{"when": "1928-05"}]})),
    ("thin-coverage", "ben", ("dispute", "turn", {"coverage": [{"participants": ["ada"], "when": "1928"}]})),
    ("claim-without-link", "alone", ("claim", "alone", claim())),
    ("outside-debate", "vote", ("event", "vote", {"when": "1927"})),
    ("outside-debate", "vote", ("event", "vote", {"when": "1930-01/.."})),
    ("event-after-itself", "vote", ("event", "vote", {"after": ["vote"]})),
    ("after-against-dates", "vow", ("event", "vow", {"name": "Vow", "when": "1928-05", "after": ["vote"]})),
    ("cyclic-after", "letter", ("document", "letter", {"after": ["reply"]})),
    ("cyclic-after", "real", ("claim", "real", {"after": ["real"]})),
    ("after-against-dates", "sham", ("claim", "sham", {"when": "1928-04"})),
    ("words-without-document", "real", ("claim", "real", {"document": None})),
    ("words-in-anothers-document", "real", ("claim", "real", {"document": "reply"})),
    ("reporter-of-own-words", "told", ("claim", "told", {"reported_by": ["ada"]})),
    ("reporter-of-own-words", "real", ("claim", "real", {"reported_by": ["ben"]})),
    ("asserted-on-less", "ada-1", ("stance", "ada-1", {"claims": ["told"]})),
    ("evidence-after-stance", "ada-1", ("stance", "ada-1", {"when": "1928-04"})),
    ("evidence-in-another-dispute", "ada-1", ("claim", "real", {"dispute": "other"})),
    ("act-before-claim", "real", ("claim", "real", {"acts": [{"participant": "ben", "act": "signs", "when": "1927"}]})),
    ("withdrawal-of-nothing", "real", ("claim", "real", {"acts": [{"participant": "ben", "act": "disowns"}]})),
    ("received-before-written", "letter", ("document", "letter", {"received": [{"by": "ben", "when": "1928-04"}]})),
    ("received-before-written", "letter", ("document", "letter", {"published": "1927"})),
    ("unused-entry", "right", ("faction", "right", {"name": "Right"})),
    ("unused-entry", "cas", ("participant", "cas", {"name": "Cas", "locator": AT})),
    ("size", "d", ("debate", "d", {})),
    ("position-never-taken", "turn", ("stance", "ben-1", {"position": 1})),
    ("undated", "real", ("claim", "real", {"when": None})),
    ("no-stance", "cas", ("participant", "cas", {"name": "Cas"})),
    ("anothers-claim-cited", "ada-1", ("stance", "ada-1", {"claims": ["real", "sham"]})),
]  # fmt: skip


def test_a_sound_debate_has_neither_errors_nor_doubts():
    assert {finding.code for finding in check_record(debate())} == {"size"}


@pytest.mark.parametrize(("code", "slug", "change"), WRONG)
def test_a_rule_finds_what_it_is_for(code: str, slug: str, change: tuple[str, str, dict[str, Any]]):
    findings = findings_of(debate(change), code)
    assert slug in {finding.slug for finding in findings}
    for finding in findings:
        assert finding.level is RULES[code].level
        assert finding.message[0].isupper() or finding.message[0] == "“"
        assert finding.message[-1] in ".?!)"


def test_every_rule_is_tried_and_described_in_one_sentence():
    assert {code for code, _, _ in WRONG} == set(RULES)
    for rule in RULES.values():
        assert rule.sentence.endswith("."), rule.code


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("stance-without-evidence", ("stance", "ada-1", {"claims": [], "attribution": "inferred"})),
        ("stance-without-evidence", ("stance", "ada-1", {"claims": ["told"], "attribution": "reported"})),
        (
            "stance-without-evidence",
            ("claim", "real", {"acts": [{"participant": "ada", "act": "withdraws", "when": "1928-06"}]}),
        ),
        (
            "stance-without-evidence",
            ("claim", "real", {"acts": [{"participant": "ben", "act": "concedes", "when": "1928-04"}]}),
        ),
        (
            "quoted-without-quotation",
            ("claim", "real", {"rendering": "quoted", "quotations": [{"text": "T"}]}),
        ),
        ("quoted-without-quotation", ("claim", "real", {"rendering": "summary"})),
        ("co-premise-by-another", ("link", "denial", {"with": ["told"]})),
        ("co-premise-by-another", ("link", "denial", {"with": ["sham"], "by": "ben"})),
        ("co-premise-by-another", ("link", "denial", {"with": ["sham"], "attribution": "inferred"})),
        ("mutual-without-rebuttal", ("link", "answer", {"mutual": True})),
        (
            "concession-by-speaker",
            ("claim", "real", {"acts": [{"participant": "ben", "act": "concedes"}]}),
        ),
        ("dangling-reference", ("event", "vote", {"unsettles": ["turn"]})),
        ("claim-outside-document", ("claim", "real", {"when": "1928-04~"})),
        ("claim-outside-document", ("claim", "real", {"when": "1928-04", "attribution": "inferred"})),
        ("reported-without-reporter", ("link", "prop", {"attribution": "reported"})),
        ("missing-locator", ("link", "prop", {"locator": None})),
        ("unordered-stances", ("stance", "ada-2", stance(position=1))),
        ("unordered-stances", ("stance", "ada-2", stance(position=None, when="1928-06"))),
        ("asserted-on-less", ("stance", "ada-1", {"claims": ["told", "real"]})),
    ],
)
def test_a_rule_leaves_alone_what_is_in_order(code: str, change: tuple[str, str, dict[str, Any]]):
    assert findings_of(debate(change), code) == []


def test_what_is_published_after_a_death_may_be_dated_by_its_book():
    dead, book = ("participant", "ada", {"died": "1928-04"}), ("document", "letter", {"published": "1928-05"})
    assert {f.slug for f in findings_of(debate(dead), "outside-life")} == {"real", "told", "ada-1"}
    assert {f.slug for f in findings_of(debate(dead, book), "outside-life")} == {"told"}


def test_signing_or_endorsing_is_evidence_and_voicing_and_conceding_are_not():
    ben = ("stance", "ben-1", {"claims": ["real"]})
    conceded = ("claim", "real", {"acts": [{"participant": "ben", "act": "concedes", "when": "1928-05"}]})
    assert findings_of(debate(ben, conceded), "stance-without-evidence")
    signed = ("claim", "real", {"acts": [{"participant": "ben", "act": "signs", "when": "1928-05"}]})
    assert findings_of(debate(ben, signed), "stance-without-evidence") == []
    assert findings_of(debate(ben, ("claim", "real", {"voiced_by": "ben"})), "stance-without-evidence")


def test_after_between_claims_puts_overlapping_stances_in_order():
    first = ("stance", "ada-1", stance(position=1, when="1928"))
    second = ("stance", "ada-2", stance(position=-1, when="1928", claims=["later"]))
    later = claim(document="letter", when="1928-05")
    assert findings_of(debate(first, second, ("claim", "later", later)), "unordered-stances")
    assert not findings_of(
        debate(first, second, ("claim", "later", {**later, "after": ["real"]})), "unordered-stances"
    )


def test_a_doubt_is_explained_by_the_note_of_a_record_that_it_concerns():
    alone = ("claim", "alone", claim(note="Nobody answered."))
    assert [f.explanation for f in findings_of(debate(alone), "claim-without-link")] == ["Nobody answered."]
    other = ("stance", "ada-1", {"note": "The letters crossed."})
    (doubt,) = findings_of(debate(other, ("stance", "ada-2", stance(position=None))), "unordered-stances")
    assert doubt.explanation == "The letters crossed."
    assert doubt.related == ((Kind.STANCE, "ada-1"),)


def test_a_note_does_not_explain_an_error_away():
    (error,) = findings_of(
        debate(("stance", "ada-1", {"claims": [], "note": "So be it."})), "stance-without-evidence"
    )
    assert error.explanation == ""


def test_a_debate_without_sources_needs_no_locators():
    entries = [
        entry.model_copy(update={"locator": None})
        for entry in debate().entries()
        if hasattr(entry, "locator")
    ]
    bare = debate(("debate", "d", {"sources": []})).with_edits(entries)
    assert [f for f in check_record(bare) if f.level is Level.ERROR] == []


def test_findings_carry_lines_of_the_file():
    record = debate(("claim", "real", {"speaker": "adaa"}))
    error = next(
        finding for finding in check_record(record, {(Kind.CLAIM, "real"): 12}) if finding.slug == "real"
    )
    assert (error.code, error.line) == ("dangling-reference", 12)
    assert "Did you mean “ada”?" in error.message


def test_errors_come_before_doubts_and_doubts_before_notes():
    record = debate(("claim", "real", {"speaker": "x"}), ("claim", "alone", claim()))
    levels = [finding.level for finding in check_record(record)]
    assert levels == sorted(levels, key=list(Level).index)
    assert set(levels) == set(Level)


def test_notes_count_one_and_many():
    messages = [finding.message for finding in findings_of(debate(), "size")]
    assert (
        messages[0]
        == "The debate has 1 faction, 2 participants, 1 dispute, 1 event, 2 documents, 3 claims, 3 links, 2 stances."
    )
    assert messages[1] == "Of 3 claims: own claim 2, reported 1, inferred 0."


@examples(60)
@given(records(), st.data())
def test_any_record_can_be_checked_even_with_parts_missing(record: Record, data: st.DataObject):
    keys = [(entry.kind_name, entry.slug) for entry in record.entries()]
    gone = data.draw(st.sets(st.sampled_from(keys)))
    check_record(record.with_edits((), gone))


@examples(40)
@given(records())
def test_records_from_the_strategies_hold_together(record: Record):
    broken = {
        "dangling-reference",
        "unknown-source",
        "shared-slug",
        "link-between-wrong-kinds",
        "link-into-itself",
    }
    broken |= {"quoted-without-quotation", "concession-by-speaker"}
    broken |= {
        "debate-ends-before-it-begins",
        "dispute-named-twice",
        "off-scale",
        "dispute-without-positions",
    }
    assert not broken & {finding.code for finding in check_record(record)}


@pytest.mark.parametrize(("code", "slug", "change"), WRONG)
def test_a_finding_names_records_by_their_words(
    code: str, slug: str, change: tuple[str, str, dict[str, Any]]
):
    record = debate(change)
    for finding in findings_of(record, code):
        entry = record.get(finding.kind, finding.slug)
        assert entry is not None
        if code not in ("size", "shared-slug", "support-cycle", "cyclic-after"):
            assert describe_entry(entry, record) in finding.message
        known = {e.slug for e in record.entries()} - {"ada", "left", "right", "turn", "letter", "reply"}
        assert not [slug for slug in known if f"“{slug}”" in finding.message and code != "shared-slug"]


def test_a_link_is_named_as_a_sentence():
    record = debate(("claim", "real", {"text": "It is real."}), ("claim", "sham", {"text": "It is a sham."}))
    assert (
        describe_entry(record.links["answer"], record) == "link by which “It is a sham.” rebuts “It is real.”"
    )
    denial = describe_entry(record.links["denial"], record)
    assert denial == "link by which “It is real.” undercuts that “It is a sham.” rebuts “It is real.”"


def test_a_note_that_answers_several_doubts_is_told_once_and_whole():
    note = "Nobody answered.\n\n" + "For long. " * 50
    record = debate(("claim", "alone", claim(note=note, document=None)))
    answered = [
        f for f in explain_once(check_record(record)) if f.slug == "alone" and f.level is Level.WARNING
    ]
    assert [(f.explanation, f.is_explained_above) for f in answered] == [(note, False), ("", True)]


def test_errors_are_counted_as_they_are_found():
    record = debate(("stance", "ada-1", {"claims": []}), ("participant", "ben", {"locator": None}))
    errors = [f for f in check_record(record) if f.level is Level.ERROR]
    assert count_errors(record) == len(errors) == 3


def test_changing_a_claim_tells_which_stances_it_leaves_without_evidence():
    before = debate()
    anothers = before.claims["real"].model_copy(update={"speaker": "ben"})
    after = before.with_entry(anothers)
    assert [hit.entry.slug for hit in find_evidence_lost(before, after, [anothers])] == ["ada-1"]
    assert find_evidence_lost(after, after, [anothers]) == []
    assert find_evidence_lost(before, before, [before.claims["real"], before.stances["ada-1"]]) == []
