"""One reader for three ways in: what an address, a form and a command say by the same text is the same, refused or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from stances.argument.options import COMPARED_SIDES
from stances.cli import make_parser
from stances.cli.options import given_parameters
from stances.errors import BadRequestError
from stances.publishing.figures import FIGURES
from stances.publishing.figures.argument_map import ARGUMENT_MAP
from stances.publishing.options import HANDOUT_PAPER, PUBLISH_OPTIONS
from stances.query import Parameter, read_all, write_value
from stances.web.core import parameters
from tests.support.people import HOME
from tests.support.properties import examples
from tests.support.strategies import DATES

COMMANDS: Mapping[str, Mapping[str, Parameter[Any]]] = {
    **{
        command: {name: of for kind in kinds for name, of in kind.parameters.items()}
        for command, kinds in groupby(FIGURES, lambda kind: kind.command)
    },
    "map": {**PUBLISH_OPTIONS, **ARGUMENT_MAP.parameters},
    "handout": {HANDOUT_PAPER.name: HANDOUT_PAPER},
}
DESCRIBED = [(command, parameter) for command, of in COMMANDS.items() for parameter in of.values()]
TEXTS = st.one_of(
    st.sampled_from(sorted({word for _, of in DESCRIBED for word in of.values.labels})),
    st.sampled_from(
        ["", "on", "off", "Yes", "0", "00000100099999", "1000", "none", "a,b", "a,,a", "²", "=", " "]
    ),
    st.sampled_from(
        ["9 May 1928", "early June 1928", "after 1928", "1928-05~", "1928-02-30", "3/4/1928", "soon"]
    ),
    DATES.map(str),
    st.text(st.characters(codec="utf-8"), max_size=60),
)


SITE = Flask(__name__)
"""For requests alone: no address of it is asked."""


def in_address(_: str, name: str, text: str) -> dict[str, str]:
    with SITE.test_request_context(query_string={name: text}):
        return parameters.read_given([name])


def in_form(command: str, name: str, text: str) -> dict[str, str]:
    """A form sends all its fields, also those that nobody filled in."""
    form = {other: write_value(of.default) for other, of in COMMANDS[command].items()} | {name: text}
    with SITE.test_request_context(query_string=form):
        sent = parameters.read_given(COMMANDS[command])
        return {name: sent[name]}


def on_command_line(command: str, name: str, text: str) -> dict[str, str]:
    return given_parameters(make_parser().parse_args([command, f"--{name.replace('_', '-')}={text}"]))


def answer(
    way: Callable[[str, str, str], dict[str, str]], command: str, of: Parameter[Any], text: str
) -> Any:
    """The value that is read, or the sentence of the refusal."""
    try:
        return read_all(way(command, of.name, text), {of.name: of}).get(of.name, of.default)
    except BadRequestError as error:
        return str(error)


@given(st.sampled_from(DESCRIBED), TEXTS)
@examples(400)
def test_the_same_text_gives_the_same_in_an_address_a_form_and_a_command(
    described: tuple[str, Parameter[Any]], text: str
) -> None:
    command, of = described
    address, form, typed = (answer(way, command, of, text) for way in (in_address, in_form, on_command_line))
    assert address == form == typed


TURN = f"{HOME}/disputes/left-turn"
PAGES = (TURN, f"{TURN}?figure=lines", f"{TURN}/map/save", f"{HOME}/grids", f"{HOME}/participants/radek")


def test_a_form_offers_what_its_parameters_can_be_and_what_they_are(client: FlaskClient) -> None:
    offered: set[str] = set()
    for address in PAGES:
        page = html.fromstring(client.get(address).data)
        for name, of in parameters.PARAMETERS.items():
            boxes = page.xpath(f"//form//input[@type='radio' and @name='{name}']")
            if boxes and of.values.labels:
                values = [box.get("value") for box in boxes]
                assert values == [word for word in of.values.labels if word in values]
                of_all = name not in ("unit", "arrange")  # of these, those that are worth choosing
                assert not of_all or len(values) == len(of.values.labels)
                assert len([box for box in boxes if "checked" in box.attrib]) == 1
                offered.add(name)
    assert offered >= {
        "paper",
        "ink",
        "split",
        "title",
        "arrange",
        "colour",
        "context",
        "unit",
        "carried",
        "sort",
    }


def test_old_words_are_read_and_new_ones_written(client: FlaskClient) -> None:
    """One page takes both booleans, and its links have one."""
    query = "carried=off&context=on&unanswered=off&since=May 1928"
    page = client.get(f"{TURN}?{query}").text
    assert "carried=no" in page
    assert "context=yes" in page
    assert not re.search(r"\b(carried|context|unanswered|save)=(on|off)\b", page)
    old, new = (
        client.get(f"{TURN}/map.dot?{words}").data for words in (query[12:], "context=yes&since=1928-05")
    )
    assert old == new
    kept = client.get(f"{TURN}/grid.svg?carried=off&paper=a4&save=on")
    assert kept.headers["Content-Disposition"].startswith("attachment")
    assert "carried=no" in kept.text


SCHOLAR = Path(__file__).parents[3] / "docs" / "scholar.md"
KINDS_OF_TEXT = {
    "SLUG": "a slug",
    "SLUG,SLUG": "slugs",
    "TAG,TAG": "tags",
    "A,B": "two",
    "DATE": "a date",
    "DAY": "a day",
    "NUMBER": "a number",
}


def row_in_documents(of: Parameter[Any]) -> str:
    words = ", ".join(f"`{word}`" for word in of.values.labels)
    default = f"`{write_value(of.default)}`" if write_value(of.default) else ""
    return f"| `{of.name}` | {words or KINDS_OF_TEXT.get(of.values.takes, 'groups')} | {default} | {of.meaning} |"


def test_the_documents_list_every_parameter_as_it_is_described() -> None:
    rows = re.findall(r"^\| `.*\|$", SCHOLAR.read_text(encoding="utf-8"), re.MULTILINE)
    once = {of.name: of for of in parameters.PARAMETERS.values()}
    assert sorted(rows) == sorted(row_in_documents(of) for of in (*once.values(), *COMPARED_SIDES.values()))


def test_what_the_documents_write_as_a_parameter_is_read() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SCHOLAR.parent.glob("*.md"))
    written = [pair for pair in re.findall(r"\b(\w+)=([^`<&…]+)`", text) if pair[0] in parameters.PARAMETERS]
    assert [parameters.PARAMETERS[name].read(value) for name, value in written][5:]
