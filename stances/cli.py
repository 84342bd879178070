"""The `stances` command: serve the site, or make maps, grids and files without it.

What a command needs is imported when it runs, so that drawing a map does not wait for a web server to load. Exit codes: 0 done,
1 found errors in what was checked, 2 could not do it.
"""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stances import __version__
from stances.errors import BadRequestError, NotFoundError, StancesError

if TYPE_CHECKING:
    from sqlmodel import Session

    from stances.check import Finding
    from stances.db import Database
    from stances.formats import Format
    from stances.metadata import Origin
    from stances.publishing import Divide
    from stances.record import Record
    from stances.timeline import Grid
    from stances.titling import Caption

DONE, FOUND_ERRORS, FAILED = 0, 1, 2
EVERYWHERE = "0.0.0.0"  # noqa: S104  (only when asked for, and said plainly)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit code."""
    given = _parser().parse_args(argv)
    if given.run is not serve:
        gc.disable()  # a command is over before collecting would pay
    try:
        code: int = given.run(given)
    except StancesError as error:
        print(f"stances: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return 130
    return code


# --- what the commands share ---


def _say(text: str) -> None:
    """Progress is for the person, so it stays out of what a command writes."""
    print(text, file=sys.stderr, flush=True)


def _database() -> Database:
    """The database, made and filled with the shipped debates on first use."""
    from stances.db import open_database

    database = open_database()
    with database.reading() as session:
        empty = _is_empty(session)
    if empty:
        _load_shipped(database)
    return database


def _is_empty(session: Session) -> bool:
    import sqlalchemy as sa

    from stances.models import DebateRow

    return session.execute(sa.select(DebateRow.slug).limit(1)).first() is None  # type: ignore[call-overload]


def _load_shipped(database: Database) -> None:
    from stances.debates.loading import load_shipped

    _say("Loading the debates that come with stances …")
    with database.writing() as session:
        for outcome in load_shipped(session):
            _say(f"  {outcome.debate}: {outcome.changed} records")


def _record(database: Database, debate: str | None, as_of: str | None = None) -> Record:
    """The debate asked for, or the only one there is; as it stood at a revision or a day, if that is given."""
    from stances.debates.history import as_it_stood, read_point
    from stances.debates.snapshots import Snapshots

    with database.reading() as session:
        current = Snapshots().current(session, debate or _only_debate(session))
        return as_it_stood(session, current, read_point(as_of)) if as_of else current


def _only_debate(session: Session) -> str:
    import sqlalchemy as sa

    from stances.models import DebateRow

    found = session.execute(sa.select(DebateRow.slug).order_by(DebateRow.slug)).scalars().all()  # type: ignore[call-overload]
    if len(found) == 1:
        return str(found[0])
    if not found:
        raise NotFoundError("There is no debate here yet. Load one: stances load FILE.yaml")
    raise BadRequestError(f"There are several debates; say which with --debate: {', '.join(found)}.")


def _write(content: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise StancesError(f"{output} can't be written: {error.strerror}.") from error
    _say(f"Wrote {output} ({len(content):,} bytes).")


def _format(output: str, allowed: Sequence[str], default: str) -> str:
    """The format that the file's ending names."""
    if output == "-":
        return default
    _refuse_folder(output, f"figure.{default}")
    ending = Path(output).suffix.lower().lstrip(".")
    if ending not in allowed:
        endings = ", ".join(f".{name}" for name in allowed)
        raise BadRequestError(f"{output}: the end of the name says the format, and must be one of {endings}.")
    return ending


def _refuse_folder(output: str, example: str) -> None:
    if Path(output).is_dir() or output.endswith(("/", os.sep)):
        raise BadRequestError(f"{output} is a folder. Name a file in it: -o {Path(output) / example}")


# --- the commands ---


def serve(given: argparse.Namespace) -> int:
    """Check that it can be served, then hand over to the server until it is stopped."""
    from stances.db import is_in_memory
    from stances.debates.loading import outdated

    if is_in_memory():
        raise BadRequestError(
            "DATABASE_URL names a database in memory, which would be empty for every request and gone at the end. "
            "Name a file to serve: sqlite:////path/to/stances.db"
        )
    host = EVERYWHERE if given.lan else given.host
    _refuse_busy(host, given.port)
    database = _database()
    database.check_whole()
    with database.reading() as session:
        for path in outdated(session):
            _say(
                f"{path.name} has changed since it was loaded. To take it over: stances load --update {path}"
            )
    database.close()
    from stances.web.serving import run

    if given.name:
        os.environ["STANCES_OWNER_NAME"] = given.name
    run(host, given.port, _say)
    return DONE


def _refuse_busy(host: str, port: int) -> None:
    import socket

    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            if os.name != "nt":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except PermissionError as error:
        raise StancesError(
            f"Port {port} is reserved for the system. Choose another: stances serve --port 8000"
        ) from error
    except OSError as error:
        raise StancesError(
            f"Port {port} on {host} can't be used ({(error.strerror or str(error)).lower()}). Something else may be "
            f"serving there; choose another: stances serve --port {port + 1 if port < 65535 else 8000}"
        ) from error


def _asked(given: argparse.Namespace) -> dict[str, str]:
    """The options that were given, as parameters of an address have them."""
    found = {name: value for name, value in vars(given).items() if value is not None}
    return {n: ("yes" if v else "no") if isinstance(v, bool) else str(v) for n, v in found.items()}


def _iso_day(option: str, written: str | None) -> str:
    """The last day of a date as people write it, in the form that addresses have; empty for none."""
    from stances.dates import DateError, UncertainDate

    try:
        return UncertainDate.read(written).latest.isoformat() if written else ""
    except DateError as error:
        raise BadRequestError(f"{option}: {error}") from error


def draw_map(given: argparse.Namespace) -> int:
    from stances.drawing import draw
    from stances.layout import layout_here
    from stances.views import MapView

    form = _format(given.output, ("svg", "png", "pdf", "dot"), "svg")
    asked = {**_asked(given), "as_of": _iso_day("--as-of", given.as_of)}
    view, database = MapView.from_query(asked), _database()
    record = _record(database, given.debate)
    if form == "dot":
        _write(draw(record, view, form, layout_here), given.output)
    else:
        from stances.maps import argument_map
        from stances.splitting import dividing
        from stances.titling import map_caption

        caption = map_caption(argument_map(record, view), _origin(database, record))
        svg = draw(record, replace(view, title=False), "svg", layout_here)
        divide = dividing(record, view, layout_here)
        _write(_published(svg, asked, form, caption, divide), given.output)
    return DONE


def _published(
    svg: bytes, asked: Mapping[str, str], form: str, caption: Caption, divide: Divide | None = None
) -> bytes:
    """A figure in the look that the options ask for."""
    from stances.looks import Look
    from stances.publishing import publish

    return publish(svg, Look.from_query(asked), form, caption, divide)


def _origin(database: Database, record: Record) -> Origin:
    """The record and the day of its last change."""
    import sqlalchemy as sa

    from stances.metadata import Origin
    from stances.models import RevisionRow

    with database.reading() as session:
        when = sa.select(RevisionRow.at).where(RevisionRow.id == record.revision)  # type: ignore[call-overload]
        at = session.execute(when).scalar()
    return Origin(record, at.date() if at else None)


def draw_grid(given: argparse.Namespace) -> int:
    """A dispute's grid or lines, a participant's disputes, or everybody on everything."""
    from stances.columns import Unit
    from stances.extent import within
    from stances.timeline import Shown
    from stances.views import MapView

    form = _format(given.output, ("svg", "png", "pdf", "csv"), "svg")
    database = _database()
    record = _record(database, given.debate)
    moment = MapView.from_query({"as_of": _iso_day("--as-of", given.as_of), "basis": given.basis})
    within(record, "--as-of", moment.as_of)
    time = {
        "unit": Unit(given.unit),
        "carried": given.carried,
        "shown": Shown(given.shown),
        "as_of": moment.as_of,
        "basis": moment.basis,
    }
    if form == "csv":
        _write(_grid_table(record, given, time).encode(), given.output)
    else:
        svg, caption = _grid_drawn(record, given, time, _origin(database, record))
        _write(_published(svg.encode(), _asked(given), form, caption), given.output)
    return DONE


def _grid_of(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> Grid:
    from stances.timeline import Sort, grid

    return grid(record, given.dispute or _only_dispute(record), sort=Sort(given.sort), **time)


def _grid_table(record: Record, given: argparse.Namespace, time: dict[str, Any]) -> str:
    from stances import tables
    from stances.timeline import matrix, trajectory

    if given.everybody:
        return tables.matrix_csv(matrix(record, **time))
    if given.participant:
        return tables.trajectory_csv(trajectory(record, given.participant, **time))
    if given.lines:
        raise BadRequestError("Lines are drawn as svg, png or pdf; their data are in the grid's csv.")
    return tables.grid_csv(_grid_of(record, given, time))


def _grid_drawn(
    record: Record, given: argparse.Namespace, time: dict[str, Any], origin: Origin
) -> tuple[str, Caption]:
    from stances import grids, strips, titling
    from stances.course_lines import lines_svg
    from stances.timeline import matrix, trajectory

    if given.everybody:
        all_of_them = matrix(record, **time)
        drawn = strips.matrix_svg(all_of_them, title="", legend=given.legend)
        return drawn, titling.matrix_caption(all_of_them, origin)
    if given.participant:
        path = trajectory(record, given.participant, **time)
        drawn = grids.trajectory_svg(path, title="", legend=given.legend)
        return drawn, titling.trajectory_caption(path, origin)
    if given.lines and given.unit == "documents":
        raise BadRequestError("Lines run over months, weeks or quarters.")
    found = _grid_of(record, given, time)
    draw = lines_svg if given.lines else grids.grid_svg
    return draw(found, title="", legend=given.legend), titling.grid_caption(found, origin)


def make_handout(given: argparse.Namespace) -> int:
    from stances.handout import handout
    from stances.layout import layout_here
    from stances.paper import Paper

    _format(given.output, ("pdf",), "pdf")
    made = handout(_record(_database(), given.debate), layout_here, Paper(given.paper), given.dispute)
    _write(made.pdf(), given.output)
    return DONE


def _only_dispute(record: Record) -> str:
    if len(record.disputes) == 1:
        return next(iter(record.disputes))
    width = max(map(len, record.disputes), default=0)
    listed = "".join(f"\n  {slug:{width}}  {dispute.title}" for slug, dispute in record.disputes.items())
    raise BadRequestError(
        f"A grid is of one dispute. Say which with --dispute:{listed or ' there is none yet.'}"
    )


def compare(given: argparse.Namespace) -> int:
    from stances.comparing import Comparison, compare, compared_map
    from stances.drawing import draw_map
    from stances.layout import layout_here
    from stances.standings import standings_csv
    from stances.titling import map_caption
    from stances.views import MapView

    form = _format(given.output, ("svg", "png", "pdf", "dot", "csv"), "svg")
    asked, database = _asked(given), _database()
    record = _record(database, given.debate)
    if given.dispute not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{given.dispute}”.")
    compared = compare(record, record.disputes[given.dispute], Comparison.from_query(asked))
    looks = {name: asked[name] for name in ("dispute", "cluster", "legend", "title")}
    drawn = compared_map(compared, MapView.from_query(looks))
    if form == "csv":
        _write(standings_csv(compared).encode(), given.output)
    elif form == "dot":
        _write(draw_map(drawn, form, layout_here), given.output)
    else:
        svg = draw_map(replace(drawn, view=replace(drawn.view, title=False)), "svg", layout_here)
        caption = map_caption(drawn, _origin(database, record))
        _write(_published(svg, asked, form, caption), given.output)
    return DONE


def export(given: argparse.Namespace) -> int:
    from stances.formats import by_name, for_path

    if given.format == "html" or (given.format is None and given.output.lower().endswith(".html")):
        return _export_page(given)
    if given.dispute:
        raise BadRequestError("A dispute alone is exported as html; the other formats hold the whole debate.")
    if given.format is None and given.output == "-":
        raise BadRequestError("Say in which format: stances export --format json, or -o debate.yaml.")
    form = by_name(given.format) if given.format else None
    _refuse_folder(given.output, f"debate{(form or by_name('yaml')).endings[0]}")
    form = _agreeing(form, given.output) if form else for_path(given.output)
    _write(form.dumps(_record(_database(), given.debate, given.as_of)).encode(), given.output)
    return DONE


def _export_page(given: argparse.Namespace) -> int:
    """One file of pages, which only the site's own templates can make."""
    from stances.web import create_app
    from stances.web.standalone import away_from_the_site

    _refuse_folder(given.output, "debate.html")
    record = _record(_database(), given.debate, given.as_of)
    if given.dispute and given.dispute not in record.disputes:
        raise NotFoundError(f"This debate has no dispute “{given.dispute}”.")
    disputes = [record.disputes[given.dispute]] if given.dispute else record.disputes.values()
    _write(away_from_the_site(create_app(), record, tuple(disputes)).encode(), given.output)
    return DONE


def _agreeing(form: Format, output: str) -> Format:
    """The format, unless the file's name says another."""
    from stances.formats import FORMATS

    ending = Path(output).suffix.lower()
    if other := next((known.name for known in FORMATS if ending in known.endings and known != form), None):
        raise BadRequestError(
            f"--format says {form.name}, and the name {output} says {other}. Leave out --format, or name the file "
            f"{Path(output).with_suffix(form.endings[0])}."
        )
    return form


def check(given: argparse.Namespace) -> int:
    """Findings of every file, or of every debate in the database; 1 if any is an error."""
    from stances.check import check as findings_of
    from stances.formats import FormatError, locate_path

    worst = DONE
    for name in given.files:
        try:
            record, lines = locate_path(name)
        except FormatError as error:
            print(error)
            worst = FOUND_ERRORS
            continue
        worst = max(worst, _report(name, findings_of(record, lines), given.notes))
    if not given.files:
        record = _record(_database(), given.debate)
        worst = _report(record.debate.slug, findings_of(record), given.notes)
    return worst


def _told(name: str, finding: Finding) -> str:
    """data/x.yaml:12: doubt unused-document: what was found (the note that explains it)."""
    place = f"{name}:{finding.line}" if finding.line else name
    explained = f" (noted: {finding.explained})" if finding.explained else ""
    return f"{place}: {finding.level} {finding.code}: {finding.message}{explained}"


def _report(name: str, findings: Sequence[Finding], notes: bool) -> int:
    from stances.wording import plural

    counts = {"error": 0, "doubt": 0, "note": 0}
    for finding in findings:
        level = str(finding.level)
        counts[level] += 1
        if notes or level != "note":
            print(_told(name, finding))
    print(f"{name}: {', '.join(plural(count, level) for level, count in counts.items())}")
    return FOUND_ERRORS if counts["error"] else DONE


def load(given: argparse.Namespace) -> int:
    from stances.db import open_database
    from stances.debates.loading import load_file, shipped_files

    files = [Path(name) for name in given.files] or shipped_files()
    with open_database().writing() as session:
        for path in files:
            _say(f"Reading {path} …")
            outcome = load_file(session, path, update=given.update)
            _say(f"  {outcome.debate}: {outcome.state}, {outcome.changed} records")
            if outcome.differs:
                _say(f"  It was there already. To take over what is new in it: stances load --update {path}")
            for kept in outcome.kept:
                _say(f"  kept as people changed it here: {kept}")
    return DONE


# --- what can be typed ---


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stances",
        description="Who held what position, when, on what evidence, in answer to whom.",
        epilog="stances COMMAND --help explains one command, with examples.\n"
        "The record is in var/stances.db of a checkout, else in your data directory; DATABASE_URL names another.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"stances {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_serve(commands)
    _add_map(commands)
    _add_grid(commands)
    _add_handout(commands)
    _add_compare(commands)
    _add_export(commands)
    _add_check(commands)
    _add_load(commands)
    return parser


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def _command(
    commands: Commands, name: str, run: Callable[[argparse.Namespace], int], words: str, examples: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(
        name,
        help=words,
        description=words[0].upper() + words[1:] + ".",
        epilog="examples:\n" + "\n".join(f"  {line}" for line in examples.splitlines()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.set_defaults(run=run)
    return parser


def _add_debate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--debate", metavar="SLUG", help="which debate, where there are several")


def _add_serve(commands: Commands) -> None:
    parser = _command(
        commands,
        "serve",
        serve,
        "serve the site on this machine",
        "stances serve\nstances serve --port 8000\nstances serve --lan --name 'Dr. Weber'   (the class joins in)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (127.0.0.1: this machine alone)"
    )
    parser.add_argument(
        "--lan", action="store_true", help="let the others on this network in; prints the address for them"
    )
    parser.add_argument("--name", help="the name that stands beside what you change (the owner)")
    parser.add_argument(
        "--port", type=_port, default=os.environ.get("PORT") or "5000", help="5000, or what PORT says"
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port; a port is a number from 1 to 65535")
    return int(text)


def _add_map(commands: Commands) -> None:
    parser = _command(
        commands,
        "map",
        draw_map,
        "draw an argument map",
        "stances map --dispute left-turn -o left-turn.svg\n"
        "stances map --participant radek --cluster faction -o radek.pdf\n"
        "stances map --dispute left-turn --as-of 1928-05-09 --basis known -o may.pdf\n"
        "stances map --dispute cause --paper a4 --orientation landscape --ink grey --font serif -o cause.pdf\n"
        "stances map --dispute left-turn --paper a4 --split -o left-turn.pdf\n"
        "stances map --dispute left-turn --arrange time --factions between,conciliators -o time.svg\n"
        "stances map -o everything.png --width 3000",
    )
    _add_debate(parser)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--dispute", metavar="SLUG", help="the claims of one dispute")
    subject.add_argument(
        "--participant", metavar="SLUG", help="one participant's claims, and what answers them"
    )
    subject.add_argument("--claim", metavar="SLUG", help="one claim and its surroundings")
    parser.add_argument("--steps", type=int, default=2, help="how far those surroundings reach (2)")
    parser.add_argument(
        "--context", action="store_true", help="with a dispute: linked claims of other disputes too"
    )
    parser.add_argument(
        "--cluster", default="none", help="boxes around each faction or speaker; none by default"
    )
    parser.add_argument("--colour", default="faction", help="coloured by faction (default) or speaker")
    _add_moment(parser)
    parser.add_argument(
        "--layout",
        default="kept",
        choices=("kept", "fresh"),
        help="as of a day: everything where the whole debate has it (kept, the default), or laid out anew",
    )
    _add_sift(parser)
    look = _add_look(parser)
    look.add_argument("--split", action="store_const", const=True, help="over several sheets of --paper")
    look.add_argument("--page", metavar="N", help="with --split: which sheet, where a file holds only one")
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE", help=".svg, .png, .pdf or .dot; - writes SVG to stdout"
    )


def _add_moment(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--as-of", metavar="DATE", help="the debate as it stood on a day: 1928-05-09")
    parser.add_argument(
        "--basis",
        default="written",
        choices=("written", "known"),
        help="with --as-of: what was written by then (the default), or what somebody could have read",
    )


def _add_sift(parser: argparse.ArgumentParser) -> None:
    """Which claims and links stay, and where they lie, in the words of addresses."""
    sift = parser.add_argument_group("what it shows")
    sift.add_argument("--factions", metavar="SLUGS", help="only claims of these, with commas between")
    sift.add_argument("--participants", metavar="SLUGS", help="only what these said, signed or endorsed")
    sift.add_argument("--attributions", metavar="HOW", help="asserted, reported, inferred")
    sift.add_argument("--links", metavar="KINDS", help="supports, rebuts, undercuts")
    sift.add_argument("--since", metavar="DATE", help="only claims that may be as late as this")
    sift.add_argument("--until", metavar="DATE", help="only claims that may be as early as this")
    sift.add_argument(
        "--unanswered", action="store_const", const=True, help="only attacks that nobody answers"
    )
    sift.add_argument("--line", metavar="CLAIM", help="only the argument line that starts at a claim")
    sift.add_argument("--fold", metavar="WHAT", help="none, or a claim, dispute:slug, faction:slug …")
    sift.add_argument("--arrange", help="by argument (the default), time or speaker")
    sift.add_argument("--numbers", action="store_const", const=True, help="claims numbered in order of time")


def _add_look(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """How a figure looks; values are checked where those of addresses are, so that both refuse in the same words."""
    look = parser.add_argument_group("how it looks")
    look.add_argument("--paper", help="a4, a3, letter, slide, or own (the figure's own size, the default)")
    look.add_argument("--orientation", help="portrait, landscape, or auto (as it fits, the default)")
    look.add_argument("--width", metavar="PIXELS", help="of a PNG; twice what a screen shows by default")
    look.add_argument("--ink", help="colour (the default), grey or contrast")
    look.add_argument("--font", help="sans (the default) or serif")
    look.add_argument("--no-legend", dest="legend", action="store_false")
    look.add_argument("--no-title", dest="title", action="store_false")
    look.add_argument("--no-source", dest="source", action="store_const", const=False)
    look.add_argument("--no-date", dest="date", action="store_const", const=False, help="no revision either")
    look.add_argument("--drawn", metavar="DAY", help="the day of drawing, to stand on the figure: 2026-08-03")
    return look


def _add_grid(commands: Commands) -> None:
    parser = _command(
        commands,
        "grid",
        draw_grid,
        "draw a stance-over-time grid, or the courses in it as lines",
        "stances grid --dispute left-turn -o grid.svg\n"
        "stances grid --dispute left-turn --paper a3 --ink contrast -o grid.pdf\n"
        "stances grid --dispute left-turn --unit weeks --sort similarity -o grid.csv\n"
        "stances grid --dispute left-turn --lines -o lines.svg\n"
        "stances grid --participant radek -o radek.svg\n"
        "stances grid --everybody -o everybody.svg",
    )
    _add_debate(parser)
    subject = parser.add_mutually_exclusive_group()
    subject.add_argument("--dispute", metavar="SLUG", help="which dispute, where there are several")
    subject.add_argument("--participant", metavar="SLUG", help="all disputes of one participant")
    subject.add_argument(
        "--everybody", action="store_true", help="all participants on all disputes, as strips"
    )
    parser.add_argument("--lines", action="store_true", help="with a dispute: position by time, a line each")
    parser.add_argument(
        "--sort",
        default="faction",
        choices=("faction", "first-move", "final", "similarity"),
        help="with a dispute: what its rows are in order of",
    )
    parser.add_argument("--unit", default="months", choices=("months", "weeks", "quarters", "documents"))
    parser.add_argument(
        "--shown", default="all", choices=("asserted", "reported", "all"), help="on whose word"
    )
    parser.add_argument(
        "--no-carried", dest="carried", action="store_false", help="do not carry the last position forward"
    )
    _add_moment(parser)
    _add_look(parser)
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE", help=".svg, .png, .pdf or .csv; - writes SVG to stdout"
    )


def _add_handout(commands: Commands) -> None:
    parser = _command(
        commands,
        "handout",
        make_handout,
        "set a debate or a dispute as a PDF to hand out: grid, map, numbered claims, links, documents",
        "stances handout -o debate.pdf\nstances handout --dispute left-turn --paper letter -o left-turn.pdf",
    )
    _add_debate(parser)
    parser.add_argument("--dispute", metavar="SLUG", help="one dispute; the whole debate by default")
    parser.add_argument("--paper", default="a4", choices=("a4", "letter"))
    parser.add_argument(
        "-o", "--output", default="-", metavar="FILE", help=".pdf; - writes it to stdout (the default)"
    )


def _add_compare(commands: Commands) -> None:
    parser = _command(
        commands,
        "compare",
        compare,
        "compare two moments, participants or factions of a dispute",
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o spring-and-autumn.svg\n"
        "stances compare --dispute left-turn --participants radek,trotsky -o radek-and-trotsky.pdf\n"
        "stances compare --dispute left-turn --moments 1928-05,1928-09 -o who-moved.csv",
    )
    _add_debate(parser)
    parser.add_argument("--dispute", metavar="SLUG", required=True)
    pair = parser.add_mutually_exclusive_group(required=True)
    pair.add_argument("--moments", metavar="A,B", help="two days, months or years")
    pair.add_argument("--participants", metavar="A,B", help="two participants, by slug")
    pair.add_argument("--factions", metavar="A,B", help="two factions, by slug")
    parser.add_argument(
        "--basis",
        default="written",
        help="with moments: as written (default) or as known to those it reached",
    )
    parser.add_argument("--context", action="store_true", help="also the claims of others that are answered")
    parser.add_argument("--cluster", default="none", help="boxes around each faction or speaker")
    _add_look(parser)
    parser.add_argument(
        "-o",
        "--output",
        default="-",
        metavar="FILE",
        help=".svg, .png, .pdf or .dot; .csv for the table of positions; - writes SVG to stdout",
    )


def _add_export(commands: Commands) -> None:
    parser = _command(
        commands,
        "export",
        export,
        "write a debate to a file",
        "stances export --format json -o debate.json\nstances export -o debate.yaml\n"
        "stances export --as-of 2026-11-22 -o debate.yaml\n"
        "stances export -o debate.html   (to read without a server)\n"
        "stances export --dispute left-turn -o left-turn.html",
    )
    _add_debate(parser)
    parser.add_argument("--format", help="json, yaml or html; else the file's ending says it")
    parser.add_argument("--dispute", metavar="SLUG", help="with html: one dispute alone")
    parser.add_argument(
        "--as-of",
        metavar="WHEN",
        help="as the record stood at the end of a day (UTC), or at a revision's number",
    )
    parser.add_argument("-o", "--output", default="-", metavar="FILE")


def _add_check(commands: Commands) -> None:
    parser = _command(
        commands,
        "check",
        check,
        "check the evidence of a debate: errors, doubts, notes",
        "stances check data/left-opposition-1928.yaml\nstances check          (the debate in the database)",
    )
    _add_debate(parser)
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("--no-notes", dest="notes", action="store_false", help="only errors and doubts")


def _add_load(commands: Commands) -> None:
    parser = _command(
        commands,
        "load",
        load,
        "load debates from files into the database",
        "stances load my-debate.yaml\nstances load --update   (the shipped debates; what people changed here is kept)",
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="without one: the debates that come with stances"
    )
    parser.add_argument(
        "--update", action="store_true", help="take over what changed in the file since it was loaded"
    )


if __name__ == "__main__":
    sys.exit(main())
