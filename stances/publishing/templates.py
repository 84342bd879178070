"""What every template knows: filters, globals and macros with words for dates, places in sources and how something is known.

The site's templates get them by `add_words`; what is made without a site is rendered with `environment()`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from stances.argument.wording import LINK_COUNT_PHRASES, LINK_PHRASES, LINK_VERBS_PASSIVE
from stances.dates.uncertain import UncertainDate
from stances.figures.map.positions import offered_arrangements
from stances.figures.map.wording import (
    CONCLUSION_MEANING,
    CONTRARY_MEANING,
    JOINED_MEANING,
    UNANSWERED_MEANING,
)
from stances.formats.bibtex import page_entry
from stances.formats.page_metadata import citation_tags, linked_data
from stances.graphics.direction import is_right_to_left
from stances.graphics.palette import UNDECIDED_TONE, Tone
from stances.publishing.wording import format_day, format_instant
from stances.query import write_value
from stances.record.attribution_wording import attribution_pieces
from stances.record.citation_wording import cite_document, cite_source, find_publication
from stances.record.entries import Locator
from stances.record.link_wording import link_verb
from stances.record.record import Record
from stances.record.source_wording import format_locator, name_source
from stances.record.vocabulary import Kind
from stances.record.wording import (
    ATTRIBUTION_LEGEND,
    ATTRIBUTION_NAMES,
    RATIONALE_MARK,
    UNDATED_LABEL,
    describe_period,
    entry_name,
    full_name,
    plural,
    quoted_name,
)
from stances.timeline.scale import tone_of
from stances.timeline.slider_states import script_json

_PACKAGE_DIR = Path(__file__).parents[1]
STATIC_DIR = _PACKAGE_DIR / "static"
TEMPLATE_DIR = next(
    folder for folder in (_PACKAGE_DIR / "templates", _PACKAGE_DIR.parent / "templates") if folder.is_dir()
)
"""`stances/templates` of an installed package, `templates` of a checkout."""

MACROS = ("dates", "provenance", "claims", "stances", "grid", "forms", "export", "map", "time_slider")
"""Files in `templates/macros` whose macros depend on their arguments alone; every template reaches them as `ui`."""


@dataclass(frozen=True)
class TemplateContext:
    """What a template knows of its own: a subclass is a frozen dataclass that names its template and explains each field.

    All else that a template names is a global of `add_words`, or what all pages of the site share.
    """

    template: ClassVar[str]

    def __init_subclass__(cls, template: str) -> None:
        cls.template = template

    def values(self) -> dict[str, Any]:
        """The fields by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def render(context: TemplateContext) -> str:
    """The template of what is made without a site, filled with its context."""
    return environment().get_template(context.template).render(context.values())


@cache
def environment() -> Environment:
    """The environment for templates of what is made without a site."""
    env = Environment(loader=FileSystemLoader(TEMPLATE_DIR), autoescape=True)
    add_words(env)
    return env


def add_words(env: Environment) -> None:
    """Add the filters, globals and macros, leave out lines of nothing but a block, and refuse unknown names."""
    env.trim_blocks = env.lstrip_blocks = True
    env.undefined = StrictUndefined
    env.filters.update(
        words=date_words,
        iso=iso_date,
        place=locator_words,
        day=format_day,
        moment=format_instant,
        plural=plural,
        parameter=write_value,
        named=quoted_name,
        isolated=isolate,
        label=entry_name,
        full_name=full_name,
        arrangements=offered_arrangements,
    )
    env.globals.update(
        ATTRIBUTION_NAMES=ATTRIBUTION_NAMES,
        ATTRIBUTION_LEGEND=ATTRIBUTION_LEGEND,
        EDITORS_WORDS=RATIONALE_MARK,
        attribution_pieces=attribution_pieces,
        citation_tags=citation_tags,
        cite_document=cite_document,
        cite_source=cite_source,
        find_publication=find_publication,
        name_source=name_source,
        describe_period=describe_period,
        DONE=LINK_VERBS_PASSIVE,
        link_verb=link_verb,
        linked_data=lambda *given: Markup(script_json(linked_data(*given))),  # noqa: S704
        page_bibtex=page_entry,
        JOINED=JOINED_MEANING,
        UNANSWERED_MEANING=UNANSWERED_MEANING,
        CONCLUSION_MEANING=CONCLUSION_MEANING,
        CONTRARIES=CONTRARY_MEANING,
        SAID=LINK_PHRASES,
        COUNTED=LINK_COUNT_PHRASES,
        colour=position_class,
        Kind=Kind,
        asking=query_string,
        text_attributes=text_attributes,
    )
    env.globals["ui"] = macros = SimpleNamespace()
    _add_macros(env, macros)


def text_attributes(record: Record) -> Markup:
    """The attributes of an element that holds a text of the record: its own direction, and the debate's language."""
    return _text_attributes(record.debate.language)


@cache
def _text_attributes(language: str | None) -> Markup:
    direction = Markup(' dir="auto"')
    return direction + Markup(' lang="{}"').format(language) if language else direction


def isolate(text: str) -> Markup:
    """The text, in an element of its own direction if it runs from right to left: for files, which say no more than they must."""
    return Markup("<bdi>{}</bdi>").format(text) if is_right_to_left(text) else escape(text)


def query_string(given: Mapping[str, str], **changes: str | None) -> str:
    """The parameters as a query string, with changes; None leaves one out: ?unit=weeks&open=ann"""
    wanted = {**given, **changes}
    query = {name: value for name, value in wanted.items() if value is not None}
    return f"?{urlencode(query)}" if query else ""


def date_words(when: UncertainDate | None, throughout: bool = False) -> str:
    """The date in words; `throughout` if an interval says how long something lasted."""
    return when.words(throughout=throughout) if when else UNDATED_LABEL


def iso_date(when: UncertainDate | None) -> str:
    """The date for a `datetime` attribute; empty unless it is a certain day, month or year."""
    if when is None or when.is_interval or not when.text.replace("-", "").isdigit() or when.earliest.year < 1:
        return ""
    return when.text if int(when.text[5:7] or 1) <= 12 else ""


def locator_words(locator: Locator | None, record: Record) -> str:
    """A place in a source, in words."""
    return format_locator(record, locator)


def position_class(record: Record, dispute: str, position: int | None) -> Tone:
    """The tone of a position, whose text is its class in the stylesheet."""
    scale = record.disputes.get(dispute)
    return tone_of(scale, position) if scale else UNDECIDED_TONE


def _add_macros(env: Environment, macros: SimpleNamespace) -> None:
    """Add the macros of all files of `MACROS` by their names, which are unique across the files."""
    for name in MACROS:
        module = env.get_template(f"macros/{name}.html").module
        macros.__dict__.update({key: value for key, value in vars(module).items() if not key.startswith("_")})
