"""Every template is filled with one documented context, and names nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_type_hints

import pytest
from flask.testing import FlaskClient
from jinja2 import ChoiceLoader, DictLoader, Environment

from stances import web
from stances.publishing.templates import MACROS, TEMPLATE_DIR, TemplateContext
from stances.record.entries import Claim
from stances.web.core.template_context import SharedContext
from tests.support.template_types import AttributeChecker
from tests.support.templates import names_used, templates_used

HOME = Path(web.__file__).parent
SHARED = {field.name for field in fields(SharedContext)}
TEMPLATES = sorted(str(file.relative_to(TEMPLATE_DIR)) for file in TEMPLATE_DIR.rglob("*.html"))


def _subclasses(cls: type[TemplateContext]) -> Iterator[type[TemplateContext]]:
    for sub in cls.__subclasses__():
        yield sub
        yield from _subclasses(sub)


CONTEXTS = [cls for cls in _subclasses(TemplateContext) if cls.__module__.startswith("stances.")]


@pytest.fixture
def env(client: FlaskClient) -> Environment:
    return client.application.jinja_env


def is_made_without_a_site(context: type[TemplateContext]) -> bool:
    return context.__module__.startswith("stances.publishing")


def find_breaches(env: Environment, context: type[TemplateContext]) -> list[str]:
    """What stands against the contract between a context and its template."""
    own, used = {field.name for field in fields(context)}, names_used(env, context.template)
    shared = set() if is_made_without_a_site(context) else SHARED
    explained = set(re.findall(r"`(\w+)`", context.__doc__ or ""))
    return [
        *(f"{context.template} names {name}, which it does not get" for name in used - own - shared),
        *(f"{context.template} leaves {name} unused" for name in own - used),
        *(f"{context.__name__} does not explain {name}" for name in own - explained),
        *(f"{context.__name__} hides {name} of all pages" for name in own & shared if own != SHARED),
    ]


@pytest.mark.parametrize("context", CONTEXTS, ids=lambda context: context.__name__)
def test_a_template_names_exactly_what_its_context_explains(
    env: Environment, context: type[TemplateContext]
) -> None:
    assert find_breaches(env, context) == []


def find_attribute_errors(env: Environment, contexts: Iterable[type[TemplateContext]]) -> set[str]:
    checker = AttributeChecker(env, [f"macros/{name}.html" for name in MACROS])
    for context in contexts:
        shared = {} if is_made_without_a_site(context) else get_type_hints(SharedContext)
        checker.check(context.template, {**shared, **get_type_hints(context)})
    return checker.errors


def test_templates_ask_values_only_for_what_their_types_have(env: Environment) -> None:
    assert find_attribute_errors(env, CONTEXTS) == set()


def test_each_template_has_one_context_or_is_a_part_of_others(env: Environment) -> None:
    filled = [context.template for context in CONTEXTS]
    parts = {part for name in TEMPLATES for part in templates_used(env, name)}
    parts |= {f"macros/{name}.html" for name in MACROS}
    assert sorted(filled) == sorted(set(filled))
    assert sorted({*filled, *parts}) == TEMPLATES


def test_templates_are_filled_in_one_place() -> None:
    fills = [
        file.name for file in HOME.rglob("*.py") if re.search(r"render_(template|block)", file.read_text())
    ]
    assert fills == ["template_context.py"]


def test_macros_that_all_templates_know_name_only_their_arguments_and_globals(env: Environment) -> None:
    assert set().union(*(names_used(env, f"macros/{name}.html") for name in MACROS)) == set()


@dataclass(frozen=True)
class Trial(TemplateContext, template="trial.html"):
    """A page of a `claim` with `notes`."""

    claim: Claim
    notes: Mapping[str, Sequence[Claim]]
    secret: str = ""


USES = "{{ claim ~ notes ~ secret }}"
SOUND = (
    USES,
    "{% set clam = claim %}{% block a %}{{ clam ~ notes ~ secret }}{% endblock %}",
    "{% for clam in claim %}{% include 'part.html' %}{% endfor %}{{ notes ~ secret }}",
    "{% import 'part.html' as part %}" + USES,
    "{% extends 'base.html' %}{% block content %}{{ revised ~ to }}" + USES + "{% endblock %}",
)
MISSPELT = (
    "{{ clam }}" + USES,
    "{% block a %}{% set clam = claim %}{% endblock %}{{ clam }}" + USES,
    "{% include 'part.html' %}" + USES,
    "{% for clam in claim %}{% endfor %}{% include 'part.html' %}" + USES,
    "{% import 'part.html' as part with context %}" + USES,
)


UNKNOWN_ATTRIBUTES = {
    "{{ claim.txet }}": "Claim has no txet",
    "{% for q in claim.quotations %}{{ q.text ~ q.langg }}{% endfor %}": "Quotation has no langg",
    "{% for slug, claims in notes.items() %}{{ claims[0].txet }}{% endfor %}": "Claim has no txet",
    "{% macro show(c) %}{{ c.text ~ c.txet }}{% endmacro %}{{ show(claim) }}": "Claim has no txet",
    "{% set q = claim.quotations|first %}{{ q.txet }}": "Quotation has no txet",
    "{{ ui.claim_itme(record, to, claim) }}": "there is no macro claim_itme",
    "{{ ui.stance_item(record, to, claim) }}": "Claim has no participant",
    "{{ record.debate.titel }}": "Debate has no titel",
}


def make_trial(env: Environment, template: str) -> Environment:
    trial = DictLoader({"trial.html": template, "part.html": "{{ clam }}"})
    assert env.loader is not None
    return env.overlay(loader=ChoiceLoader([trial, env.loader]))


def test_a_misspelt_an_unused_and_an_unexplained_name_are_told(env: Environment) -> None:
    unexplained = "Trial does not explain secret"
    for template in SOUND:
        assert find_breaches(make_trial(env, template), Trial) == [unexplained], template
    for template in MISSPELT:
        misspelt = "trial.html names clam, which it does not get"
        assert find_breaches(make_trial(env, template), Trial) == [misspelt, unexplained], template
    unused = "trial.html leaves notes unused"
    assert find_breaches(make_trial(env, "{{ claim ~ secret }}"), Trial) == [unused, unexplained]


def test_an_attribute_that_a_type_has_not_is_told(env: Environment) -> None:
    for template, error in UNKNOWN_ATTRIBUTES.items():
        assert error in find_attribute_errors(make_trial(env, template), [Trial]), template
