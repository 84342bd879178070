"""Debates that are hard to draw: each is drawn whole in every arrangement, and none is wider than four times its height."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stances.argument.options import Arrangement
from stances.record.record import Record
from tests.support.drawings import compose
from tests.support.small_debate import argued, claim, debate, link, person


def _star() -> Record:
    answers = [claim(f"a{n}", when=f"1928-{n % 12 + 1:02}") for n in range(80)]
    return debate(claim("top"), *answers, *(link(f"l{n}", "supports", f"a{n}", "top") for n in range(80)))


def _chain() -> Record:
    links = [link(f"l{n}", "supports", f"a{n + 1}", f"a{n}") for n in range(39)]
    return debate(*(claim(f"a{n}") for n in range(40)), *links)


def _circles() -> Record:
    ring = [link(f"r{n}", "rebuts", f"a{n}", f"a{(n + 1) % 4}") for n in range(4)]
    return debate(*(claim(f"a{n}") for n in range(4)), *ring, link("back", "supports", "a0", "a1"))


def _undercuts_five_deep() -> Record:
    links = [link("l0", "supports", "a0", "top")]
    links += [link(f"l{n}", "undercuts", f"a{n}", f"l{n - 1}") for n in range(1, 6)]
    return debate(claim("top"), *(claim(f"a{n}") for n in range(6)), *links)


def _together() -> Record:
    both = link("l", "supports", "b", "a").model_copy(update={"with_": ("c", "d")})
    return debate(*(claim(slug) for slug in "abcde"), both, link("not", "undercuts", "e", "l"))


def _crowd() -> Record:
    people = [person(f"p{n}", f"Person {n}") for n in range(120)]
    claims = [claim(f"c{n}", f"p{n}") for n in range(120)]
    return debate(*people, *claims, *(link(f"l{n}", "rebuts", f"c{n}", f"c{n // 3}") for n in range(1, 40)))


def _long_words() -> Record:
    return debate(claim("a", text="Donaudampfschifffahrt" * 60), claim("b", text="x" * 1900), claim("c"))


@pytest.mark.parametrize("arrange", Arrangement)
@pytest.mark.parametrize(
    "make", [_star, _chain, _circles, _undercuts_five_deep, _together, _crowd, _long_words, debate, argued]
)
def test_hard_cases_are_drawn_whole_and_not_too_wide(
    make: Callable[[], Record], arrange: Arrangement
) -> None:
    record = make()
    drawing = compose(record, arrange=arrange, fold=())
    assert drawing.claims.keys() == record.claims.keys()
    assert drawing.links.keys() == record.links.keys()
    assert all(element.points for element in drawing.links.values())
    assert drawing.size[0] <= 4.001 * drawing.size[1]


def test_many_links_of_one_kind_to_one_claim_share_a_trunk_and_an_arrowhead() -> None:
    drawing = compose(_star())
    tips = {element.points[-1] for element in drawing.links.values()}
    assert len(tips) == 1
