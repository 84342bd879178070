"""The command, typed as the documents say it, before a server ever ran."""

from __future__ import annotations

import gc
import re
import shlex
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stances import __version__
from stances.cli import main, make_parser
from stances.formats import FORMATS, find_format, load_path
from stances.record.record import Record
from tests.cli.drafts import DRAFT
from tests.support.processes import modules_loaded
from tests.support.small_debate import claim, shown_debate

ROOT = Path(__file__).parents[2]


def test_the_first_use_makes_and_loads_the_database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'new' / 'fresh.db'}")
    assert main(["map", "--dispute", "cause", "-o", "cause.svg"]) == 0
    assert (tmp_path / "cause.svg").read_text(encoding="utf-8").count("data-slug") > 2


@pytest.mark.parametrize(
    ("words", "file", "holds"),
    [
        ("map --dispute left-turn -o left-turn.svg", "left-turn.svg", b"<?xml"),
        ("map --participant radek --cluster faction -o radek.pdf", "radek.pdf", b"%PDF"),
        ("map --dispute cause -o cause.png", "cause.png", b"\x89PNG"),
        (
            "map --dispute cause --paper a4 --orientation landscape --ink grey --font serif -o cause.pdf",
            "cause.pdf",
            b"%PDF",
        ),
        ("grid --dispute left-turn --paper a3 --ink contrast -o grid.pdf", "grid.pdf", b"%PDF"),
        ("map --dispute left-turn --paper a4 --split -o turn.pdf", "turn.pdf", b"%PDF"),
        ("map --dispute left-turn --paper a4 --split --page 2 -o two.svg", "two.svg", b"page 2 of"),
        (
            "map --dispute left-turn --arrange time --factions between,conciliators -o t.svg",
            "t.svg",
            b"<?xml",
        ),
        ("map --dispute cause -o cause.dot", "cause.dot", b"digraph"),
        ("grid --dispute left-turn -o grid.svg", "grid.svg", b"<?xml"),
        ("grid --dispute left-turn --unit weeks -o grid.csv", "grid.csv", b"\xef\xbb\xbfparticipant"),
        ("grid --dispute left-turn --as-of 1928-05 -o then.svg", "then.svg", b"<?xml"),
        ("grid --dispute left-turn --sort similarity -o alike.svg", "alike.svg", b"By similarity"),
        ("grid --dispute left-turn --lines -o lines.svg", "lines.svg", b"stance-lines"),
        ("grid --participant radek -o radek.csv", "radek.csv", b"\xef\xbb\xbfparticipant"),
        ("grid --participant radek --paper a4 -o radek.pdf", "radek.pdf", b"%PDF"),
        ("grid --everybody -o all.svg", "all.svg", b"stance-matrix"),
        ("compare --dispute left-turn --moments 1928-05,1928-09 -o both.svg", "both.svg", b"<?xml"),
        ("compare --dispute left-turn --participants radek,trotsky -o both.pdf", "both.pdf", b"%PDF"),
        (
            "compare --dispute left-turn --factions right,between -o both.csv",
            "both.csv",
            b"\xef\xbb\xbfsubject",
        ),
        ("handout --dispute slogan --paper letter -o slogan.pdf", "slogan.pdf", b"%PDF"),
        ("export --format json -o debate.json", "debate.json", b"{"),
        ("export -o debate.yaml", "debate.yaml", b"format"),
        ("export -o debate.html", "debate.html", b"<!doctype html>"),
        ("export --format html --dispute cause -o cause.html", "cause.html", b"<!doctype html>"),
    ],
)
def test_what_the_documents_say_works_as_typed(words: str, file: str, holds: bytes, tmp_path: Path) -> None:
    assert main(words.split()) == 0
    assert holds in (tmp_path / file).read_bytes()


def test_an_archive_is_taken_over_with_its_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert main(["export", "-o", "before.json"]) == 0
    assert main(["archive", "-o", "debate.archive.json"]) == 0
    assert main(["load", "debate.archive.json"]) == 2  # it is here already
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert main(["load", "debate.archive.json"]) == 0
    assert main(["archive", "-o", "again.archive.json"]) == 0
    assert main(["export", "-o", "after.json"]) == 0
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()
    assert (tmp_path / "again.archive.json").read_bytes() == (tmp_path / "debate.archive.json").read_bytes()


def test_a_backup_is_put_back_and_the_export_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "-o", "before.json"]) == 0
    assert main(["backup", "-o", "kept.db"]) == 0
    assert "stances restore kept.db" in capsys.readouterr().err
    assert main(["restore", "kept.db"]) == 2
    assert "stances restore --replace kept.db" in capsys.readouterr().err
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.db'}")
    assert main(["restore", "kept.db"]) == 0
    assert main(["export", "-o", "after.json"]) == 0
    assert (tmp_path / "after.json").read_bytes() == (tmp_path / "before.json").read_bytes()


def test_a_debate_is_closed_copied_deleted_and_put_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], shipped: Record
) -> None:
    slug = shipped.debate.slug
    said = {
        "close": "stances reopen --debate",
        f"copy --debate {slug} --title Again --no-history --people": "to “Again” (again).",
        "load --update data/left-opposition-1928.yaml": "",
        "reopen": "is open to changes",
        "delete again --archive again.json": "it can be restored: stances undelete again",
        "bin": "again: “Again”, deleted by the owner, kept until",
        f"copy --debate {slug} --title Again": "A deleted debate keeps this web address until",
        "export --debate again -o x.json": "has been deleted. Until",
        "load again.json": "has been deleted. Until",
        "undelete again": "again is restored.",
        "undelete  again": "There is no deleted debate “again” here",
    }
    for words, expected in said.items():
        arguments = [str(ROOT / w) if w.startswith("data/") else w for w in words.split()]
        if arguments[0] in ("close", "reopen") and words != "close":
            arguments += ["--debate", slug]
        main(arguments)
        assert expected in "".join(capsys.readouterr()), words
    assert main(["export", "--debate", "again", "-o", "again.yaml"]) == 0
    copied = load_path(tmp_path / "again.yaml")
    assert (copied.debate.title, copied.debate.closed) == ("Again", False)
    assert [*copied.entries()] == [*shipped.entries()]


def test_an_export_holds_the_whole_debate(tmp_path: Path, shipped: Record) -> None:
    for known in FORMATS:
        for name in (f"debate{ending}" for ending in known.endings):
            assert main(["export", "-o", name]) == 0
            assert known.read is None or known.loss or load_path(tmp_path / name) == shipped


def test_the_shipped_debate_has_no_errors_and_each_doubt_is_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--no-notes", str(ROOT / "data" / "left-opposition-1928.yaml")]) == 0
    *doubts, summary = capsys.readouterr().out.splitlines()
    assert re.search(r": 0 errors, \d+ warnings", summary)
    assert [d for d in doubts if not re.search(r"\] \(noted(: .+| above)\)$", d)] == []


def test_a_broken_file_is_reported_with_its_lines_and_fails(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text(
        "format: stances/1\ndebate: {slug: d}\nclaims:\n  - {slug: c, txt: x}\n"
    )
    assert main(["check", "bad.yaml"]) == 1
    output = capsys.readouterr().out
    assert "bad.yaml:2" in output
    assert "bad.yaml:4" in output
    assert main(["load", "bad.yaml"]) == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("map --dispute nothing -o x.svg", "no dispute “nothing”"),
        ("grid --dispute left-turn --lines --sort final -o x.svg", "--sort does not apply to this figure"),
        ("grid --participant radek --lines -o x.svg", "--lines and --participant can’t be combined"),
        ("grid --lines --everybody -o x.svg", "--lines and --everybody can’t be combined"),
        ("map --dispute left-turn -o x.gif", ".svg, .png, .pdf, .dot"),
        ("map --dispute left-turn --paper a5 -o x.pdf", "own, a4, a3, letter, slide, column85 or column175"),
        ("map --dispute left-turn --width 12 -o x.png", "from 100 to 10000"),
        ("map --dispute left-turn --cluster party -o x.svg", "“cluster”"),
        ("map --dispute left-turn -o missing/x.svg", "can't be written"),
        ("grid --dispute left-turn --as-of soon -o x.svg", "“as_of”: “soon” is not a date"),
        (
            "grid --dispute left-turn --unit days -o x.svg",
            "quarters, years, decades, centuries, documents or events, not “days”",
        ),
        ("export --format xml -o x", "json, yaml"),
        ("export --debate other -o x.json", "no debate “other”"),
        ("export --format json -o x.yaml", "Leave out --format, or name the file x.json."),
        ("export --format json -o .", ". is a folder. Name a file in it: -o debate.json"),
        ("export -o new/", "Name a file in it: -o new/debate.yaml"),
        ("map -o .", ". is a folder. Name a file in it: -o figure.svg"),
        ("load nothing.yaml", "no such file"),
        ("load --remove x.yaml", "--remove goes with --update"),
        ("load .", "is a folder; name a file in it"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(
    words: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words.split()) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert message in said[-1]
    assert said[-1].startswith("stances: ")
    assert "Traceback" not in "".join(said)


def test_a_grid_without_a_dispute_lists_them_a_line_each(
    shipped: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["grid", "-o", "x.svg"]) == 2
    first, *rest = capsys.readouterr().err.splitlines()
    assert first == "stances: This figure is of one dispute. Say which with --dispute:"
    assert len(rest) == len(shipped.disputes)
    assert re.fullmatch(r"  left-turn {2,}The left turn", rest[0])


def test_of_several_debates_the_only_one_that_has_the_subject_is_meant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", str(ROOT / "data" / "mytilene-427.yaml")]) == 0
    assert main(["grid", "--dispute", "fate", "-o", "fate.csv"]) == 0
    assert "Diodotus" in (tmp_path / "fate.csv").read_text(encoding="utf-8")
    assert main(["grid", "--participant", "radek", "-o", "radek.csv"]) == 0
    for words in ("export -o x.json", "grid --dispute nothing -o x.csv"):
        capsys.readouterr()
        assert main(words.split()) == 2
        assert "say which with --debate: left-opposition-1928, mytilene-427." in capsys.readouterr().err


def test_loading_again_advises_an_update_only_where_the_file_differs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shipped = ROOT / "data" / "left-opposition-1928.yaml"
    assert main(["load", str(shipped)]) == 0
    assert "--update" not in capsys.readouterr().err
    newer = tmp_path / "newer.yaml"
    newer.write_text(shipped.read_text(encoding="utf-8") + "# read again\n", encoding="utf-8")
    assert main(["load", str(newer)]) == 0
    assert f"stances load --update {newer}" in capsys.readouterr().err


def test_a_busy_port_is_one_clear_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main(["serve", "--port", str(port)]) == 2
    assert f"Port {port} on 127.0.0.1 can't be used" in capsys.readouterr().err


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_in_memory_is_not_served(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert main(["serve", "--port", "5999"]) == 2
    assert "in memory" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["0", "70000", "http"])
def test_a_port_that_is_none_is_refused(port: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["serve", "--port", port])
    assert "1 to 65535" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["serve", "map", "grid", "export", "check", "load"])
def test_every_command_explains_itself_with_examples(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert f"examples:\n  stances {command}" in capsys.readouterr().out


@pytest.mark.parametrize(
    "document", ["README.md", *(f"docs/{p.name}" for p in sorted((ROOT / "docs").glob("*.md")))]
)
def test_the_commands_in_the_documents_are_understood(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for line in re.findall(r"^\s{4,}(?:\.venv/bin/)?(stances [a-z].*)$", text, re.MULTILINE):
        words = shlex.split(re.sub(r"\s\(.*\)$", "", line))[1:]
        make_parser().parse_args(words)


def test_who_runs_a_command_goes_on_collecting_what_is_no_longer_used() -> None:
    assert main(["map", "--dispute", "cause", "-o", "cause.svg"]) == 0
    assert gc.isenabled()


def test_the_package_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "stances", "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"stances {__version__}\n"


def test_drawing_a_map_does_not_load_the_web() -> None:
    words = "map --dispute cause -o x.svg"
    assert modules_loaded(words, "flask", "granian", "alembic", "typst", "jinja2") == []


@pytest.mark.parametrize("words", ["export --dispute cause -o x.html", "handout --dispute cause -o x.pdf"])
def test_a_handout_and_an_html_file_are_made_without_a_site(words: str) -> None:
    assert modules_loaded(words, "flask", "granian", "stances.web") == []


def test_a_file_with_errors_is_loaded_and_says_how_many(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT)
    assert main(["load", "draft.yaml"]) == 0
    said = capsys.readouterr().err
    assert "draft: created, 6 records\n" in said
    assert "1 error: see stances check draft.yaml\n" in said
    assert main(["export", "--debate", "draft", "-o", "again.yaml"]) == 0


def test_strictly_a_file_with_errors_loads_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT)
    (tmp_path / "good.yaml").write_text(
        DRAFT.replace("slug: draft", "slug: good").replace("1928}", "1928, attribution: inferred}")
    )
    assert main(["load", "--strict", "good.yaml", "draft.yaml"]) == 1
    said = capsys.readouterr().err
    assert "1 error: see stances check draft.yaml\nNothing was loaded.\n" in said
    assert "good: created" not in said
    assert main(["export", "--debate", "good", "-o", "again.yaml"]) == 2
    assert main(["load", "--strict", "good.yaml"]) == 0
    assert main(["export", "--debate", "good", "-o", "again.yaml"]) == 0


def test_an_update_lists_what_it_would_remove_and_names_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text(DRAFT)
    main(["load", "draft.yaml"])
    path.write_text(DRAFT.partition("claims:")[0])
    main(["load", "--update", "draft.yaml"])
    said = capsys.readouterr().err
    assert "no longer in the file, and still here: claim “It is real.” (real)\n" in said
    assert "still here: stance of Bob on “Turn” (1928) (s)\n" in said
    assert "To remove these 2: stances load --update --remove draft.yaml\n" in said
    assert main(["load", "--update", "--remove", "draft.yaml"]) == 0
    assert "draft: updated, 2 records\n" in capsys.readouterr().err
    assert main(["load", "--remove", "draft.yaml"]) == 2


def test_a_finding_names_its_record_by_its_words_and_its_slug_in_brackets(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "draft.yaml").write_text(DRAFT)
    assert main(["check", "--no-notes", "draft.yaml"]) == 1
    first = capsys.readouterr().out.splitlines()[0]
    assert first == (
        "draft.yaml:8: error stance-without-evidence: The stance of Bob on “Turn” (1928) cites no claim. "
        "Cite one, or mark the stance inferred. [stance s]"
    )


def test_a_file_is_merged_into_a_debate_as_one_change_after_a_preview(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "more.json"
    path.write_bytes(find_format("json").encode(shown_debate()))
    assert main(["load", "--into", "bridge", "more.json"]) == 2
    assert "There is no debate “bridge” here to import into." in capsys.readouterr().err
    assert main(["load", "more.json", "--dry-run"]) == 0
    assert "bridge: created, 13 records\nNothing was loaded." in capsys.readouterr().err
    assert main(["load", "more.json"]) == 0
    build = shown_debate().claims["build"].model_copy(update={"note": "Seen.", "text": "No bridge, please."})
    path.write_bytes(
        find_format("json").encode(shown_debate().with_edits([build, claim("new", dispute="bridge")]))
    )
    capsys.readouterr()
    for words, state in ((["--dry-run"], "updated"), ([], "updated"), ([], "unchanged")):
        assert main(["load", "--into", "bridge", "more.json", *words]) == 0
        told = capsys.readouterr().err
        assert f"  bridge: {state}, " in told
        assert (
            "differs: claim “The town should build the bridge.” (build): Text; kept as in the debate" in told
        )
        if state == "updated":
            assert "  new: claim “Claim new stands.” (new)" in told
            assert "  changed: claim “The town should build the bridge.” (build): Note" in told
    assert main(["load", "--into", "bridge", "more.json", "--take"]) == 0
    assert main(["export", "--debate", "bridge", "-o", "after.yaml"]) == 0
    after = load_path("after.yaml").claims["build"]
    assert (after.text, after.note) == ("No bridge, please.", "Seen.")


def test_a_table_is_merged_into_a_debate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "debate.json").write_bytes(find_format("json").encode(shown_debate()))
    assert main(["load", "debate.json"]) == 0
    rows = "Who;When;Statement;Dispute\nAnn Lee;May 1928;Bridges last.;The bridge\nCy Dow;one day;No.;The bridge\n"
    (tmp_path / "claims.csv").write_text(rows, encoding="utf-8")
    capsys.readouterr()
    assert main(["load", "--into", "bridge", "claims.csv"]) == 0
    told = capsys.readouterr().err
    assert "  bridge: updated, 1 record\n  new: claim “Bridges last.” (bridges-last)" in told
    assert "not placed: claims.csv:3: Date: “one day” is not a date" in told


@pytest.mark.parametrize("words", ["--take more.json", "--into bridge", "--into bridge --update more.json"])
def test_options_of_an_import_that_do_not_go_together_are_refused(
    words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["load", *words.split()]) == 2
    assert "--into" in capsys.readouterr().err


def test_what_a_file_has_and_no_debate_has_a_place_for_is_never_dropped_in_silence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.bib").write_text("Words between works.\n", encoding="utf-8")
    for words in ("check a.bib", "load a.bib --dry-run"):
        assert main(words.split()) == 0
        assert "  not placed: a.bib: holds no document" in capsys.readouterr().err
    assert main(["load", "a.bib", "--strict"]) == 1
