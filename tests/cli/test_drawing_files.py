"""Commands draw the debate in a file without any database, and a name that the system refuses is one line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from lxml import etree

from stances.cli import main
from stances.formats import find_format
from stances.record.record import Record
from stances.record.vocabulary import Kind
from tests.cli.drafts import DRAFT
from tests.support.databases import SHIPPED
from tests.support.figures import figure_examples
from tests.support.processes import modules_loaded

FROM_FILE = [
    "map {} --dispute left-turn -o x.svg",
    "map {} --dispute cause -o x.dot",
    "grid {} --dispute cause --lines -o x.svg",
    "grid {} --everybody -o x.csv",
    "compare {} --dispute left-turn --moments 1928-05,1928-09 -o x.svg",
    "handout {} --dispute cause -o x.pdf",
]


@pytest.mark.parametrize("words", FROM_FILE)
@pytest.mark.parametrize("form", ["yaml", "json"])
def test_a_file_is_drawn_without_any_database(
    words: str, form: str, tmp_path: Path, shipped: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / f"own.{form}").write_bytes(find_format(form).encode(shipped))
    monkeypatch.setenv("DATABASE_URL", "nonsense://")
    assert modules_loaded(words.format(f"own.{form}"), "sqlalchemy", "sqlmodel", "stances.store") == []
    assert (tmp_path / words.split()[-1]).stat().st_size > 300


@pytest.mark.parametrize("words", ["map {} --dispute left-turn -o x.svg", "grid {} --dispute cause -o x.svg"])
def test_a_file_is_drawn_as_the_database_is_but_for_its_revision(words: str, tmp_path: Path) -> None:
    assert main(words.format("").split()) == 0
    drawing = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert main(words.format(SHIPPED).split()) == 0
    told = r"Revision \d+ of [^<]*|revision \d+ of [^<]*|, revision \d+|<dc:date>.*?</dc:date>\n|data-revision=\"\d+\""
    told += r'| textLength="[^"]*"'  # of the line that names the revision, too
    drawn = (tmp_path / "x.svg").read_text(encoding="utf-8")
    assert "evision" not in re.sub(r"data-revision", "", drawn)
    assert re.sub(r"( · )?(" + told + ")", "", drawing) == re.sub(told, "", drawn)


@pytest.mark.parametrize("command", ["map", "grid", "compare --dispute turn --moments 1927,1928", "handout"])
def test_what_is_wrong_in_a_file_is_said_as_loading_says_it(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text(
        DRAFT.replace("speaker: ann", "speaker: nobody").replace("- {value", "- {valu")
    )
    assert main(["load", "bad.yaml"]) == 2
    said = [line for line in capsys.readouterr().err.splitlines() if not line.startswith("Reading")]
    name, *options = command.split()
    assert main([name, "bad.yaml", *options]) == 2
    assert capsys.readouterr().err.splitlines() == said
    assert "bad.yaml:7: claim “real”" in "".join(said)


@pytest.mark.parametrize("figure", ["map", "grid"])
def test_a_dispute_of_a_debate_that_is_named_is_drawn_and_not_the_debate(figure: str, tmp_path: Path) -> None:
    for debate in ("", "--debate left-opposition-1928 "):
        assert main(f"{figure} {debate}--dispute cause -o x{len(debate)}.svg".split()) == 0
    one, other = sorted(tmp_path.glob("x*.svg"))
    assert one.read_text(encoding="utf-8") == other.read_text(encoding="utf-8")


def test_a_file_and_a_debate_are_not_both_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "x.yaml", "--debate", "left-opposition-1928"]) == 2
    assert "give one of them" in capsys.readouterr().err


ALIKE = """
format: stances/1
debate: {slug: turn, title: Slugs that are alike}
factions: [{slug: turn, name: Turners}]
participants: [{slug: turn, name: Ann, memberships: [{faction: turn}]}, {slug: left-turn, name: Bob}, {slug: title, name: Tom}]
events: [{slug: title, name: The event, when: 1928-05}]
disputes:
  - {slug: left, title: Left, question: Real?, positions: [{value: 1, key: +, label: for}, {value: -1, key: -, label: no}]}
  - {slug: left-turn, title: Turn, question: Real?, positions: [{value: 1, key: +, label: for}, {value: -1, key: -, label: no}]}
claims:
  - {slug: turn, text: It is real., speaker: turn, dispute: left, when: 1928-05}
  - {slug: left, text: It is not., speaker: left-turn, dispute: left-turn, when: 1928-06}
links: [{slug: objects, kind: rebuts, source: left, target: turn, rationale: It says so.}]
stances:
  - {slug: a, participant: turn, dispute: left, position: 1, when: 1928-05, claims: [turn]}
  - {slug: b, participant: turn, dispute: left, position: -1, when: 1928-07, attribution: inferred}
  - {slug: c, participant: left-turn, dispute: left-turn, position: -1, when: 1928-06, claims: [left]}
  - {slug: d, participant: title, dispute: left, position: -1, when: 1928-06, attribution: inferred}
"""
FIGURES = {
    " ".join(figure.command): figure
    for slugs in (
        {Kind.DEBATE: "", Kind.DISPUTE: "left", Kind.PARTICIPANT: "turn", Kind.CLAIM: "turn"},
        {Kind.DISPUTE: "left-turn", Kind.PARTICIPANT: "left-turn", Kind.CLAIM: "left"},
    )
    for figure in figure_examples(slugs, ("1928-05", "1928-07"))
}


def test_two_figures_share_no_ids_whatever_their_slugs(tmp_path: Path) -> None:
    (tmp_path / "alike.yaml").write_text(ALIKE, encoding="utf-8")
    where: dict[str, str] = {}
    for figure in FIGURES:
        command, *options = FIGURES[figure].command
        assert main([command, "alike.yaml", *options, "-o", "x.svg"]) == 0
        ids = etree.parse(tmp_path / "x.svg").xpath("//@id")
        assert len(ids) == len(set(ids)) > 2
        for name in ids:
            assert where.setdefault(name, figure) == figure


@pytest.mark.parametrize("form", ["svg", "png", "pdf"])
@pytest.mark.parametrize(
    "options", [[], ["--arrange", "time"], ["--paper", "a4"], ["--paper", "a4", "--split"]]
)
def test_a_map_without_claims_is_drawn_on_any_sheet(form: str, options: list[str], tmp_path: Path) -> None:
    text = ALIKE.partition("claims:")[0]
    (tmp_path / "none.yaml").write_text(text, encoding="utf-8")
    for of in (["--dispute", "left"], []):
        assert main(["map", "none.yaml", *of, *options, "-o", f"x.{form}"]) == 0
        if form == "svg":
            assert "No claims yet" in (tmp_path / "x.svg").read_text(encoding="utf-8")


NAMES = ("x" * 300, "a\0b", "own.db/x", "missing/x", "/sys/x")
WRITE = (
    "map --dispute cause -o {}.svg",
    "grid --dispute cause -o {}.csv",
    "handout --dispute cause -o {}.pdf",
)
EXPORT = (
    "compare --dispute cause --moments 1927,1928-12 -o {}.pdf",
    "export -o {}.json",
    "export -o {}.html",
)
READ = ("load {}.yaml", "check {}.yaml", "map {}.json", "grid {}.yaml")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        *((command, name) for command in (WRITE[0], READ[0]) for name in NAMES),
        *((command, name) for command in (*WRITE[1:], *EXPORT, *READ[1:]) for name in NAMES[:2]),
    ],
    ids=lambda text: text[:20].replace("\0", " "),
)
def test_a_name_that_the_system_refuses_is_one_line(
    command: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([word.format(name) for word in command.split(" ")]) in (1, 2)
    output = capsys.readouterr()
    said = [line for line in (output.out + output.err).splitlines() if not line.startswith("Reading")]
    assert len(said) == 1
    assert re.search(r"can't be written: .+\.$|cannot be read: |there is no such file", said[0])
    assert "\0" not in said[0]


@pytest.mark.parametrize("command", ["map", "handout"])
def test_characters_that_no_font_has_are_said_with_the_file(
    command: str,
    tmp_path: Path,
    shipped: Record,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """To whoever makes it, and in the file to whoever reads it."""
    inside: list[str] = []

    def remember(source: str, files: Mapping[str, bytes]) -> bytes:
        inside.extend([source, *(content.decode("utf-8", "replace") for content in files.values())])
        return b"%PDF-"

    monkeypatch.setattr("stances.publishing.typst.render_pdf", remember)
    debate = shipped.debate.model_copy(update={"title": "Called \U000fabcd"})
    (tmp_path / "own.json").write_bytes(
        find_format("json").encode(Record.from_entries(debate, shipped.entries()))
    )
    assert main([command, "own.json", "--dispute", "cause", "-o", "x.pdf"]) == 0
    assert "No font here has this character" in capsys.readouterr().err
    assert "1 character is shown as a box" in "".join(inside)
    if command == "map":
        assert main([command, "own.json", "--dispute", "cause", "-o", "x.svg"]) == 0
        assert "No font" not in capsys.readouterr().err
