"""Words for people: Babel finds them, in the rooms where they belong, as whole sentences.

`pyproject.toml` maps each module and template to an extraction method; its first list is that of the rooms of words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from babel.util import pathmatch

from tests.support.extraction import template_messages, words_without_refusals

ROOT = Path(__file__).parent.parent

KNOWN = {
    "stances/record/wording.py": "no longer assumed to persist; last evidence {when_words}",
    "stances/record/attribution_wording.py": "reported by {reporters}: {arguer} argued so",
    "stances/record/vocabulary.py": "undercuts",
    "stances/record/mistakes.py": "is longer than {max_length:,} characters; shorten it",
    "stances/checks/doubts.py": "Claims support each other in a circle: {path}. Check which of them is the reason for which.",
    "stances/figures/map/wording.py": "date range",
    "stances/timeline/wording.py": "silent: read, no statement found",
    "stances/publishing/figures/small_multiples.py": "Every participant in every dispute, each with a strip of "
    "positions over time",
    "stances/publishing/wording.py": "{sheet}, where the text is {size}",
    "stances/figures/chart/wording.py": "two positions whose dates overlap",
    "stances/figures/map/descriptions.py": "the link “{record_links}” ({rationale_mark})",
    "stances/argument/wording.py": "unanswered objections",
    "stances/web/core/error_pages.py": "What you sent is larger than two megabytes, so nothing was saved. "
    "Send it in smaller parts.",
    "stances/store/wording.py": "Two equal stances of {when_words} are merged into one.",
    "stances/cli/load.py": "load debates from files into the database",
    "stances/record/extent.py": "“{name}” is {day_isoformat}, but this debate runs from {first} to {last}; choose a day in it, "
    "from {bounds} to {bounds_2}.",
    "templates/editing/conflict.html": "Both versions are kept below, next to the earlier text. Choose one for each, then save.",
    "stances/static/js/page/live.js": "Connected again.",
    "templates/base.html": "Find claims, people and documents",
    "templates/editing/move.html": "None of these can move there. Choose another dispute, or go <a>back to the selection</a>.",
    "templates/figures/_map_controls.html": "unanswered objections",
}
"""A sentence of each room, and of places where sentences are easily missed: attributes, macros' arguments, refusals."""

KNOWN_PLURALS = {
    "stances/timeline/wording.py": (
        "{count} other stance is hidden",
        "{count} other stances are hidden",
    ),
    "templates/pages/access/invitation.html": ("person", "people"),
}


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `pybabel extract` finds."""
    file = tmp_path_factory.mktemp("words") / "messages.pot"
    with chdir(ROOT):
        CommandLineInterface().run(["pybabel", "-q", "extract", "-F", "pyproject.toml", "-o", str(file), "."])
    with file.open("rb") as opened:
        return read_po(opened)


def _texts(message: Message) -> tuple[str, ...]:
    """The message, or its singular and plural."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def _places(message: Message | None) -> set[str]:
    return {place for place, _ in message.locations} if message else set()


@pytest.mark.parametrize("place", KNOWN)
def test_babel_finds_the_sentences_of_each_room(catalogue: Catalog, place: str) -> None:
    assert place in _places(catalogue.get(KNOWN[place]))


@pytest.mark.parametrize("place", KNOWN_PLURALS)
def test_babel_finds_both_forms_of_what_is_counted(catalogue: Catalog, place: str) -> None:
    one, many = KNOWN_PLURALS[place]
    message = catalogue.get(one)
    assert message
    assert message.id == (one, many)
    assert place in _places(message)


MAPPINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]["mappings"]
ROOMS = [
    pattern
    for mapping in MAPPINGS
    if mapping["method"].endswith(":extract_python")
    for pattern in mapping["pattern"]
]

LANGUAGES = ("stances/dates/english.py", "stances/dates/languages/*.py")
"""A language of dates is a module, not messages: another language is another module."""


def _modules_elsewhere() -> Iterator[Path]:
    for path in sorted((ROOT / "stances").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        known = any(pathmatch(room, name) for room in (*LANGUAGES, *ROOMS))
        if "versions" not in path.parts and not known:
            yield path


def test_no_other_room_says_more_to_people_than_what_it_refuses() -> None:
    said = {
        path.relative_to(ROOT).as_posix(): words_without_refusals(path.read_text("utf-8"))
        for path in _modules_elsewhere()
    }
    assert {name: messages for name, messages in said.items() if messages} == {}


def test_a_sentence_in_a_room_that_has_no_words_is_found() -> None:
    refuse = 'def read(text):\n    """Read a thing."""\n    raise ValueError(f"“{text}” is no thing.")\n'
    assert words_without_refusals(refuse) == []
    assert words_without_refusals(refuse + '    return f"{text} is a thing."\n') == [
        (4, None, "{text} is a thing.", [])
    ]


HALF = re.compile(r"^(?: \S|[,;:)]|\. )|[ ,(]$")
"""Begins or ends as no sentence does that stands for itself; lines of commands may be indented by two."""


def test_in_python_no_sentence_is_glued_from_halves(catalogue: Catalog) -> None:
    halves = {
        message.id: message.locations
        for message in catalogue
        if isinstance(message.id, str)
        and HALF.search(message.id)
        and any(place.endswith(".py") for place in _places(message))
    }
    assert halves == {}


def test_placeholders_have_names(catalogue: Catalog) -> None:
    texts = (text for message in catalogue for text in _texts(message))
    assert [text for text in texts if re.search(r"\{\W*\}|\{\d", text)] == []


def test_a_template_gives_what_is_read_in_one_run_with_its_line() -> None:
    source = """<p title="Told{% if a %} twice{% endif %}">{# not this #}
{% if a %}Go <a href="{{ url }}">back to {{ entry.label }}</a>.{% endif %}
{{ n|plural('claim', 'claims') }}</p><script>const word = "not this";</script>"""
    assert sorted(template_messages(source), key=str) == [
        (1, None, "Told", []),
        (1, None, "twice", []),
        (2, None, "Go <a>back to {entry_label}</a>.", []),
        (3, "ngettext", ("claim", "claims"), []),
    ]


ATTRIBUTION = re.compile(
    r"own (?:claim|words|reading)|editor['’]s reading|our reading|asserted (?:by|claim|link)|\b(?:inferred|drawn) by|"
    r"say so them|says so of them",
    re.IGNORECASE,
)


def test_how_something_is_known_is_worded_in_one_place(catalogue: Catalog) -> None:
    """What each attribution is called and means; keys in files, addresses and commands stay what they are."""
    texts = ((place, text) for message in catalogue for text in _texts(message) for place in _places(message))
    said = {place: text for place, text in texts if ATTRIBUTION.search(text)}
    assert said.keys() == {"stances/record/wording.py"}
