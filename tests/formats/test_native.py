"""The native format: nothing lost in JSON or YAML, and everything wrong with a file reported with its line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from stances import formats
from stances.errors import BadRequestError
from stances.formats import FormatError, native, tree_reader
from stances.record.entries import Debate
from stances.record.record import Record
from stances.record.vocabulary import Kind
from tests.support.strategies import NASTY, TEXTS

SMALL = """\
format: stances/1
debate:
  slug: exile
  title: A debate
  sources: [{slug: book, title: A book}]

participants:
  - slug: radek
    name: Radek

disputes:
  - slug: turn
    title: The turn
    question: Is it real?
    positions:
      - {value: 2, key: "++", label: wholly}
      - {value: -2, key: "−−", label: not at all}

claims:
  - slug: draft
    text: >
      The turn is real,
      and must be helped.
    speaker: radek
    dispute: turn
    when: 1928-05-09
"""


def problems(text: str, read=native.loads_yaml) -> list[str]:
    with pytest.raises(FormatError) as refused:
        read(text, "x.yaml")
    return [str(problem) for problem in refused.value.problems]


@settings(max_examples=200)
@given(TEXTS)
def test_any_text_survives_yaml_whoever_reads_it(text: str):
    record = Record.from_entries(Debate.model_validate({"slug": "d", "title": "t", "summary": text}), ())
    written = native.dumps_yaml(record)
    assert native.loads_yaml(written) == record
    assert yaml.safe_load(written)["debate"]["summary"] == text


@pytest.mark.parametrize(
    "text", [*NASTY, "a\n   \nb", "a\n\n\nb", "a\n b \n", "a " * 90, "a  " * 90, "a" * 250]
)
def test_texts_that_look_like_something_else_stay_texts(text: str):
    record = Record.from_entries(
        Debate.model_validate({"slug": "d", "title": text.replace("\n", " "), "summary": f"{text}\n{text}"}),
        (),
    )
    assert native.loads_yaml(native.dumps_yaml(record)) == record
    assert native.loads_json(native.dumps_json(record)) == record
    assert yaml.safe_load(native.dumps_yaml(record))["debate"]["summary"] == f"{text}\n{text}"


def test_the_file_starts_with_its_version_and_leaves_empty_keys_out():
    text = native.dumps_json(native.loads_yaml(SMALL))
    written = json.loads(text)
    assert list(written) == ["format", "debate", "participants", "disputes", "claims"]
    assert written["participants"] == [{"slug": "radek", "name": "Radek", "kind": "person"}]
    assert written["claims"][0]["attribution"] == "asserted"


NEWER = """\
    title: The turn is real
    tags: [peace, price of bread]
    rendering: quoted
    quotations: [{text: a real turn}]
    acts: [{participant: radek, act: concedes}]

events:
  - {slug: plenum, name: The plenum, when: 1928-07, unsettles: [turn]}
  - {slug: fall, name: The fall, after: [plenum]}
"""


def test_a_file_without_the_newer_keys_is_written_without_them():
    written = json.loads(native.dumps_json(native.loads_yaml(SMALL)))
    assert list(written["claims"][0]) == ["slug", "text", "speaker", "dispute", "when", "attribution"]


def test_the_newer_keys_are_read_and_written():
    record = native.loads_yaml(SMALL + NEWER)
    claim = record.claims["draft"]
    assert (claim.title, claim.rendering, claim.acts[0].act) == ("The turn is real", "quoted", "concedes")
    assert claim.tags == ("peace", "price of bread")
    assert record.events["plenum"].unsettles == ("turn",)
    assert (record.events["fall"].when, record.events["fall"].after) == (None, ("plenum",))
    assert native.loads_yaml(native.dumps_yaml(record)) == record
    written = json.loads(native.dumps_json(record))
    assert (written["claims"][0]["rendering"], written["events"][0]["unsettles"]) == ("quoted", ["turn"])


@pytest.mark.parametrize(
    ("line", "wrong", "expected"),
    [
        ("title: The turn is real", f"title: {'long ' * 13}", "title: is longer than 60 characters; shorten it"),
        ("[peace,", "[Peace,", "tags 1: tags are lower-case, without spaces around them: “peace”, not “Peace”"),
        ("[peace,", '["a, b",', "tags 1: tags have no commas: write “a, b” as several"),
        ("price of bread]", "peace]", "tags: names the tag “peace” twice; leave one out"),
        ("rendering: quoted", "rendering: free", "rendering: “free” is not one of 'quoted', 'close' or 'summary'"),
        ("act: concedes", "act: grants",
         "acts 1 › act: “grants” is not one of 'signs', 'endorses', 'concedes', 'withdraws' or 'disowns'"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_newer_key_is_told_in_one_sentence(line: str, wrong: str, expected: str):
    (problem,) = problems(SMALL + NEWER.replace(line, wrong))
    assert problem.endswith(f"claim “draft”: {expected}")


def test_an_undecided_stance_may_say_null_or_nothing():
    stance = "  - {slug: s, participant: radek, dispute: turn, when: 1928, claims: [draft]%s}\n"
    said, unsaid = (
        native.loads_yaml(SMALL + "stances:\n" + stance % end) for end in (", position: null", "")
    )
    assert said == unsaid
    assert said.stances["s"].position is None
    assert "position: null" in native.dumps_yaml(said)


def test_years_and_days_without_quotes_are_dates():
    record = native.loads_yaml(
        SMALL.replace("title: A debate", "title: 1928\n  from: 1928\n  to: 1929-02-10")
    )
    assert record.debate.title == "1928"
    assert str(record.debate.from_) == "1928"
    assert str(record.debate.to) == "1929-02-10"
    assert str(record.claims["draft"].when) == "1928-05-09"


def test_block_texts_lose_the_line_break_at_their_end():
    assert native.loads_yaml(SMALL).claims["draft"].text == "The turn is real, and must be helped."


def test_yaml_is_laid_out_for_people():
    long = "A sentence that is long enough to be folded over several lines, because nobody likes to scroll sideways."
    record = native.loads_yaml(SMALL.replace("A debate", f"A debate\n  summary: {long}"))
    written = native.dumps_yaml(record)
    assert max(map(len, written.splitlines())) <= 100
    assert "  summary: >-\n    A sentence that is long" in written
    assert '    when: "1928-05-09"\n' in written
    assert '      - {value: 2, key: "++", label: wholly}\n' in written


def test_every_problem_is_reported_with_line_record_and_key():
    text = SMALL.replace("when: 1928-05-09", "when: Mayy 1928").replace("name: Radek", "nmae: Radek")
    text = text.replace("value: -2", "value: low")
    messages = problems(text)
    assert [line.split(": ")[:3] for line in messages] == [
        ["x.yaml:8", "participant “radek”", "name"],
        ["x.yaml:9", "participant “radek”", "nmae"],
        ["x.yaml:17", "dispute “turn”", "positions 2 › value"],
        ["x.yaml:26", "claim “draft”", "when"],
    ]
    assert "did you mean “name”?" in "\n".join(messages)


def test_what_leads_nowhere_is_reported_in_the_same_go_as_other_problems():
    text = SMALL.replace("name: Radek", "nmae: Radek").replace("dispute: turn", "dispute: trun")
    text += "    acts: [{participant: radek, act: signs}, {participant: rakek, act: sings}]\n"
    text += "links: [{slug: k, kind: undercuts, source: draft, target: j, rationale: r}]\n"
    messages = [line.split(": ", 3) for line in problems(text)][2:]
    meant = "did you mean “radek”?"
    assert messages == [
        ["x.yaml:25", "claim “draft”", "dispute", "there is no dispute “trun” in this file; did you mean “turn”?"],
        ["x.yaml:27", "claim “draft”", "acts 2 › act",
         "“sings” is not one of 'signs', 'endorses', 'concedes', 'withdraws' or 'disowns'"],
        ["x.yaml:27", "claim “draft”", "acts 2 › participant", "there is no participant “rakek” in this file; " + meant],
        ["x.yaml:28", "link “k”", "target", "there is no claim or link “j” in this file; add it, or choose another"],
    ]  # fmt: skip


def test_a_file_that_is_otherwise_whole_is_read_wherever_its_references_lead():
    assert (
        native.loads_yaml(SMALL.replace("speaker: radek", "speaker: nobody")).claims["draft"].speaker
        == "nobody"
    )


def test_a_degree_off_the_ordinal_scale_is_reported_with_what_is_allowed():
    (message,) = problems(SMALL.replace("value: 2", "value: 4"))
    assert message.startswith(
        "x.yaml:15: dispute “turn”: positions: the positions of an ordinal dispute are numbered from −3 to 3"
    )
    assert "4 is not one of these" in message


def test_json_problems_have_lines_too():
    text = native.dumps_json(native.loads_yaml(SMALL)).replace('"slug": "radek"', '"slug": "Karl Radek"')
    line = next(n for n, found in enumerate(text.splitlines(), 1) if "Karl Radek" in found)
    assert problems(text, native.loads_json)[0].startswith(f"x.yaml:{line}: participant “Karl Radek”: slug: ")


@pytest.mark.parametrize(
    ("broken", "line", "words"),
    [
        ("format: stances/2\n", 1, "update the program"),
        ("debate: {}\n", 1, "is this the right file?"),
        ("- a\n", 1, "a list is here"),
        ("", 1, "nothing is here"),
        ("a: b: c\n", 1, "needs quotes"),
        ("a: 'b\n\n", 1, "never closed"),
        ("a:\n\t- b\n", 2, "not tabs"),
        ("a: \x07\n", 1, "U+0007"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("[" * 5000, 1, "deep in each other"),
        ("a: [\n" + "[" * 20 + "]" * 20 + "]", 2, "deep in each other"),
        (SMALL + "extra: 1\n", 27, "known are"),
        (SMALL + "claims: []\n", 27, "“claims” is given twice"),
        (SMALL + "links: &a []\n", 27, "anchor"),
        (SMALL + "links: *a\n", 27, "refers to another place"),
        (SMALL + "links: !!python/object:os.system []\n", 27, "tag"),
        (SMALL + "? [a]\n: b\n", 27, "must be a word"),
        (SMALL + "links: {a: b}\n", 27, "a mapping is here"),
        (SMALL + "links: [a]\n", 27, "link no. 1"),
        (SMALL + "links: [{kind: supprots}]\n", 27, "is not one of"),
        (SMALL + "stances: [{when: May 1928}]\n", 27, "“May 1928” is written 1928-05"),
        (SMALL + "stances: [{when: Mai 1928}]\n", 27, "“Mai 1928” is written 1928-05"),
        (SMALL + "stances: [{when: 9/5/1928}]\n", 27, "“9/5/1928” can mean 9 May or 5 September 1928"),
        (SMALL + "stances: [{when: 30 February 44 BC}]\n", 27, "since February 44 BC has 28 days and no 30"),
        (SMALL + "stances: [{when: 0}]\n", 27, "“0” names a year 0, and 1 BC was followed by AD 1"),
        (SMALL + "stances: [{when: 3 May 1950 (O.S.)}]\n", 27, "lies after 1923"),
        (
            SMALL + "stances: [{when: 5}]\n",
            27,
            "“5” is not a date I can read. Try 9 May",
        ),
        (
            SMALL + "links: [{slug: draft, kind: rebuts, source: draft, target: draft, rationale: r}]\n",
            27,
            "line 20",
        ),
        (SMALL + "  - {slug: draft, text: t, speaker: radek, dispute: turn}\n", 27, "a claim on line 20"),
    ],
)
def test_what_is_wrong_is_said_in_plain_words(broken: str, line: int, words: str):
    assert any(message.startswith(f"x.yaml:{line}: ") and words in message for message in problems(broken))


@pytest.mark.parametrize(
    "broken", ["", "{", '{"a": 1,}', "[" * 100_000, '{"a": 1, "a": 2}', "NaN", '"\\ud800"', "\ufeff{}"]
)
def test_broken_json_is_refused_with_a_line(broken: str):
    assert problems(broken, native.loads_json)[0].startswith("x.yaml:1: ")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_json_does_not_have_is_no_title(value: str):
    text = native.dumps_json(native.loads_yaml(SMALL)).replace('"A debate"', value)
    assert problems(text, native.loads_json) == [
        f"x.yaml:5: {value} is no value; write a text in quotes, or leave the key out"
    ]


def test_aliases_cannot_multiply():
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    assert any("refers to another place" in message for message in problems(f"a0: &a0 [x]\n{levels}"))


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8"), max_size=60) | st.lists(st.sampled_from(NASTY)).map("\n".join))
def test_no_text_breaks_the_reader(text: str):
    for read in (native.loads_yaml, native.loads_json):
        problems(text, read)
        problems(SMALL.replace("Radek", text) + "\n]:", read)


def test_files_are_read_by_their_ending(tmp_path: Path):
    record = native.loads_yaml(SMALL)
    for name in ("a.yaml", "a.yml", "a.JSON"):
        path = tmp_path / name
        path.write_bytes(b"\xef\xbb\xbf" + formats.format_for_path(path).encode(record))
        assert formats.load_path(path) == record
    with pytest.raises(BadRequestError, match=r"known are \.json, \.yaml, \.yml"):
        formats.format_for_path("a.docx")
    with pytest.raises(BadRequestError, match="the formats are json, yaml"):
        formats.find_format("word")
    assert formats.find_format("YAML") is formats.format_for_path("x.yml")


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (SMALL.encode("utf-16"), ":1: is written in UTF-16"),
        (SMALL.replace("Radek", "Радек").replace("−−", "--").encode("cp1251"), ":9: holds the byte 0xD0"),
    ],
)
def test_other_encodings_are_explained(tmp_path: Path, found: bytes, words: str):
    path = tmp_path / "a.yaml"
    path.write_bytes(found)
    with pytest.raises(FormatError, match=words):
        formats.load_path(path)


def test_files_that_are_missing_or_huge_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.yaml"
    with pytest.raises(FormatError, match="there is no such file"):
        formats.load_path(path)
    (tmp_path / "b.yaml").mkdir()
    with pytest.raises(FormatError, match="is a folder; name a file in it"):
        formats.load_path(tmp_path / "b.yaml")
    path.write_text(SMALL)
    monkeypatch.setattr(formats, "MAX_BYTES", 10)
    with pytest.raises(FormatError, match="larger than"):
        formats.load_path(path)


def test_every_entry_of_a_file_has_its_line(tmp_path: Path):
    path = tmp_path / "a.yaml"
    path.write_text(SMALL)
    reading = formats.read_path(path)
    record, lines = reading.record, reading.lines
    assert lines == {
        (Kind.DEBATE, "exile"): 2,
        (Kind.PARTICIPANT, "radek"): 8,
        (Kind.DISPUTE, "turn"): 12,
        (Kind.CLAIM, "draft"): 20,
    }
    assert {(e.kind_name, e.slug) for e in (record.debate, *record.entries())} == lines.keys()


def test_yaml_without_its_c_library_reads_the_same(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree_reader, "_LOADER", yaml.SafeLoader)
    assert native.loads_yaml(SMALL).claims["draft"].text == "The turn is real, and must be helped."
    assert problems("a:\n\t- b\n")[0].startswith("x.yaml:2: ")


def test_the_schema_has_the_keys_of_a_file():
    schema = native.file_schema()
    debate = schema["$defs"]["Debate"]
    assert schema["required"] == ["format", "debate"]
    assert {"from", "to"} < debate["properties"].keys()
    assert "from_" not in debate["properties"]
    assert debate["required"] == ["slug", "title"]
    assert schema["$defs"]["Claim"]["required"] == ["slug", "text", "speaker", "dispute"]
    assert schema["$defs"]["Claim"]["additionalProperties"] is False
